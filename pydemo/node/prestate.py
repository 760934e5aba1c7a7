"""geth's prestateTracer: what a transaction touches, as it was before; and as it is after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import CREATE_KINDS, Frame
from pydemo.evm.tracing import Step
from pydemo.node.quantities import data, quantity, word

if TYPE_CHECKING:
    from pydemo.chain.engine import Engine

_LOOKS = {"BALANCE", "EXTCODESIZE", "EXTCODECOPY", "EXTCODEHASH", "SELFDESTRUCT"}
_CALLS = {"CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"}
_ADDRESS = 2**160 - 1
Accounts = dict[str, dict[str, Any]]


class Touched:
    """Follows a transaction, and remembers which accounts and slots it comes to."""

    def __init__(self, *known: bytes | None) -> None:
        self.slots: dict[bytes, set[int]] = {
            address: set() for address in known if address is not None
        }
        """By account."""
        self.created: set[bytes] = set()

    def step(self, step: Step) -> None:
        stack, name = step.stack, step.opcode
        self.note(step.address)
        if name in ("SLOAD", "SSTORE") and stack:
            self.slots[step.address.to_bytes(20)].add(stack[-1])
        elif name in _LOOKS and stack:
            self.note(stack[-1])
        elif name in _CALLS and len(stack) > 1:
            self.note(stack[-2])

    def leave(self, frame: Frame, depth: int) -> None:
        self.slots.setdefault(frame.address, set())
        if frame.kind in CREATE_KINDS:
            self.created.add(frame.address)

    def note(self, address: int) -> None:
        """Remember an account."""
        self.slots.setdefault((address & _ADDRESS).to_bytes(20), set())

    def read(self, engine: Engine) -> Accounts:
        """All of it, as it is in the state that the engine has at hand."""
        return {data(account): self._account(engine, account) for account in self.slots}

    def _account(self, engine: Engine, account: bytes) -> dict[str, Any]:
        fields: dict[str, Any] = {"balance": quantity(engine.get_balance(account))}
        if code := engine.get_code(account):
            fields["code"] = data(code)
        if nonce := engine.get_nonce(account):
            fields["nonce"] = nonce
        if slots := self.slots[account]:
            fields["storage"] = {
                word(slot): word(engine.get_storage(account, slot)) for slot in sorted(slots)
            }
        return fields

    def existing(self, before: Accounts) -> Accounts:
        """Without what was only made then."""
        made = {data(account) for account in self.created}
        return {
            account: fields
            for account, fields in before.items()
            if account not in made or "nonce" in fields or fields["balance"] != "0x0"
        }

    def difference(self, before: Accounts, after: Accounts) -> dict[str, Accounts]:
        """What has changed: ``pre`` has the whole accounts, ``post`` what is new of them."""
        told: dict[str, Accounts] = {"pre": {}, "post": {}}
        for account, old in before.items():
            new = after[account]
            changed: dict[str, Any] = {
                name: new.get(name, nothing)
                for name, nothing in (("balance", "0x0"), ("code", "0x"), ("nonce", 0))
                if new.get(name) != old.get(name)
            }
            slots = {
                slot: value
                for slot, value in new.get("storage", {}).items()
                if value != old["storage"][slot]
            }
            if filled := {slot: value for slot, value in slots.items() if int(value, 16)}:
                changed["storage"] = filled
            if not changed and not slots:
                continue
            kept = {name: value for name, value in old.items() if name != "storage"}
            if was := {
                s: v for s, v in old.get("storage", {}).items() if s in slots and int(v, 16)
            }:
                kept["storage"] = was
            told["pre"][account] = kept
            is_gone = not any(name in new for name in ("code", "nonce")) and new["balance"] == "0x0"
            if not is_gone:
                told["post"][account] = changed
        told["pre"] = self.existing(told["pre"])
        return told
