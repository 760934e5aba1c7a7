"""Every error pydemo raises.

An error builds its message from typed fields. ``str(error)`` is one clear line: what was wrong,
with which value, what to do. Nothing here imports the rest of pydemo, so that every room can raise
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace


class PydemoError(Exception):
    """Base of everything pydemo raises on purpose; its text is meant for the user."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``"did you mean token? "`` where a known name is close to a mistyped one, else nothing."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]}? " if close else ""


# --- building -------------------------------------------------------------------------------------


class BuildError(PydemoError):
    """Base of all failures between a ``.sol`` file and its artifact."""


class CompilerNotFound(BuildError):
    """No solc of the pinned version could be had.

    ``tried`` holds one (place, reason) pair for each place that was looked at, in order.
    """

    def __init__(self, version: str, tried: list[tuple[str, str]]) -> None:
        self.version, self.tried = version, tried
        lines = "".join(f"\n  {place}: {reason}" for place, reason in tried)
        super().__init__(
            f"no solc {version} was found. Install node and run `npm install solc@{version}`, "
            f"or point $PYDEMO_SOLC at a binary. Tried, in this order:{lines}"
        )


class ChosenCompilerUnusable(CompilerNotFound):
    """$PYDEMO_SOLC is set and is no solc of the pinned version.

    Not a reason to look elsewhere: who names a compiler wants that one, and must not be given the
    output of another without knowing.
    """

    def __init__(self, version: str, chosen: str, reason: str) -> None:
        self.version, self.tried, self.chosen = version, [("$PYDEMO_SOLC", reason)], chosen
        BuildError.__init__(
            self,
            f"$PYDEMO_SOLC is {chosen!r}, which is not solc {version}: {reason}. "
            "Correct it, or unset it to let pydemo look elsewhere",
        )


class CompileError(BuildError):
    """The sources do not compile.

    ``diagnostics`` are one line each, ``file:line:column: Kind: message``. ``details`` is what solc
    prints for a terminal, with the offending source lines; empty when solc was never reached.
    """

    SHOWN = 8

    def __init__(self, diagnostics: list[str], details: str = "") -> None:
        self.diagnostics, self.details = diagnostics, details
        more = len(diagnostics) - self.SHOWN
        lines = diagnostics[: self.SHOWN] + ([f"... and {more} more"] if more > 0 else [])
        super().__init__("\n".join(lines))


class StaleArtifact(BuildError):
    """A source has changed since its artifact was built."""

    def __init__(self, contract: str, reason: str, command: str = "pydemo compile") -> None:
        self.contract, self.reason, self.command = contract, reason, command
        super().__init__(f"{reason} since {contract} was compiled: run `{command}`")


class CorruptArtifact(BuildError):
    """An artifact is not what `pydemo compile` writes: cut short, edited, or of another version."""

    def __init__(self, file: str, reason: str, command: str = "pydemo compile") -> None:
        self.file, self.reason, self.command = file, reason, command
        super().__init__(f"{file} is not an artifact of this pydemo: {reason}; run `{command}`")


class UnknownContract(BuildError, KeyError):
    """No artifact of that name. A KeyError too, so that ``artifacts.get(name)`` works."""

    def __init__(
        self, name: str, known: list[str], close: list[str], reason: str | None = None
    ) -> None:
        self.name, self.known, self.close, self.reason = name, known, close, reason
        text = f"there is no contract {name!r}"
        if reason:
            text += f": {reason}"
        elif close:
            text += f". Did you mean {' or '.join(close)}?"
        elif known:
            text += "."
        if not reason:
            text += f" Known: {', '.join(known)}" if known else " (there are no contracts at all)"
        super().__init__(text)

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print its repr


class AmbiguousContract(UnknownContract):
    """Several files have a contract of that name; ``known`` are the full names to choose from."""

    def __init__(self, name: str, full_names: list[str]) -> None:
        super().__init__(name, full_names, [], "ambiguous")
        self.args = (
            f"several contracts are called {name!r}: say {' or '.join(map(repr, full_names))}",
        )


# --- the chain ------------------------------------------------------------------------------------


