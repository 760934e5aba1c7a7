"""Random scripts for puppets, and random creation code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import SupportsBytes, TypeAlias

from hypothesis import strategies as st

from differential import puppet
from differential.assembler import creation_of
from differential.stage import CAST, ETHER, PUPPETS

_DEEPEST = 3
_LONGEST = 4
ADDRESSES = st.sampled_from(CAST)
SLOTS = st.sampled_from([0, 0, 1, 1, 2, 3, 2**256 - 1])
SMALL = st.sampled_from([0, 0, 1, 1, 2, 3, 32, 33, 64, 200])
_LARGE = st.sampled_from([2**16, 2**32, 2**64, 2**255, 2**256 - 1])
WORDS = st.one_of(SMALL, ADDRESSES, _LARGE, st.integers(0, 99))
GAS = st.sampled_from([2**64, 2**64, 2**64, 0, 100, 2300, 2301, 10_000, 60_000, 2**256 - 1])
VALUES = st.sampled_from([0, 0, 0, 0, 0, 1, 2, 3, ETHER, 2**90])


@dataclass(frozen=True)
class Code:
    """Bytes that have a name, so that an example which fails can be read."""

    name: str
    content: bytes = field(repr=False)

    def __bytes__(self) -> bytes:
        return self.content


@dataclass(frozen=True)
class Act:
    """One thing a puppet does (see `puppet.act`)."""

    action: str
    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0
    data: Payload = b""

    def __bytes__(self) -> bytes:
        return puppet.act(self.action, self.a, self.b, self.c, self.d, bytes(self.data))


@dataclass(frozen=True)
class Script:
    acts: tuple[Act, ...]

    def __bytes__(self) -> bytes:
        return b"".join(map(bytes, self.acts))


@dataclass(frozen=True)
class Constructor:
    """Creation code that runs a script and returns some code."""

    script: Script
    code: Code

    def __bytes__(self) -> bytes:
        ending = Act("return", data=self.code)
        return puppet.constructor(PUPPETS[0], bytes(self.script) + bytes(ending))


Payload: TypeAlias = SupportsBytes | bytes

_CODES = [
    Code("nothing", b""),
    Code("STOP", b"\0"),
    Code("INVALID", b"\xfe"),
    Code("a jump to nowhere", b"\x5f\x56"),
    Code("0xEF, which is refused", b"\xef\0"),
    Code("too much", bytes(24_577)),
    Code("as much as may be", bytes(24_576)),
    Code("a puppet", puppet.CODE),
    Code("a puppet", puppet.CODE),
]
_CREATIONS = [Code(f"creation of {code.name}", creation_of(bytes(code))) for code in _CODES]
DATA: st.SearchStrategy[Payload] = st.sampled_from(
    [b"", b"\x00", b"\x01\x02", b"word".rjust(32, b"\0"), Code("long", b"\xff" * 100)]
)
_PLAIN: dict[str, tuple[st.SearchStrategy[int], ...]] = {
    "sstore": (SLOTS, SMALL),
    "tstore": (SLOTS, SMALL),
    "sload": (SLOTS,),
    "tload": (SLOTS,),
    "log0": (),
    "log2": (WORDS, WORDS),
    "log4": (WORDS, WORDS, WORDS, WORDS),
    "account": (ADDRESSES,),
    "extcodecopy": (ADDRESSES, SMALL, SMALL),
    "codecopy": (SMALL, SMALL),
    "returndatacopy": (st.sampled_from([0, 0, 0, 1, 32, 200]), st.sampled_from([0, 0, 1, 32])),
    "mcopy": (SMALL, SMALL, SMALL),
    "mload": (WORDS,),
    "keccak": (WORDS,),
    "exp": (WORDS, WORDS),
    "environment": (),
    "blockhash": (st.integers(0, 300),),
    "blobhash": (SMALL,),
    "check": (),
}
_ENDINGS: dict[str, tuple[st.SearchStrategy[int], ...]] = {
    "revert": (),
    "return": (),
    "selfdestruct": (ADDRESSES,),
    "invalid": (),
    "underflow": (),
    "overflow": (),
    "jump": (WORDS,),
}
_CALLS = ("call", "call", "callcode", "delegatecall", "staticcall")
_CHOICES = st.sampled_from([*_PLAIN, *("sstore", "log2") * 2, *_CALLS * 2, "create", "create2"])
_LAST = st.sampled_from([None] * 10 + list(_ENDINGS))
_TARGETS = st.one_of(st.sampled_from(PUPPETS), st.sampled_from(PUPPETS), ADDRESSES)


def _act(draw: st.DrawFn, action: str, words: tuple[st.SearchStrategy[int], ...]) -> Act:
    a, b, c, d = [*map(draw, words), 0, 0, 0, 0][:4]
    return Act(action, a, b, c, d, draw(DATA))


@st.composite
def scripts(draw: st.DrawFn, depth: int = _DEEPEST) -> Script:
    """Scripts whose calls and creations nest to a depth."""
    acts = []
    for action in draw(st.lists(_CHOICES, max_size=_LONGEST)):
        if action in _PLAIN:
            acts.append(_act(draw, action, _PLAIN[action]))
        elif depth and action.startswith("create"):
            code = draw(init_codes(depth - 1))
            acts.append(Act(action, draw(VALUES), draw(st.integers(0, 1)), data=code))
        elif depth:
            inner = draw(st.one_of(scripts(depth - 1), scripts(depth - 1), DATA))
            amounts = draw(GAS), draw(_TARGETS), draw(VALUES), draw(SMALL)
            acts.append(Act(action, *amounts, data=inner))
    last = draw(_LAST)
    if last is not None:
        acts.append(_act(draw, last, _ENDINGS[last]))
    return Script(tuple(acts))


@st.composite
def init_codes(draw: st.DrawFn, depth: int = _DEEPEST) -> Payload:
    """Creation code: what returns some code, what first runs a script, and what is no code."""
    kind = draw(st.sampled_from(["plain", "scripted", "scripted", "nonsense"]))
    if kind == "plain":
        return draw(st.sampled_from(_CREATIONS))
    if kind == "nonsense":
        return draw(DATA)
    return Constructor(draw(scripts(depth)), draw(st.sampled_from(_CODES)))
