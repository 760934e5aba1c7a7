"""Arithmetic, comparison and bits: expressions that have no effect, folded where they are known."""

from __future__ import annotations

from pydemo.evm import runtime
from pydemo.evm.block import Block
from pydemo.evm.emitters import Emitter, Emitters
from pydemo.evm.values import MASK, WORD_BITS, Value, fitted, name, truth

ARITHMETIC = Emitters()


@ARITHMETIC.emits("ADD")
def _add(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if x.number is not None and y.number is not None:
        b.push_number((x.number + y.number) & MASK)
    elif x.number == 0 or y.number == 0:
        b.push(y if x.number == 0 else x)
    else:
        b.push(fitted(f"{x.text} + {y.text}", max(x.bits, y.bits) + 1))


@ARITHMETIC.emits("MUL")
def _mul(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if x.number is not None and y.number is not None:
        b.push_number(x.number * y.number & MASK)
    else:
        b.push(fitted(f"{x.text} * {y.text}", x.bits + y.bits))


@ARITHMETIC.emits("SUB")
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


ARITHMETIC["DIV"], ARITHMETIC["MOD"] = _division("//"), _division("%")


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
    ARITHMETIC[_opcode] = _by_function(_function, 2)
ARITHMETIC["BYTE"] = _by_function("byte_of", 2, bits=8)


def _modular(sign: str) -> Emitter:
    def emitter(b: Block) -> None:
        x, y, n = b.pop(), b.pop(), b.pop_name()
        b.push(Value(f"(({x.text} {sign} {y.text}) % {n.text} if {n.text} else 0)", n.bits))

    return emitter


ARITHMETIC["ADDMOD"], ARITHMETIC["MULMOD"] = _modular("+"), _modular("*")


@ARITHMETIC.emits("EXP")
def _exp(b: Block) -> None:
    x, y = b.pop(), b.pop()
    if y.number is not None:
        b.charge(50 * ((y.bits + 7) >> 3))
        b.push(Value(f"pow({x.text}, {y.text}, {2**256:#x})"))
        return
    target = b.new_name()
    b.emit(f"{target}, g = power({x.text}, {y.text}, g)")
    b.push(name(target))


def _signed(x: Value) -> str:
    return f"signed({x.text})" if x.number is None else f"({runtime.signed(x.number)})"


def _comparison(sign: str, *, is_signed: bool = False) -> Emitter:
    def emitter(b: Block) -> None:
        x, y = b.pop(), b.pop()
        left, right = x.text, y.text
        if x.number is not None and y.number is not None:
            numbers = x.number, y.number
            low, high = map(runtime.signed, numbers) if is_signed else numbers
            b.push_number(int({"<": low < high, ">": low > high, "==": low == high}[sign]))
            return
        if x.text == y.text:  # as compilers have it where they check a type that needs no check
            b.push_number(int(sign == "=="))
            return
        if is_signed:
            left, right = _signed(x), _signed(y)
        b.push(truth(f"{left} {sign} {right}"))

    return emitter


for _opcode, _sign in {"LT": "<", "GT": ">", "EQ": "=="}.items():
    ARITHMETIC[_opcode] = _comparison(_sign)
for _opcode, _sign in {"SLT": "<", "SGT": ">"}.items():
    ARITHMETIC[_opcode] = _comparison(_sign, is_signed=True)


@ARITHMETIC.emits("ISZERO")
def _iszero(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(int(not x.number))
    elif x.is_truth or x.bits == 1:
        b.push(truth(f"not {x.text}"))
    else:
        b.push(truth(f"{x.text} == 0"))


def _joined(x: Value, sign: str, y: Value, bits: int) -> Value:
    """Bit by bit. Of two truths Python makes a truth again."""
    return Value(f"({x.text} {sign} {y.text})", bits, is_truth=x.is_truth and y.is_truth)


@ARITHMETIC.emits("AND")
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
        b.push(_joined(x, "&", y, min(x.bits, y.bits)))


def _bitwise(sign: str) -> Emitter:
    def emitter(b: Block) -> None:
        x, y = b.pop(), b.pop()
        b.push(_joined(x, sign, y, max(x.bits, y.bits)))

    return emitter


ARITHMETIC["OR"], ARITHMETIC["XOR"] = _bitwise("|"), _bitwise("^")


@ARITHMETIC.emits("NOT")
def _not(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(MASK ^ x.number)
    else:
        b.push(Value(f"({x.text} ^ M)"))


@ARITHMETIC.emits("SHL")
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


@ARITHMETIC.emits("SHR")
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


@ARITHMETIC.emits("CLZ")
def _clz(b: Block) -> None:
    x = b.pop()
    if x.number is not None:
        b.push_number(WORD_BITS - x.bits)
    else:
        b.push(Value(f"({WORD_BITS} - ({x.text}).bit_length())", 9))
