"""The instructions without control flow: what Python each becomes.

One function an instruction, found by its name. It takes its operands from the block's stack of
expressions and pushes its result; what has an effect, or reads what can change, emits a line.
"""

from __future__ import annotations

from collections.abc import Callable

from pydemo.evm import runtime
from pydemo.evm.block import Block
from pydemo.evm.values import MASK, WORD_BITS, Value, constant, fitted, name, truth

Emitter = Callable[[Block], None]
EMITTERS: dict[str, Emitter] = {}

_SMALL = 2**32
"""Offsets below this are small enough to be checked when the code is translated."""


def emits(*names: str) -> Callable[[Emitter], Emitter]:
    def register(emitter: Emitter) -> Emitter:
        for opcode in names:
            EMITTERS[opcode] = emitter
        return emitter

    return register


# --- arithmetic and logic -------------------------------------------------------------------------


@emits("ADD")
def _add(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if x.number is not None and y.number is not None:
        b.push_number((x.number + y.number) & MASK)
    elif x.number == 0 or y.number == 0:
        b.push(y if x.number == 0 else x)
    else:
        b.push(fitted(f"{x.text} + {y.text}", max(x.bits, y.bits) + 1))


@emits("MUL")
def _mul(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if x.number is not None and y.number is not None:
        b.push_number(x.number * y.number & MASK)
    else:
        b.push(fitted(f"{x.text} * {y.text}", x.bits + y.bits))


@emits("SUB")
def _sub(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if x.number is not None and y.number is not None:
        b.push_number((x.number - y.number) & MASK)
    elif y.number == 0:
        b.push(x)
    else:
        b.push(Value(f"({x.text} - {y.text} & M)"))


def _division(sign: str) -> Emitter:
    def emitter(b: Block) -> None:
        x, y = b.pop(), b.pop_name()
        bits = x.bits if sign == "//" else min(x.bits, y.bits)
        if y.number == 0:
            b.push_number(0)
        elif y.number is not None:
            b.push(Value(f"({x.text} {sign} {y.text})", bits))
        else:
            b.push(Value(f"({x.text} {sign} {y.text} if {y.text} else 0)", bits))

    return emitter


EMITTERS["DIV"], EMITTERS["MOD"] = _division("//"), _division("%")


def _by_function(function: str, operands: int, bits: int = WORD_BITS) -> Emitter:
    """A pure function of the run time."""

    def emitter(b: Block) -> None:
        values = [b.pop() for _ in range(operands)]
        if all(value.number is not None for value in values):
            b.push_number(getattr(runtime, function)(*(value.number for value in values)))
        else:
            b.push(Value(f"{function}({', '.join(value.text for value in values)})", bits))

    return emitter


for _opcode, _function in {
    "SDIV": "sdiv",
    "SMOD": "smod",
    "SIGNEXTEND": "sign_extend",
    "SAR": "sar",
}.items():
    EMITTERS[_opcode] = _by_function(_function, 2)
EMITTERS["BYTE"] = _by_function("byte_of", 2, bits=8)


def _modular(sign: str) -> Emitter:
    def emitter(b: Block) -> None:
        x, y, n = b.pop(), b.pop(), b.pop_name()
        b.push(Value(f"(({x.text} {sign} {y.text}) % {n.text} if {n.text} else 0)", n.bits))

    return emitter


EMITTERS["ADDMOD"], EMITTERS["MULMOD"] = _modular("+"), _modular("*")


@emits("EXP")
def _exp(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if y.number is not None:
        b.charge(50 * ((y.bits + 7) >> 3))
        b.push(Value(f"pow({x.text}, {y.text}, {2**256:#x})"))
        return
    target = b.new_name()
    b.emit(f"{target}, g = power({x.text}, {y.text}, g)")
    b.push(name(target))


def _comparison(sign: str, *, is_signed: bool = False) -> Emitter:
    def emitter(b: Block) -> None:
        x, y = b.pop(), b.pop()
        left, right = x.text, y.text
        if is_signed:
            left, right = f"signed({left})", f"signed({right})"
        b.push(truth(f"{left} {sign} {right}"))

    return emitter


for _opcode, _sign in {"LT": "<", "GT": ">", "EQ": "=="}.items():
    EMITTERS[_opcode] = _comparison(_sign)
for _opcode, _sign in {"SLT": "<", "SGT": ">"}.items():
    EMITTERS[_opcode] = _comparison(_sign, is_signed=True)


@emits("ISZERO")
def _iszero(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(int(not x.number))
    elif x.is_truth or x.bits == 1:
        b.push(truth(f"not {x.text}"))
    else:
        b.push(truth(f"{x.text} == 0"))


@emits("AND")
def _and(b: Block) -> None:
    x, y = b.pop(), b.pop()
    for mask, value in ((x, y), (y, x)):
        # A mask of ones over something that fits under it changes nothing.
        if mask.number is not None and mask.number == 2**mask.bits - 1 and value.bits <= mask.bits:
            b.push(value)
            return
    if x.number is not None and y.number is not None:
        b.push_number(x.number & y.number)
    else:
        b.push(Value(f"({x.text} & {y.text})", min(x.bits, y.bits)))


def _bitwise(sign: str) -> Emitter:
    def emitter(b: Block) -> None:
        x, y = b.pop(), b.pop()
        b.push(Value(f"({x.text} {sign} {y.text})", max(x.bits, y.bits)))

    return emitter


EMITTERS["OR"], EMITTERS["XOR"] = _bitwise("|"), _bitwise("^")


@emits("NOT")
def _not(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(MASK ^ x.number)
    else:
        b.push(Value(f"({x.text} ^ M)"))


@emits("SHL")
def _shl(b: Block) -> None:
    shift, x = b.pop(), b.pop()
    if shift.number is None:
        b.push(Value(f"shl({shift.text}, {x.text})"))
    elif x.number is not None:
        b.push_number(runtime.shl(shift.number, x.number))
    elif shift.number >= WORD_BITS:
        b.push_number(0)
    else:
        b.push(fitted(f"{x.text} << {shift.text}", x.bits + shift.number))


@emits("SHR")
def _shr(b: Block) -> None:
    shift, x = b.pop(), b.pop()
    if shift.number is None:
        b.push(Value(f"shr({shift.text}, {x.text})", x.bits))
    elif x.number is not None:
        b.push_number(runtime.shr(shift.number, x.number))
    elif shift.number >= x.bits:
        b.push_number(0)
    else:
        b.push(Value(f"({x.text} >> {shift.text})", x.bits - shift.number))


@emits("CLZ")
def _clz(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(WORD_BITS - x.bits)
    else:
        b.push(Value(f"({WORD_BITS} - ({x.text}).bit_length())", 9))


# --- what surrounds the call ----------------------------------------------------------------------


def _fetched(what: str, bits: int) -> Emitter:
    def emitter(b: Block) -> None:
        b.push(name(b.fetch(what), bits))

    return emitter


EMITTERS["CALLER"], EMITTERS["ADDRESS"] = _fetched("caller", 160), _fetched("address", 160)
EMITTERS["CALLVALUE"], EMITTERS["CALLDATASIZE"] = _fetched("value", 256), _fetched("size", 64)


def _environment(field: str, bits: int = WORD_BITS) -> Emitter:
    def emitter(b: Block) -> None:
        b.push(Value(f"{b.fetch('env')}.{field}", bits))

    return emitter


for _opcode, (_field, _bits) in {
    "ORIGIN": ("origin", 160),
    "GASPRICE": ("gas_price", 256),
    "COINBASE": ("coinbase", 160),
    "TIMESTAMP": ("timestamp", 64),
    "NUMBER": ("number", 64),
    "PREVRANDAO": ("prevrandao", 256),
    "GASLIMIT": ("gas_limit", 64),
    "CHAINID": ("chain_id", 256),
    "BASEFEE": ("base_fee", 256),
    "BLOBBASEFEE": ("blob_base_fee", 256),
}.items():
    EMITTERS[_opcode] = _environment(_field, _bits)


@emits("BLOCKHASH")
def _blockhash(b: Block) -> None:
    b.push(b.assign(f"{b.fetch('env')}.block_hash({b.pop().text})"))


@emits("BLOBHASH")
def _blobhash(b: Block) -> None:
    b.push(b.assign(f"{b.fetch('env')}.blob_hash({b.pop().text})"))


@emits("CALLDATALOAD")
def _calldataload(b: Block) -> None:
    start = b.pop_name()
    data = b.fetch("data")
    end = str(start.number + 32) if start.number is not None else f"{start.text} + 32"
    # The data is padded with 32 zeros, so a slice that is cut short is cut by zeros only.
    b.push(b.assign(f"int_from({data}[{start.text}:{end}])"))


@emits("CODESIZE")
def _codesize(b: Block) -> None:
    b.push(Value("len(f.code)", 32))


@emits("RETURNDATASIZE")
def _returndatasize(b: Block) -> None:
    b.push(b.assign("len(f.return_data)", 64))


@emits("SELFBALANCE")
def _selfbalance(b: Block) -> None:
    b.push(b.assign("f.state.balance.get(f.address, 0)"))


ADDRESS_MASK = constant(2**160 - 1)


def pop_address(b: Block) -> Value:
    address = b.pop()
    return address if address.bits <= 160 else Value(f"({address.text} & {ADDRESS_MASK.text})", 160)


def _of_account(expression: str, bits: int) -> Emitter:
    """Look at another account: the first look in a transaction is dear."""

    def emitter(b: Block) -> None:
        address = b.named(pop_address(b))
        b.emit(f"g = touch(f, {address.text}, g)")
        b.push(b.assign(expression.format(address=address.text), bits))

    return emitter


EMITTERS["BALANCE"] = _of_account("f.state.balance.get({address}, 0)", 256)
EMITTERS["EXTCODESIZE"] = _of_account("len(f.state.code.get({address}, b''))", 32)
EMITTERS["EXTCODEHASH"] = _of_account("code_hash(f, {address})", 256)


@emits("EXTCODECOPY")
def _extcodecopy(b: Block) -> None:
    address, to = b.named(pop_address(b)), b.pop()
    start, size = b.pop(), b.pop()
    b.emit(f"g = touch(f, {address.text}, g)")
    source = f"f.state.code.get({address.text}, b'')"
    b.emit(f"g = copy({b.fetch('m')}, {to.text}, {source}, {start.text}, {size.text}, g)")


# --- memory ---------------------------------------------------------------------------------------


def _reach(b: Block, start: Value, size: int) -> str:
    """Make sure memory holds a range of known size; return the range as a slice."""
    memory = b.fetch("m")
    if start.number is not None and start.number < _SMALL:
        end = start.number + size
        if end > b.reached_memory:
            b.emit(f"if len({memory}) < {end}: g = grow({memory}, {end}, g)")
            b.reached_memory = end
        return f"{start.text}:{end}"
    end_name = b.new_name()
    b.emit(f"{end_name} = {start.text} + {size}")
    b.emit(f"if len({memory}) < {end_name}: g = grow({memory}, {end_name}, g)")
    return f"{start.text}:{end_name}"


@emits("MLOAD")
def _mload(b: Block) -> None:
    place = _reach(b, b.pop_name(), 32)
    b.push(b.assign(f"int_from(m[{place}])"))


@emits("MSTORE")
def _mstore(b: Block) -> None:
    start, value = b.pop_name(), b.pop()
    place = _reach(b, start, 32)
    b.emit(f"m[{place}] = {value.text if value.is_name else f'({value.text})'}.to_bytes(32)")


@emits("MSTORE8")
def _mstore8(b: Block) -> None:
    start, value = b.pop_name(), b.pop()
    _reach(b, start, 1)
    b.emit(f"m[{start.text}] = {value.text} & 255")


@emits("MSIZE")
def _msize(b: Block) -> None:
    b.push(b.assign(f"len({b.fetch('m')})", 64))


@emits("KECCAK256")
def _keccak256(b: Block) -> None:
    start, size = b.pop_name(), b.pop_name()
    if size.number is not None and size.number < _SMALL:
        b.charge(6 * ((size.number + 31) >> 5))
        place = _reach(b, start, size.number) if size.number else "0:0"
        b.push(b.assign(f"hash_of(bytes({b.fetch('m')}[{place}]))"))
        return
    memory = b.fetch("m")
    b.emit(f"g = reach({memory}, {start.text}, {size.text}, g - 6 * ({size.text} + 31 >> 5))")
    b.emit("if g < 0: raise OutOfGas")
    b.push(b.assign(f"hash_of(bytes({memory}[{start.text}:{start.text} + {size.text}]))"))


def _copy(source: str) -> Emitter:
    def emitter(b: Block) -> None:
        to, start, size = b.pop(), b.pop(), b.pop()
        b.emit(f"g = copy({b.fetch('m')}, {to.text}, {source}, {start.text}, {size.text}, g)")

    return emitter


EMITTERS["CALLDATACOPY"], EMITTERS["CODECOPY"] = _copy("f.data"), _copy("f.code")


@emits("MCOPY")
def _mcopy(b: Block) -> None:
    to, start, size = b.pop(), b.pop(), b.pop()
    b.emit(f"g = copy_memory({b.fetch('m')}, {to.text}, {start.text}, {size.text}, g)")


@emits("RETURNDATACOPY")
def _returndatacopy(b: Block) -> None:
    to, start, size = b.pop(), b.pop(), b.pop()
    memory = b.fetch("m")
    b.emit(f"g = copy_return_data(f, {memory}, {to.text}, {start.text}, {size.text}, g)")


# --- storage and logs -----------------------------------------------------------------------------


@emits("SLOAD")
def _sload(b: Block) -> None:
    slot, target = b.pop(), b.new_name()
    b.emit(f"{target}, g = sload(f, {slot.text}, g)")
    b.push(name(target))


@emits("SSTORE")
def _sstore(b: Block) -> None:
    slot, value = b.pop(), b.pop()
    # It looks at the gas that is left, so what follows must not have been charged for yet.
    b.end_segment(check=True)
    b.emit(f"g = sstore(f, {slot.text}, {value.text}, g)")


@emits("TLOAD")
def _tload(b: Block) -> None:
    b.push(b.assign(f"f.state.transient.get((f.address, {b.pop().text}), 0)"))


@emits("TSTORE")
def _tstore(b: Block) -> None:
    slot, value = b.pop(), b.pop()
    b.emit(f"tstore(f, {slot.text}, {value.text})")


def _log(count: int) -> Emitter:
    def emitter(b: Block) -> None:
        start, size = b.pop(), b.pop()
        topics = "".join(f"{b.pop().text}, " for _ in range(count))
        b.emit(f"g = log(f, {b.fetch('m')}, {start.text}, {size.text}, ({topics}), g)")

    return emitter


for _count in range(5):
    EMITTERS[f"LOG{_count}"] = _log(_count)


# --- the machine itself ---------------------------------------------------------------------------


@emits("GAS")
def _gas(b: Block) -> None:
    b.end_segment(check=True)
    b.push(b.assign("g", 64))


@emits("POP")
def _pop(b: Block) -> None:
    b.pop()


@emits("JUMPDEST")
def _jumpdest(b: Block) -> None:
    """A place to land on: nothing to do."""


# --- calls and creations --------------------------------------------------------------------------


def _call(kind: str) -> Emitter:
    has_value = kind in ("CALL", "CALLCODE")

    def emitter(b: Block) -> None:
        gas = b.pop()
        to = pop_address(b)
        value = b.pop() if has_value else constant(0)
        places = [b.pop().text for _ in range(4)]
        b.end_segment(check=True)
        b.emit("f.gas = g")
        arguments = ", ".join((gas.text, to.text, value.text, *places))
        result = b.assign(f"call(f, {kind!r}, {arguments})", 1)
        b.emit("g = f.gas")
        b.push(result)

    return emitter


for _kind in ("CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"):
    EMITTERS[_kind] = _call(_kind)


def _create(*, salted: bool) -> Emitter:
    def emitter(b: Block) -> None:
        value, start, size = b.pop(), b.pop(), b.pop()
        salt = b.pop().text if salted else "None"
        b.end_segment(check=True)
        b.emit("f.gas = g")
        result = b.assign(f"create(f, {value.text}, {start.text}, {size.text}, {salt})", 160)
        b.emit("g = f.gas")
        b.push(result)

    return emitter


EMITTERS["CREATE"], EMITTERS["CREATE2"] = _create(salted=False), _create(salted=True)
