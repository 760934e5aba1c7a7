"""The others: web3.py as everybody uses it, on eth-tester's py-evm or on anvil over IPC.

Gas is given, which spares an estimate; every receipt is waited for and its events are decoded.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any

from pydemo.bench.contracts import contract
from pydemo.bench.measure import Operation, for_each, repeated
from pydemo.bench.subjects import AMOUNT, COLD, LOOPS, ROUNDS, SUPPLY, ChainSubject, strangers
from pydemo.chain import genesis
from pydemo.units import ether

GAS, DEPLOYMENT_GAS = 200_000, 8_000_000
_PATIENCE, _PAUSE = 20, 0.001
"""Seconds to wait for a receipt, and between two looks (it is nearly always there at the first)."""


class Web3Subject(ChainSubject):
    """web3.py, on some node."""

    def workloads(self) -> Mapping[str, Callable[[], Operation]]:
        return {
            **{name: partial(self._loop, name) for name in LOOPS},
            "transfer": self._transfers,
            "view": self._views,
            "pytest": self._pytest_loop,
            **{name: partial(self._cold, name) for name in COLD},
        }

    @abstractmethod
    def _connect(self) -> Any:
        """A Web3 for a workload."""

    @abstractmethod
    def _snapshot(self, w3: Any) -> Any: ...

    @abstractmethod
    def _revert(self, w3: Any, snapshot: Any) -> None: ...

    def sender(self, keep: Callable[[Any], None]) -> Operation:
        w3 = self._connect()
        token, alice = self._token(w3)

        def work(to: str) -> None:
            keep(_sent(w3, token.functions.transfer(to, AMOUNT), alice))

        return for_each(work, strangers())

    def _transfers(self) -> Operation:
        w3 = self._connect()
        token, alice = self._token(w3)

        def work(to: str) -> tuple[int, int]:
            receipt = _sent(w3, token.functions.transfer(to, AMOUNT), alice)
            (event,) = token.events.Transfer().process_receipt(receipt)
            return receipt["gasUsed"], event["args"]["value"]

        return for_each(work, strangers())

    def _views(self) -> Operation:
        token, alice = self._token(self._connect())
        return repeated(lambda: token.functions.balanceOf(alice).call())

    def _pytest_loop(self) -> Operation:
        w3 = self._connect()
        token, _ = self._token(w3)
        alice, bob, carol, dave = w3.eth.accounts[:4]
        functions = token.functions

        def work() -> int:
            snapshot = self._snapshot(w3)
            gas = _sent(w3, functions.transfer(bob, AMOUNT), alice)["gasUsed"]
            gas += _sent(w3, functions.approve(carol, AMOUNT), alice)["gasUsed"]
            gas += _sent(w3, functions.transferFrom(alice, dave, AMOUNT), carol)["gasUsed"]
            self._revert(w3, snapshot)
            return int(gas)

        return repeated(work)

    def _loop(self, name: str) -> Operation:
        function = LOOPS[name].partition("(")[0]
        workload = _deployed(self._connect(), "Workload")
        call = workload.functions[function](ROUNDS[name])

        def work() -> int:
            result = call.call()
            return result if isinstance(result, int) else int.from_bytes(result)

        return repeated(work)

    def _cold(self, name: str) -> Operation:
        w3 = self._connect()
        function = COLD[name].partition("(")[0]
        return repeated(lambda: _deployed(w3, "Bulk").functions[function](AMOUNT).call())

    def _token(self, w3: Any) -> tuple[Any, str]:
        """A token, and alice who holds all of it."""
        alice: str = w3.eth.accounts[0]
        token = _deployed(w3, "DemoToken", ether(1_000_000), alice)
        _sent(w3, token.functions.mint(alice, SUPPLY), alice)
        return token, alice


def _sent(w3: Any, call: Any, sender: str, gas: int = GAS) -> Any:
    """The receipt of a transaction."""
    tx_hash = call.transact({"from": sender, "gas": gas})
    return w3.eth.wait_for_transaction_receipt(tx_hash, _PATIENCE, _PAUSE)


def _deployed(w3: Any, name: str, *values: Any) -> Any:
    code = contract(name)
    factory = w3.eth.contract(abi=code.abi, bytecode=code.bytecode)
    receipt = _sent(w3, factory.constructor(*values), w3.eth.accounts[0], DEPLOYMENT_GAS)
    return w3.eth.contract(address=receipt["contractAddress"], abi=code.abi)


class StockSubject(Web3Subject):
    """web3.py and eth-tester as they come, with the ten accounts that all subjects have."""

    name = "stock"

    def __init__(self) -> None:
        self.version = f"web3 {version('web3')}, eth-tester {version('eth-tester')}"

    def _connect(self) -> Any:
        from eth_tester import EthereumTester, PyEVMBackend
        from web3 import EthereumTesterProvider, Web3

        backend = PyEVMBackend.from_mnemonic(
            genesis.MNEMONIC, num_accounts=10, hd_path="m/44'/60'/0'/0"
        )
        return Web3(EthereumTesterProvider(EthereumTester(backend)))

    def _snapshot(self, w3: Any) -> Any:
        return w3.provider.ethereum_tester.take_snapshot()

    def _revert(self, w3: Any, snapshot: Any) -> None:
        w3.provider.ethereum_tester.revert_to_snapshot(snapshot)


class AnvilSubject(Web3Subject):
    """anvil, in a process of its own, over IPC. Raises MissingSubject."""

    name = "anvil"

    def __init__(self) -> None:
        from pydemo.bench.anvil import Anvil

        self._anvil = Anvil()
        self.version = self._anvil.version

    def _connect(self) -> Any:
        return self._anvil.connect()

    def _snapshot(self, w3: Any) -> Any:
        return w3.provider.make_request("evm_snapshot", [])["result"]

    def _revert(self, w3: Any, snapshot: Any) -> None:
        w3.provider.make_request("evm_revert", [snapshot])

    def close(self) -> None:
        self._anvil.close()
