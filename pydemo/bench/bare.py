"""The EVM call alone: no transaction round it, no fee, no block, no ABI. State is kept."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import version
from itertools import count
from typing import Any

from pydemo.bench import BenchError, MissingSubject
from pydemo.bench.contracts import calldata, contract
from pydemo.bench.measure import Operation, for_each, repeated
from pydemo.bench.subjects import AMOUNT, COLD, FIRST_STRANGER, LOOPS, ROUNDS, SUPPLY, Subject
from pydemo.chain.accounts import Accounts
from pydemo.chain.address import canonical
from pydemo.evm import calls
from pydemo.evm.forks import Fork
from pydemo.evm.frame import Environment
from pydemo.evm.state import State
from pydemo.evm.transaction import Message, apply
from pydemo.units import ether

GAS = 25_000_000
CALLER = canonical(Accounts.personas()[0])


class Bare(ABC):
    """An EVM with a state of its own. Everything is sent by one caller."""

    @abstractmethod
    def deploy(self, code: bytes) -> Any:
        """Run creation code. Returns where the contract is, in the EVM's own terms."""

    @abstractmethod
    def call(self, address: Any, data: bytes) -> bytes:
        """Call a contract and keep the changes. Raises BenchError if it fails."""


class BareFast(Bare):
    """pydemo's own EVM. Each call begins as a transaction does: nothing is warm."""

    def __init__(self) -> None:
        self._state, self._caller, self._nonce = State(), int.from_bytes(CALLER), 0
        self._environment = Environment(Fork.PRAGUE, chain_id=31337, gas_limit=GAS)

    def deploy(self, code: bytes) -> int:
        message = Message(self._caller, None, self._nonce, GAS, data=code)
        self._nonce += 1
        created = apply(self._state, self._environment, message).created
        assert created is not None
        return created

    def call(self, address: int, data: bytes) -> bytes:
        state = self._state
        state.begin_transaction()
        succeeded, _, output = calls.execute(
            state,
            self._environment,
            caller=self._caller,
            address=address,
            code_address=address,
            code=state.code[address],
            value=0,
            transfer=0,
            data=data,
            gas=GAS,
            depth=0,
            is_static=False,
        )
        if not succeeded:
            raise BenchError("fast: the call alone failed")
        return output


class BarePyEvm(Bare):
    """py-evm's virtual machine as it comes, on a state of its own kind."""

    def __init__(self) -> None:
        from eth.constants import BLANK_ROOT_HASH
        from eth.db.atomic import AtomicDB
        from eth.vm.execution_context import ExecutionContext
        from eth.vm.forks.prague.state import PragueState
        from eth_typing import Address, BlockNumber, Hash32

        context = ExecutionContext(
            coinbase=Address(bytes(20)),
            timestamp=1,
            block_number=BlockNumber(1),
            difficulty=0,
            mix_hash=Hash32(bytes(32)),
            gas_limit=GAS,
            prev_hashes=(),
            chain_id=31337,
            base_fee_per_gas=0,
            excess_blob_gas=0,
        )
        self._state = PragueState(AtomicDB(), context, BLANK_ROOT_HASH)
        self._nonces = count()

    def deploy(self, code: bytes) -> bytes:
        from eth._utils.address import generate_contract_address
        from eth.constants import CREATE_CONTRACT_ADDRESS
        from eth_typing import Address

        address = generate_contract_address(Address(CALLER), next(self._nonces))
        run = self._state.computation_class.apply_create_message
        self._run(run, CREATE_CONTRACT_ADDRESS, code=code, create_address=address)
        return address

    def call(self, address: bytes, data: bytes) -> bytes:
        from eth_typing import Address

        run = self._state.computation_class.apply_message
        code = self._state.get_code(Address(address))
        return self._run(run, address, data=data, code=code)

    def _run(self, run: Any, to: bytes, *, code: bytes, data: bytes = b"", **more: Any) -> bytes:
        from eth.vm.message import Message as PyEvmMessage
        from eth_typing import Address

        context = self._state.get_transaction_context_class()(gas_price=0, origin=Address(CALLER))
        message = PyEvmMessage(
            gas=GAS,
            to=Address(to),
            sender=Address(CALLER),
            value=0,
            data=data,
            code=code,
            **more,
        )
        done = run(self._state, message, context)
        if done.is_error:
            raise BenchError(f"py-evm: the call alone failed: {done.error}")
        return bytes(done.output)


class BarePyrevm(Bare):
    """Rust's revm. All calls share one transaction: what was once touched stays warm."""

    def __init__(self) -> None:
        pyrevm: Any = import_module("pyrevm")
        self._evm = pyrevm.EVM(spec_id="PRAGUE", gas_limit=2**63)
        self._caller = "0x" + CALLER.hex()
        self._evm.set_balance(self._caller, ether(10_000))

    def deploy(self, code: bytes) -> str:
        return str(self._evm.deploy(self._caller, code))

    def call(self, address: str, data: bytes) -> bytes:
        # It raises by itself if the call fails.
        return bytes(self._evm.message_call(self._caller, address, data))


class PyrevmSubject(Subject):
    """pyrevm has no chain: it runs what needs none. Raises MissingSubject."""

    name = "pyrevm"

    def __init__(self) -> None:
        try:
            import_module("pyrevm")
        except ImportError:
            how = "pip install pyrevm"
            if sys.version_info >= (3, 13):
                how += " (it has wheels for CPython 3.12 and older only)"
            raise MissingSubject(self.name, how) from None
        self.version = version("pyrevm")

    def workloads(self) -> Mapping[str, Callable[[], Operation]]:
        colds = {name: partial(_cold, BarePyrevm, COLD[name]) for name in COLD}
        return {**bare_workloads(BarePyrevm), **colds}


def bare_workloads(make: Callable[[], Bare]) -> dict[str, Callable[[], Operation]]:
    """The workloads that need no chain, each on an EVM of its own."""
    loops = {name: partial(_loop, make, name) for name in LOOPS}
    return {"call": partial(_transfers, make), **loops}


def _transfers(make: Callable[[], Bare]) -> Operation:
    """A token's transfers to strangers, calldata ready."""
    evm = make()
    token, caller = contract("DemoToken"), int.from_bytes(CALLER)
    cap_and_minter = ether(1_000_000).to_bytes(32) + CALLER.rjust(32, b"\0")
    address = evm.deploy(token.bytecode + cap_and_minter)
    evm.call(address, calldata(token, "mint(address,uint256)", caller, SUPPLY))

    def datas() -> Iterator[bytes]:
        for to in count(FIRST_STRANGER):
            yield calldata(token, "transfer(address,uint256)", to, AMOUNT)

    return for_each(lambda data: evm.call(address, data), datas())


def _loop(make: Callable[[], Bare], name: str) -> Operation:
    evm = make()
    workload = contract("Workload")
    address = evm.deploy(workload.bytecode)
    data = calldata(workload, LOOPS[name], ROUNDS[name])
    return repeated(lambda: int.from_bytes(evm.call(address, data)))


def _cold(make: Callable[[], Bare], signature: str) -> Operation:
    evm = make()
    bulk = contract("Bulk")
    data = calldata(bulk, signature, AMOUNT)
    return repeated(lambda: int.from_bytes(evm.call(evm.deploy(bulk.bytecode), data)))