class UnknownEngine(PydemoError):
    """No engine of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name, self.known = name, known
        super().__init__(f"there is no engine {name!r}; choose from: {', '.join(known)}")


class TransactionRefused(PydemoError):
    """The chain did not take the transaction: no funds, no key, a wrong nonce or gas limit."""


class UnknownAccount(PydemoError, LookupError):
    """No account of that name or position, or no key for it."""


# --- arguments ------------------------------------------------------------------------------------


class ArgumentError(PydemoError, ValueError):
    """A value that a call cannot take: found before anything is sent."""


class UnknownBlock(ArgumentError, LookupError):
    """No block of that number, name or hash.

    Attributes:
        identifier: what was asked for.
    """

    def __init__(self, identifier: object, newest: int) -> None:
        self.identifier = identifier
        shown = f"0x{identifier.hex()}" if isinstance(identifier, bytes) else repr(identifier)
        super().__init__(f"there is no block {shown} on this chain: the newest is {newest}")


class UnknownTransaction(PydemoError, LookupError):
    """No mined transaction of that hash."""


class PlanError(PydemoError):
    """What was deployed is not linked as its plan says."""


class NotSupported(PydemoError):
    """The node cannot do what was asked: a public network has no time travel, for one."""


class NotConnected(PydemoError):
    """No node answers at the address given."""


class NodeError(PydemoError):
    """A node answered with an error: it has its own words, and they are in the text."""


class NotMined(PydemoError):
    """A transaction was sent and is in no block yet: it may still get into one."""

    def __init__(self, tx_hash: str, seconds: float, node: str) -> None:
        self.tx_hash = tx_hash
        super().__init__(
            f"transaction {tx_hash} is not mined after {seconds:g} s on {node}; it may still be: "
            "look it up before it is sent again"
        )


# --- deploying ------------------------------------------------------------------------------------


class DeploymentError(PydemoError):
    """A plan cannot be deployed as asked, or not any further."""


class KeystoreError(PydemoError):
    """An account's file cannot be made, found or unlocked. Never carries a key or a password."""


# --- collectibles ---------------------------------------------------------------------------------


class UnreadableMetadata(PydemoError, ValueError):
    """A token's metadata are not what they should be.

    ``piece`` says which token, ``reason`` what is wrong.
    """

    def __init__(self, piece: str, reason: str) -> None:
        self.piece, self.reason = piece, reason
        super().__init__(f"the metadata of {piece} cannot be shown: {reason}")


class RendererNotFound(PydemoError):
    """What turns an SVG into a PNG is not installed."""

    def __init__(self) -> None:
        super().__init__("drawing a PNG takes resvg-py, which is missing: pip install resvg-py")


class FontsNotFound(PydemoError):
    """The words of a drawing cannot be drawn."""

    def __init__(self) -> None:
        super().__init__("a PNG with words takes a font with their letters, and there is none here")


