"""What is measured: pydemo's own engines through handles, and the door to all other subjects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

from pydemo.bench import BenchError
from pydemo.bench.contracts import calldata, contract
from pydemo.bench.measure import Operation, for_each, repeated
from pydemo.chain.address import canonical, checksum
from pydemo.chain.frames import Transaction
from pydemo.chain.local import LocalNode
from pydemo.units import ether

AMOUNT = 5
"""Units in each transfer."""
ROUNDS = {"hash": 500, "root": 50, "text": 200}
"""How often the loops go round."""
LOOPS = {"hash": "hashes(uint256)", "root": "roots(uint256)", "text": "text(uint256)"}
COLD = {"cold": "deposit(uint256)", "cold-all": "every(uint256)"}
AGAIN = ", translated"
"""After the name of a cold start: the same with the code translated before. Only for fast."""
SUPPLY = ether(1_000)
FIRST_STRANGER = 1 << 150


class Subject(ABC):
    """Something that runs workloads, each on fresh state."""

    name: str
    version: str

    @abstractmethod
    def workloads(self) -> Mapping[str, Callable[[], Operation]]:
        """What it can run: a workload's name -> what prepares it."""

    def close(self) -> None:  # noqa: B027  # most have nothing to end
        """End what runs for it."""


class ChainSubject(Subject):
    """One with a chain that can grow."""

    @abstractmethod
    def sender(self, keep: Callable[[Any], None]) -> Operation:
        """Transfers to strangers whose receipts somebody keeps, events unread."""


def strangers() -> Iterator[str]:
    """Addresses that hold nothing, without end, the same each time."""
    return (checksum(number.to_bytes(20)) for number in count(FIRST_STRANGER))


class HandleSubject(ChainSubject):
    """An engine of pydemo's, through handles; the calls alone past everything but the EVM."""

    def __init__(self, engine: str) -> None:
        from pydemo import __version__

        self.name, self.version = engine, f"pydemo {__version__}"

    def workloads(self) -> Mapping[str, Callable[[], Operation]]:
        from pydemo.bench.bare import BareFast, BarePyEvm, bare_workloads

        chained: dict[str, Callable[[], Operation]] = {
            "transfer": self._transfers,
            "view": self._views,
            "pytest": self._pytest_loop,
            **{name: partial(self._cold, name) for name in COLD},
        }
        if self.name != "fast":
            return {**bare_workloads(BarePyEvm), **chained}
        again = {f"{name}{AGAIN}": partial(self._cold, name, again=True) for name in COLD}
        return {**bare_workloads(BareFast), **chained, **again}

    def _token(self) -> tuple[Any, Any]:
        """A chain, and a token of which alice holds all."""
        from pydemo import Chain

        chain = Chain(engine=self.name)
        alice = chain.accounts.alice
        token: Any = chain.deploy("DemoToken", ether(1_000_000), alice, sender=alice)
        token.mint(alice, SUPPLY, sender=alice)
        return chain, token

    def sender(self, keep: Callable[[Any], None]) -> Operation:
        chain, token = self._token()
        alice = chain.accounts.alice
        return for_each(lambda to: keep(token.transfer(to, AMOUNT, sender=alice)), strangers())

    def _transfers(self) -> Operation:
        chain, token = self._token()
        alice = chain.accounts.alice

        def work(to: str) -> tuple[int, int]:
            receipt = token.transfer(to, AMOUNT, sender=alice)
            (event,) = receipt.events
            return receipt.gas_used, event.args["value"]

        return for_each(work, strangers())

    def _views(self) -> Operation:
        chain, token = self._token()
        alice = chain.accounts.alice
        return repeated(lambda: token.balanceOf(alice))

    def _pytest_loop(self) -> Operation:
        chain, token = self._token()
        alice, bob, carol, dave = (chain.accounts[index] for index in range(4))

        def work() -> int:
            with chain.anchor():
                gas = token.transfer(bob, AMOUNT, sender=alice).gas_used
                gas += token.approve(carol, AMOUNT, sender=alice).gas_used
                gas += token.transferFrom(alice, dave, AMOUNT, sender=carol).gas_used
            return int(gas)

        return repeated(work)

    def _cold(self, name: str, *, again: bool = False) -> Operation:
        """Deploy and call; ``again`` leaves what the fast engine has translated before."""
        node = LocalNode(engine=self.name)
        bulk, alice = contract("Bulk"), canonical(node.accounts[0])
        data = calldata(bulk, COLD[name], AMOUNT)

        def work() -> int:
            if self.name == "fast" and not again:
                _forget_translations()
            deployed = node.send(Transaction(alice, None, bulk.bytecode))
            done = node.call(Transaction(alice, deployed.contract_address, data))
            if done.failure is not None:
                raise BenchError(f"{self.name}: {COLD[name]} failed: {done.failure}")
            return int.from_bytes(done.output)

        return repeated(work)


def _forget_translations() -> None:
    from pydemo.chain.fast import FastEngine
    from pydemo.evm.frame import Environment

    Environment(FastEngine.fork).programs.clear()


def open_subject(name: str) -> Subject:
    """Raises MissingSubject if it is not installed."""
    if name == "pyrevm":
        from pydemo.bench.bare import PyrevmSubject

        return PyrevmSubject()
    if name == "stock":
        from pydemo.bench.through_web3 import StockSubject

        return StockSubject()
    if name == "anvil":
        from pydemo.bench.through_web3 import AnvilSubject

        return AnvilSubject()
    return HandleSubject(name)
