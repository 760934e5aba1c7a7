"""A contract's function on a handle: choosing the overload, checking, encoding, sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eth_abi.exceptions import DecodingError

from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Transaction
from pydemo.contract.abi import FunctionAbi
from pydemo.contract.arguments import accepts, convert
from pydemo.contract.call import Call, Callee, text_of
from pydemo.contract.trace import decode_outputs
from pydemo.errors import ArgumentError, Revert

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract

_NOBODY = bytes(20)
"""Who asks when a view is read without a sender, as nodes have it."""


class Options(NamedTuple):
    """How a call is sent: from whom, with how much wei, with which gas limit."""

    sender: AddressLike | None = None
    value: int = 0
    gas: int | None = None

    def transaction(self, to: bytes | None, data: bytes, call: Call) -> Transaction:
        """Raises errors.ArgumentError for a sender, value or gas limit that cannot be."""
        try:
            return Transaction(self._checked_sender(), to, data, self.value, self.gas)
        except ArgumentError as problem:
            raise ArgumentError(f"{text_of(call, data)}: {problem}") from None

    def _checked_sender(self) -> bytes:
        """The sender, once all three have been looked at."""
        if self.sender is None:
            raise ArgumentError("sender= is missing: who sends this transaction?")
        if isinstance(self.value, float):
            raise ArgumentError(f"value = {self.value!r} is a float; wei are whole numbers")
        if not _is_amount(self.value):
            raise ArgumentError(f"value = {self.value!r}: a whole number is expected")
        if self.gas is not None and not _is_amount(self.gas):
            raise ArgumentError(f"gas = {self.gas!r}: a whole number is expected")
        try:
            return canonical(self.sender)
        except ArgumentError as problem:
            raise ArgumentError(f"sender: {problem}") from None


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**256


class Function:
    """``token.transfer``: called, it reads or sends; its methods do one thing each.

    - ``f(*args, sender=...)``: a view returns its value, anything else sends and gives a `Receipt`
    - ``f.call(*args, sender=...)``: run without keeping the changes; returns the decoded result
    - ``f.gas(*args, sender=...)``: the gas limit it needs, to the unit
    - ``f.data(*args)``: the calldata
    """

    def __init__(self, contract: Contract, overloads: tuple[FunctionAbi, ...]) -> None:
        self._contract, self._overloads = contract, overloads
        name, registry = contract.contract_name, contract._session.registry
        self._callees = {abi.canonical: Callee(name, abi, registry) for abi in overloads}

    @property
    def name(self) -> str:
        return self._overloads[0].name

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return "\n".join(self._describe(overload) for overload in self._overloads)

    def _describe(self, abi: FunctionAbi) -> str:
        artifact = self._contract._session.registry.artifact(self._contract.contract_name)
        notice = artifact.userdoc.get("methods", {}).get(abi.canonical, {}).get("notice", "")
        return f"{abi.shown} {abi.mutability}" + (f": {notice}" if notice else "")

    def __repr__(self) -> str:
        shown = " | ".join(overload.shown for overload in self._overloads)
        return f"<function {self._contract.contract_name}.{shown}>"

    def __call__(
        self,
        *args: Any,
        sender: AddressLike | None = None,
        value: int = 0,
        gas: int | None = None,
        block: int | str = "latest",
        **unknown: Any,
    ) -> Any:
        """Read a view, or send a transaction.

        Raises:
            errors.ArgumentError: an argument does not fit; nothing was sent.
            errors.ContractError: it failed on chain.
            errors.TransactionRefused: the chain did not take the transaction.
        """
        if unknown:
            self._refuse_keywords(unknown)
        abi = self._choose(args)
        if abi.is_view:
            return self._read(abi, args, Options(sender, value, gas), block)
        if block != "latest":
            raise ArgumentError(
                f"{self._contract.contract_name}.{abi.shown} is no view: block= has no meaning here"
            )
        transaction, call = self._prepare(abi, args, Options(sender, value, gas))
        return self._contract._session.send(transaction, call, self._contract.contract_name)

    def call(
        self,
        *args: Any,
        sender: AddressLike | None = None,
        value: int = 0,
        gas: int | None = None,
        block: int | str = "latest",
    ) -> Any:
        """What the function would return, were it called now; nothing changes."""
        return self._read(self._choose(args), args, Options(sender, value, gas), block)

    def gas(self, *args: Any, sender: AddressLike | None = None, value: int = 0) -> int:
        """The smallest gas limit with which the call succeeds, base cost included."""
        options = Options(sender if sender is not None else _NOBODY, value)
        transaction, call = self._prepare(self._choose(args), args, options)
        return self._contract._session.estimate_gas(transaction, call, self._contract.contract_name)

    def data(self, *args: Any) -> bytes:
        """The calldata: selector and encoded arguments."""
        return self._encode(self._choose(args), args)

    def _read(
        self, abi: FunctionAbi, args: tuple[Any, ...], options: Options, block: int | str
    ) -> Any:
        sender = options.sender if options.sender is not None else _NOBODY
        transaction, call = self._prepare(abi, args, Options(sender, options.value, options.gas))
        session, contract = self._contract._session, self._contract
        output = session.call(transaction, call, contract.contract_name, block)
        try:
            return decode_outputs(abi, output)
        except DecodingError:
            if not output and not contract._deployed_code():
                reason = f"there is no contract at {contract.address}"
            else:
                reason = f"{contract.address} returned what {abi.shown} cannot: 0x{output.hex()}"
            shown = text_of(call, transaction.data)
            raise Revert("BadReturnData", (output,), reason=reason, call=shown) from None

    def _prepare(
        self, abi: FunctionAbi, args: tuple[Any, ...], options: Options
    ) -> tuple[Transaction, Call]:
        data = self._encode(abi, args)
        if options.value and not abi.is_payable:
            raise ArgumentError(
                f"{self._contract.contract_name}.{abi.shown} is not payable: value must be 0"
            )
        call = self._callees[abi.canonical]
        return self._contract._transaction(data, options, call), call

    def _encode(self, abi: FunctionAbi, args: tuple[Any, ...]) -> bytes:
        if (quick := abi.quick_encoder) and (words := quick(args)) is not None:
            return abi.selector + words
        return abi.selector + abi.encode_inputs(convert(abi, args, self._contract.contract_name))

    def _choose(self, args: tuple[Any, ...]) -> FunctionAbi:
        """The overload these arguments fit. Raises errors.ArgumentError if none or several do."""
        if len(self._overloads) == 1:
            return self._overloads[0]
        fitting = [overload for overload in self._overloads if accepts(overload, args)]
        if len(fitting) == 1:
            return fitting[0]
        shown = ", ".join(overload.canonical for overload in fitting or self._overloads)
        if not fitting:
            raise ArgumentError(f"{self._full_name}: no overload takes these arguments: {shown}")
        raise ArgumentError(
            f"{self._full_name}: several overloads take these arguments; "
            f'name one in full, such as contract["{fitting[0].canonical}"]: {shown}'
        )

    @property
    def _full_name(self) -> str:
        return f"{self._contract.contract_name}.{self.name}"

    def _refuse_keywords(self, unknown: dict[str, Any]) -> None:
        raise ArgumentError(
            f"{self._contract.contract_name}.{self._overloads[0].shown} takes its arguments by "
            f"position; {', '.join(unknown)}= is no option (sender, value, gas and block are)"
        )
