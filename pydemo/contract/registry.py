"""What is known of the contracts on a chain: which code is at which address, and every ABI.

Events and errors are looked up first in the contract that raised them, then in all artifacts, so
that an error which bubbles up from a contract nobody named still arrives by its own name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_utils.address import is_checksum_address

from pydemo.build.artifact import Artifact
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Accounts
from pydemo.chain.address import ADDRESS_BYTES, checksum
from pydemo.chain.frames import Log
from pydemo.contract.abi import ContractAbi, ErrorAbi, EventAbi, FunctionAbi
from pydemo.contract.events import Event, decode_event, raw_event


class Registry:
    """The contracts of one chain.

    Args:
        artifacts: all artifacts by name; read only as needed.
        accounts: the chain's, whose names stand for their addresses.
        code_at: gives the code at an address, by which contracts nobody named are recognised.
    """

    def __init__(
        self,
        artifacts: Artifacts,
        accounts: Accounts,
        code_at: Callable[[str], bytes],
    ) -> None:
        self.artifacts, self._accounts, self._code_at = artifacts, accounts, code_at
        self._deployed: dict[str, str] = {}
        self._strangers: set[str] = set()
        self._abis: dict[str, ContractAbi] = {}
        self._candidates: dict[tuple[str, bytes, int], list[EventAbi]] = {}

    # --- what is where ----------------------------------------------------------------------------

    def note(self, address: str, contract: str) -> None:
        """Remember which contract is at an address."""
        self._deployed[address] = contract

    def contract_at(self, address: str) -> str:
        """The name of the contract at an address, or an empty string.

        One that was not deployed through a handle (a factory made it) is recognised by its code.
        """
        if address not in self._deployed and address not in self._strangers:
            if not (code := self._code_at(address)):
                return ""
            if name := self._recognise(code):
                self.note(address, name)
            else:
                self._strangers.add(address)
        return self._deployed.get(address, "")

    def name_of(self, address: str) -> str:
        """What to call an address: its contract's or account's name, or the address itself."""
        return self.account_at(address) or self.contract_at(address) or address

    def names(self) -> dict[str, str]:
        """All contracts and accounts known so far, address -> name."""
        named = {account.address: account.name for account in self._accounts if account.name}
        return {**self._deployed, **named}

    def account_at(self, address: str) -> str:
        """The name of the account with an address, or an empty string."""
        return self._accounts.label(address)

    def learn(self, artifact: Artifact) -> None:
        """Know one more contract, or another version of one, from now on."""
        self.artifacts.add(artifact)
        self._abis.pop(artifact.name, None)
        self._candidates.clear()
        self._strangers.clear()
        for cached in ("_known", "_all_abis", "_errors", "_events", "_functions"):
            self.__dict__.pop(cached, None)

    def take_snapshot(self) -> dict[str, str]:
        return dict(self._deployed)

    def revert_to_snapshot(self, snapshot: dict[str, str]) -> None:
        self._deployed = dict(snapshot)
        self._strangers.clear()

    def created_by(self, init_code: bytes) -> str:
        """The name of the contract whose creation code this starts with; arguments follow it."""
        for name, artifact in self._known.items():
            if artifact.bytecode and _without_libraries(init_code, artifact) == artifact.bytecode:
                return name
        return ""

    def _recognise(self, code: bytes) -> str:
        """Compare code with all artifacts, immutables left out since the constructor sets them."""
        for name, artifact in self._known.items():
            if len(artifact.deployed_bytecode) != len(code):
                continue
            candidate = bytearray(code)
            for places in artifact.immutable_references.values():
                for place in places:
                    start, length = place["start"], place["length"]
                    candidate[start : start + length] = bytes(length)
            if bytes(candidate) == artifact.deployed_bytecode:
                return name
        return ""

    # --- what is known ----------------------------------------------------------------------------

    @cached_property
    def _known(self) -> dict[str, Artifact]:
        """All artifacts that can be read, for putting names to what is found on the chain.

        Stale ones too: an edited file must not take the names of all the others away. Of two
        contracts of one name, the second goes by its file and name.
        """
        known: dict[str, Artifact] = {}
        for artifact in self.artifacts.readable():
            known.setdefault(
                artifact.name if artifact.name not in known else artifact.full_name, artifact
            )
        return known

    def artifact(self, contract: str) -> Artifact:
        """Raises errors.UnknownContract."""
        return self._known.get(contract) or self.artifacts[contract]

    def abi(self, contract: str) -> ContractAbi:
        """Raises errors.UnknownContract."""
        if contract not in self._abis:
            self._abis[contract] = ContractAbi.read(self.artifact(contract).abi)
        return self._abis[contract]

    @cached_property
    def _all_abis(self) -> tuple[ContractAbi, ...]:
        return tuple(self.abi(name) for name in self._known)

    @cached_property
    def _errors(self) -> dict[bytes, ErrorAbi]:
        return {error.selector: error for abi in self._all_abis for error in abi.errors}

    @cached_property
    def _events(self) -> dict[tuple[bytes, int], EventAbi]:
        """By topic and topic count: ERC-20 and ERC-721 share Transfer's topic, not its indexing."""
        return {
            (event.topic, event.topic_count): event
            for abi in self._all_abis
            for event in abi.events
            if not event.anonymous
        }

    @cached_property
    def _functions(self) -> dict[bytes, FunctionAbi]:
        return {
            selector: function
            for abi in self._all_abis
            for selector, function in abi.by_selector.items()
        }

    def error(self, selector: bytes, contract: str = "") -> ErrorAbi | None:
        """A custom error by its selector, the named contract's own first."""
        if contract:
            own = (error for error in self.abi(contract).errors if error.selector == selector)
            if found := next(own, None):
                return found
        return self._errors.get(selector)

    def notice_of_error(self, error: ErrorAbi, contract: str = "") -> str:
        """What the source says above an error (NatSpec ``@notice``), or an empty string."""
        wanted = [contract] if contract else []
        for name in (*wanted, *self._known):
            for entry in self.artifact(name).userdoc.get("errors", {}).get(error.canonical, ()):
                if notice := entry.get("notice"):
                    return str(notice)
        return ""

    def function(self, selector: bytes, contract: str = "") -> FunctionAbi | None:
        """A function by its selector; for a named contract only its own."""
        if contract:
            return self.abi(contract).by_selector.get(selector)
        return self._functions.get(selector)

    def event(self, log: Log) -> Event:
        """Decode a log; one that nobody knows comes back without a name."""
        address = checksum(log.address)
        contract = self.contract_at(address)
        topic = log.topics[0] if log.topics else b""
        key = (contract, topic, len(log.topics))
        if key not in self._candidates:
            self._candidates[key] = self._event_candidates(*key)
        for abi in self._candidates[key]:
            try:
                return decode_event(abi, log, address, contract, self.names)
            except DecodingError:
                continue
        return raw_event(log, address, contract)

    def _event_candidates(self, contract: str, topic: bytes, count: int) -> list[EventAbi]:
        """The events a log with this first topic and so many topics may be, likeliest first."""
        own = self.abi(contract).events if contract else ()
        found = [
            event
            for event in own
            if event.topic == topic and event.topic_count == count and not event.anonymous
        ]
        if known := self._events.get((topic, count)):
            found.append(known)
        found += [event for event in own if event.anonymous and event.topic_count == count]
        return found


def _without_libraries(init_code: bytes, artifact: Artifact) -> bytes:
    """As much of the code as the artifact has, with zeros where addresses of libraries go."""
    code = init_code[: len(artifact.bytecode)]
    if not artifact.link_references or len(code) < len(artifact.bytecode):
        return code
    blanked = bytearray(code)
    for libraries in artifact.link_references.values():
        for offsets in libraries.values():
            for offset in offsets:
                blanked[offset : offset + ADDRESS_BYTES] = bytes(ADDRESS_BYTES)
    return bytes(blanked)


def readable(value: Any, registry: Registry) -> Any:
    """A decoded value with addresses replaced by the names people gave them, for display."""
    # Decoded addresses have their checksum; a text may begin with 0x and be as long.
    if isinstance(value, str) and is_checksum_address(value):
        return registry.name_of(value)
    if isinstance(value, list):
        return [readable(item, registry) for item in value]
    if isinstance(value, tuple):
        items = [readable(item, registry) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
