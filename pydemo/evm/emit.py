"""What instructions become that look around or have an effect: all but arithmetic and jumps."""

from __future__ import annotations

from pydemo.evm import runtime
from pydemo.evm.block import Block
from pydemo.evm.emit_arithmetic import ARITHMETIC
from pydemo.evm.emitters import Emitter, Emitters
from pydemo.evm.values import WORD_BITS, Value, constant, name

EMITTERS = Emitters(ARITHMETIC)
"""Every instruction's, but for those of the stack and of control flow."""

_SMALL = 2**32
"""Offsets below this are small enough to be checked when the code is translated."""
_QUICKLY_HASHED = 1024
"""Hashing more than this takes time worth checking first that there is gas for it."""


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


@EMITTERS.emits("BLOCKHASH")
def _blockhash(b: Block) -> None:
    b.push(b.assign(f"{b.fetch('env')}.block_hash({b.pop().text})"))


@EMITTERS.emits("BLOBHASH")
def _blobhash(b: Block) -> None:
    b.push(b.assign(f"{b.fetch('env')}.blob_hash({b.pop().text})"))


@EMITTERS.emits("CALLDATALOAD")
def _calldataload(b: Block) -> None:
    start = b.pop_name()
    data = b.fetch("data")
    end = str(start.number + 32) if start.number is not None else f"{start.text} + 32"
    # The data is padded with 32 zeros, so a slice that is cut short is cut by zeros only.
    b.push(b.assign(f"int_from({data}[{start.text}:{end}])"))


@EMITTERS.emits("CODESIZE")
def _codesize(b: Block) -> None:
    b.push(Value("len(f.code)", 32))


@EMITTERS.emits("RETURNDATASIZE")
def _returndatasize(b: Block) -> None:
    b.push(b.assign("len(f.return_data)", 64))


@EMITTERS.emits("SELFBALANCE")
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
        b.emit(f"g = touch(f, {address.whole}, g)")
        b.push(b.assign(expression.format(address=address.text), bits))

    return emitter


EMITTERS["BALANCE"] = _of_account("f.state.balance.get({address}, 0)", 256)
EMITTERS["EXTCODESIZE"] = _of_account("len(f.state.code.get({address}, b''))", 32)
EMITTERS["EXTCODEHASH"] = _of_account("code_hash(f, {address})", 256)


@EMITTERS.emits("EXTCODECOPY")
def _extcodecopy(b: Block) -> None:
    address, to = b.named(pop_address(b)), b.pop()
    start, size = b.pop(), b.pop()
    b.emit(f"g = touch(f, {address.whole}, g)")
    source = f"f.state.code.get({address.text}, b'')"
    b.emit(f"g = copy({b.fetch('m')}, {to.text}, {source}, {start.text}, {size.text}, g)")


# --- memory ---------------------------------------------------------------------------------------


def memory_range(b: Block, start: Value, size: Value) -> str:
    """Make sure that memory holds a range; return it as a slice.

    A range whose size is known is not empty: an empty one touches nothing, wherever it starts.
    """
    memory = b.fetch("m")
    if size.number is None or size.number >= _SMALL:
        b.emit(f"g = reach({memory}, {start.text}, {size.text}, g)")
        return f"{start.text}:{start.text} + {size.text}"
    if start.number is not None and start.number < _SMALL:
        end = start.number + size.number
        if end > b.reached_memory:
            b.emit(f"if len({memory}) < {end}: g = grow({memory}, {end}, g)")
            b.reached_memory = end
        return f"{start.text}:{end}"
    end_name = b.new_name()
    b.emit(f"{end_name} = {start.text} + {size.text}")
    b.emit(f"if len({memory}) < {end_name}: g = grow({memory}, {end_name}, g)")
    return f"{start.text}:{end_name}"


@EMITTERS.emits("MLOAD")
def _mload(b: Block) -> None:
    place = memory_range(b, b.pop_name(), constant(32))
    b.push(b.assign(f"int_from(m[{place}])"))


@EMITTERS.emits("MSTORE")
def _mstore(b: Block) -> None:
    start, value = b.pop_name(), b.pop()
    place = memory_range(b, start, constant(32))
    text = value.text if value.number is None else f"({value.text})"
    b.emit(f"m[{place}] = {text}.to_bytes(32)")


@EMITTERS.emits("MSTORE8")
def _mstore8(b: Block) -> None:
    start, value = b.pop_name(), b.pop()
    memory_range(b, start, constant(1))
    b.emit(f"m[{start.text}] = {value.text} & 255")


@EMITTERS.emits("MSIZE")
def _msize(b: Block) -> None:
    b.push(b.assign(f"len({b.fetch('m')})", 64))


