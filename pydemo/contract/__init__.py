"""Handles on contracts: calls, receipts, events, traces and errors, and the chain they live on."""

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.events import Event
from pydemo.contract.function import Function
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.contract.trace import Trace

__all__ = ["AddressLike", "Chain", "Contract", "Event", "Function", "Receipt", "Trace"]
