"""A contract that does what its calldata says: any sequence of instructions, calls within calls.

A script is a sequence of records: six words (action, a, b, c, d, size of the data) and the data.
The action is a place in the code to jump to. All that an action can see goes into one hash, which
the contract returns at its end: two engines that agree on it have seen the same.
"""

from __future__ import annotations

from differential.assembler import assemble, creation_of

# Memory: the hash at 0, what is mixed into it at 0x20, the last call's success at 0x40, data above.
_MIX = "0x20 MSTORE 0x40 PUSH0 KECCAK256 PUSH0 MSTORE"
_DONE = "@next JUMP"
_DATA = "0x60"
_SEEN = f"{_DATA} MLOAD {_MIX}"
_A, _B, _C, _D, _SIZE = range(1, 6)


def _push_arguments(*arguments: int | str) -> str:
    """Words of the record (by number) and other things, pushed in turn on top of its place."""
    pushed = []
    for depth, argument in enumerate(arguments, 1):
        is_word = isinstance(argument, int)
        pushed.append(f"DUP{depth} {32 * argument} ADD CALLDATALOAD" if is_word else str(argument))
    return " ".join(pushed)


def _instruction(name: str, *arguments: int | str) -> str:
    """An instruction with its arguments, the last of which is on top."""
    return f"{_push_arguments(*arguments)} {name}"


def _read(name: str, *arguments: int | str) -> str:
    return f"{_instruction(name, *arguments)} {_MIX}"


def _call(name: str, *amount: int) -> str:
    call = _instruction(name, _D, _DATA, _SIZE, _DATA, *amount, _B, _A)
    return f"{call} DUP1 0x40 MSTORE {_MIX} RETURNDATASIZE {_MIX} {_SEEN}"


def _create(name: str, *salt: int) -> str:
    create = _instruction(name, *salt, _SIZE, _DATA, _A)
    return f"{create} DUP1 0x40 MSTORE {_MIX} RETURNDATASIZE {_MIX}"


_ENVIRONMENT = [
    "NUMBER",
    "TIMESTAMP",
    "PREVRANDAO",
    "BASEFEE",
    "BLOBBASEFEE",
    "CHAINID",
    "GASLIMIT",
    "COINBASE",
    "SELFBALANCE",
    "GASPRICE",
    "ORIGIN",
    "CALLER",
    "ADDRESS",
    "CALLVALUE",
    "CALLDATASIZE",
    "CODESIZE",
    "RETURNDATASIZE",
    "MSIZE",
    "PC",
    "GAS",
]

_ACTIONS = {
    "sstore": _instruction("SSTORE", _B, _A),
    "sload": _read("SLOAD", _A),
    "tstore": _instruction("TSTORE", _B, _A),
    "tload": _read("TLOAD", _A),
    "log0": _instruction("LOG0", _SIZE, _DATA),
    "log2": _instruction("LOG2", _B, _A, _SIZE, _DATA),
    "log4": _instruction("LOG4", _D, _C, _B, _A, _SIZE, _DATA),
    "call": _call("CALL", _C),
    "callcode": _call("CALLCODE", _C),
    "delegatecall": _call("DELEGATECALL"),
    "staticcall": _call("STATICCALL"),
    "create": _create("CREATE"),
    "create2": _create("CREATE2", _B),
    "selfdestruct": _instruction("SELFDESTRUCT", _A),
    "revert": _instruction("REVERT", _SIZE, _DATA),
    "return": _instruction("RETURN", _SIZE, _DATA),
    "invalid": "INVALID",
    "check": "0x40 MLOAD @next JUMPI RETURNDATASIZE PUSH0 PUSH0 RETURNDATACOPY "
    "RETURNDATASIZE PUSH0 REVERT",
    "account": " ".join(_read(name, _A) for name in ("BALANCE", "EXTCODESIZE", "EXTCODEHASH")),
    "extcodecopy": f"{_instruction('EXTCODECOPY', _C, _B, _DATA, _A)} {_SEEN}",
    "codecopy": f"{_instruction('CODECOPY', _B, _A, _DATA)} {_SEEN}",
    "returndatacopy": f"{_instruction('RETURNDATACOPY', _B, _A, _DATA)} {_SEEN}",
    "mcopy": f"{_instruction('MCOPY', _C, _B, _A)} {_SEEN}",
    "mload": _read("MLOAD", _A),
    "keccak": _read("KECCAK256", _A, _DATA),
    "exp": _read("EXP", _B, _A),
    "environment": " ".join(f"{name} {_MIX}" for name in _ENVIRONMENT),
    "blockhash": _read("BLOCKHASH", _A),
    "blobhash": _read("BLOBHASH", _A),
    "jump": _instruction("JUMP", _A),
    "underflow": "POP POP",
    "overflow": "more: DUP1 @more JUMP",
}
ACTIONS = tuple(_ACTIONS)

_BODY = "\n".join(f"{name}: {text} {_DONE}" for name, text in _ACTIONS.items())
CODE, _PLACES = assemble(f"""
    PUSH0
    loop:
        CALLDATASIZE DUP2 LT ISZERO @end JUMPI
        DUP1 160 ADD CALLDATALOAD  DUP2 192 ADD  {_DATA}  CALLDATACOPY
        DUP1 CALLDATALOAD JUMP
    next:
        DUP1 160 ADD CALLDATALOAD ADD 192 ADD @loop JUMP
    end:
        0x20 PUSH0 RETURN
    {_BODY}
""")
CREATION = creation_of(CODE)


def act(action: str, a: int = 0, b: int = 0, c: int = 0, d: int = 0, data: bytes = b"") -> bytes:
    """One record of a script."""
    words = (_PLACES[action], a, b, c, d, len(data))
    return b"".join(word.to_bytes(32) for word in words) + data


def constructor(puppet: int, script: bytes) -> bytes:
    """Creation code that runs a script as the new account; what this returns becomes its code."""
    head = assemble(
        f"{len(script)} @script 1 ADD PUSH0 CODECOPY "
        f"PUSH0 PUSH0 {len(script)} PUSH0 {puppet} GAS DELEGATECALL "
        "RETURNDATASIZE PUSH0 PUSH0 RETURNDATACOPY "
        "@fine JUMPI RETURNDATASIZE PUSH0 REVERT fine: RETURNDATASIZE PUSH0 RETURN script:"
    )[0]
    return head + script