@EMITTERS.emits("KECCAK256")
def _keccak256(b: Block) -> None:
    start, size = b.pop_name(), b.pop_name()
    if size.number == 0:
        b.push_number(runtime.hash_of(b""))
        return
    if size.number is not None and size.number <= _QUICKLY_HASHED:
        b.charge(6 * ((size.number + 31) >> 5))
    else:
        b.emit(f"g -= 6 * ({size.text} + 31 >> 5)")
        b.emit("if g < 0: raise OutOfGas")
    place = memory_range(b, start, size)
    b.push(b.assign(f"hash_of(bytes({b.fetch('m')}[{place}]))"))


def _copy(source: str) -> Emitter:
    def emitter(b: Block) -> None:
        to, start, size = b.pop(), b.pop(), b.pop()
        b.emit(f"g = copy({b.fetch('m')}, {to.text}, {source}, {start.text}, {size.text}, g)")

    return emitter


# That calldata is padded makes no difference here: zeros are read beyond it in any case.
EMITTERS["CALLDATACOPY"], EMITTERS["CODECOPY"] = _copy("f.padded"), _copy("f.code")


@EMITTERS.emits("MCOPY")
def _mcopy(b: Block) -> None:
    to, start, size = b.pop(), b.pop(), b.pop()
    b.emit(f"g = copy_memory({b.fetch('m')}, {to.text}, {start.text}, {size.text}, g)")


@EMITTERS.emits("RETURNDATACOPY")
def _returndatacopy(b: Block) -> None:
    to, start, size = b.pop(), b.pop(), b.pop()
    memory = b.fetch("m")
    b.emit(f"g = copy_return_data(f, {memory}, {to.text}, {start.text}, {size.text}, g)")


# --- storage and logs -----------------------------------------------------------------------------


@EMITTERS.emits("SLOAD")
def _sload(b: Block) -> None:
    slot, target = b.pop(), b.new_name()
    b.emit(f"{target}, g = sload(f, {slot.whole}, g)")
    b.push(name(target))


@EMITTERS.emits("SSTORE")
def _sstore(b: Block) -> None:
    slot, value = b.pop(), b.pop()
    # It looks at the gas that is left, so what follows must not have been charged for yet.
    b.end_segment(check=True)
    b.emit(f"g = sstore(f, {slot.whole}, {value.whole}, g)")


@EMITTERS.emits("TLOAD")
def _tload(b: Block) -> None:
    b.push(b.assign(f"f.state.transient.get((f.address, {b.pop().whole}), 0)"))


@EMITTERS.emits("TSTORE")
def _tstore(b: Block) -> None:
    slot, value = b.pop(), b.pop()
    b.emit(f"tstore(f, {slot.whole}, {value.whole})")


def _log(count: int) -> Emitter:
    def emitter(b: Block) -> None:
        start, size = b.pop(), b.pop()
        topics = "".join(f"{b.pop().whole}, " for _ in range(count))
        b.emit(f"g = log(f, {b.fetch('m')}, {start.text}, {size.text}, ({topics}), g)")

    return emitter


for _count in range(5):
    EMITTERS[f"LOG{_count}"] = _log(_count)


# --- the machine itself ---------------------------------------------------------------------------


@EMITTERS.emits("GAS")
def _gas(b: Block) -> None:
    b.end_segment(check=True)
    b.push(b.assign("g", 64))


@EMITTERS.emits("POP")
def _pop(b: Block) -> None:
    b.pop()


@EMITTERS.emits("JUMPDEST")
def _jumpdest(b: Block) -> None:
    """A place to land on: nothing to do."""


# --- calls and creations --------------------------------------------------------------------------


def _call(kind: str) -> Emitter:
    has_value = kind in ("CALL", "CALLCODE")

    def emitter(b: Block) -> None:
        gas = b.pop()
        to = pop_address(b)
        value = b.pop() if has_value else constant(0)
        places = [b.pop().whole for _ in range(4)]
        b.end_segment(check=True)
        b.emit("f.gas = g")
        arguments = ", ".join((gas.whole, to.whole, value.whole, *places))
        result = b.assign(f"call(f, {kind!r}, {arguments})", 1)
        b.emit("g = f.gas")
        b.push(result)

    return emitter


for _kind in ("CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"):
    EMITTERS[_kind] = _call(_kind)


def _create(*, salted: bool) -> Emitter:
    def emitter(b: Block) -> None:
        value, start, size = b.pop(), b.pop(), b.pop()
        salt = b.pop().whole if salted else "None"
        b.end_segment(check=True)
        b.emit("f.gas = g")
        result = b.assign(f"create(f, {value.whole}, {start.text}, {size.text}, {salt})", 160)
        b.emit("g = f.gas")
        b.push(result)

    return emitter


EMITTERS["CREATE"], EMITTERS["CREATE2"] = _create(salted=False), _create(salted=True)