class PackageNotFound(PydemoError):
    """What a command needs comes with an extra that was not installed."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(f"{what} takes {package}, which is missing: pip install 'pydemo[{extra}]'")


# --- failures on chain ----------------------------------------------------------------------------


class ContractError(PydemoError):
    """A transaction or call that failed on chain: base of all such failures.

    Attributes:
        name: the Solidity error's name, such as ``ERC20InsufficientBalance``; ``Error`` for a
            require string, ``Panic`` for a compiler's check, ``OutOfGas`` and the like otherwise.
        operands: its operands as a named tuple, in order: addresses as checksummed strings.
        reason: the error with its operands on one line, people's names in place of addresses.
        hint: what it means and what to do, for a newcomer; may be empty.
        call: the call that failed, such as ``DemoToken.transfer(bob, 5)``.
        receipt: the failed transaction's receipt; None if nothing was mined (a view, or a
            transaction that was not sent because it would fail).
    """

    def __init__(
        self,
        name: str,
        operands: tuple[Any, ...] = (),
        *,
        reason: str = "",
        hint: str = "",
        call: str = "",
        receipt: Receipt | None = None,
        trace: Callable[[], Trace] | None = None,
    ) -> None:
        self.name, self.operands = name, operands
        self.reason, self.hint, self.call = reason or name, hint, call
        self.receipt, self._trace = receipt, trace
        verb = f"{call} failed: " if call else ""
        super().__init__(f"{verb}{self.reason}" + (f" ({hint})" if hint else ""))

    def trace(self) -> Trace:
        """The call tree of what failed. Raises errors.NotSupported where the node cannot tell."""
        if self._trace is None:
            raise NotSupported(f"there is no trace of {self.call or 'this call'}")
        return self._trace()

    def _repr_html_(self) -> str:
        from pydemo.display.contract_html import error_html

        return error_html(self)


class Revert(ContractError):
    """The contract refused: a custom error, a require string, or a revert without a reason."""


class Panic(ContractError):
    """A check the compiler put in failed: overflow, division by zero, an index out of range..."""


class OutOfGas(ContractError):
    """The gas limit was used up. The remedy is more gas, or a loop that ends."""


class BatchFailed(ContractError):
    """Some transactions of a batch failed; all were mined.

    It has the name, operands and all else of the first failure.

    Attributes:
        failures: what each failed transaction would have raised by itself, in order.
        positions: their places among the batch's receipts, from 0.
    """

    SHOWN = 8

    def __init__(self, failures: list[ContractError], positions: list[int], sent: int) -> None:
        self.failures, self.positions = tuple(failures), tuple(positions)
        first = failures[0]
        super().__init__(
            first.name,
            first.operands,
            reason=first.reason,
            hint=first.hint,
            call=first.call,
            receipt=first.receipt,
            trace=first.trace,
        )
        found = zip(positions, failures, strict=True)
        lines = [f"{place}: {failure}" for place, failure in list(found)[: self.SHOWN]]
        if (more := len(failures) - self.SHOWN) > 0:
            lines.append(f"... and {more:,} more")
        text = f"{len(failures):,} of {sent:,} transactions of the batch failed (counted from 0):"
        self.args = ("\n  ".join([text, *lines]),)


class Halted(ContractError):
    """The EVM stopped for another reason: an invalid instruction, a write in a static call..."""


@contextmanager
def reverts(expected: str | None = None, *operands: object) -> Iterator[Caught]:
    """Assert that the block fails on chain, and how.

    ``reverts()`` takes any failure. ``reverts("ERC20InsufficientBalance")`` takes that custom
    error, with these operands if any are given (accounts and contracts serve as addresses).
    ``reverts("not enough")`` also takes a require whose text is exactly that.

    Yields an object whose ``error`` is the `ContractError` once the block has failed.

    Raises:
        AssertionError: nothing failed, or something else did.
    """
    caught = Caught()
    wanted = "a failure" if expected is None else expected
    if operands:
        wanted += f"({', '.join(map(str, operands))})"
    try:
        yield caught
    except ContractError as error:
        caught.error = error
        if not _is_expected(error, expected, operands):
            raise AssertionError(f"expected {wanted}, but got: {error.reason}") from error
    else:
        raise AssertionError(f"expected {wanted}, but nothing failed")


def _is_expected(error: ContractError, expected: str | None, operands: tuple[object, ...]) -> bool:
    if expected is None:
        return True
    if error.name == "Error" and not operands and expected == error.operands[0]:
        return True
    if error.name != expected:
        return False
    return not operands or (
        len(operands) == len(error.operands)
        and all(ours == theirs for ours, theirs in zip(operands, error.operands, strict=True))
    )


class Caught:
    """What `reverts` caught."""

    _error: ContractError | None = None

    @property
    def error(self) -> ContractError:
        if self._error is None:
            raise AssertionError("nothing has failed yet: look after the with block")
        return self._error

    @error.setter
    def error(self, error: ContractError) -> None:
        self._error = error


# --- lessons --------------------------------------------------------------------------------------


class LessonError(PydemoError):
    """A cell of a lesson asks for something that is not there, or not any more."""


# --- stories --------------------------------------------------------------------------------------


class UnknownStory(PydemoError, LookupError):
    """No story of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name, self.known = name, known
        super().__init__(
            f"there is no story {name!r}; {did_you_mean(name, known)}choose from: "
            f"{', '.join(known)}, all"
        )
