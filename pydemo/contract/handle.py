"""Handles: Python objects that stand for contracts, and their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.address import AddressLike, HasAddress, canonical
from pydemo.chain.frames import Transaction
from pydemo.contract.abi import ContractAbi, Parameter, Signature
from pydemo.contract.arguments import convert
from pydemo.contract.call import Call
from pydemo.contract.function import Function, Options
from pydemo.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.session import Session

_PLAIN = Signature("fallback", (Parameter("data", "bytes", "bytes"),))


class Contract(HasAddress):
    """A handle on a deployed contract.

    Every function of the ABI is an attribute: ``token.transfer(bob, 5, sender=alice)`` sends a
    transaction and returns its receipt, ``token.balanceOf(bob)`` reads. An overloaded function
    picks by its arguments, or is named in full: ``token["mint(address,uint256)"]``. Plain ETH, or
    data for a fallback function, goes to the handle itself: ``vault(value=ether(1),
    sender=alice)``.

    A function whose name the handle uses itself (``address``, ``abi``...) is reached by item too:
    ``contract["address"]``.
    """

    def __init__(
        self, name: str, address: str, session: Session, deploy_receipt: Receipt | None = None
    ) -> None:
        self.contract_name, self.address = name, address
        self.deploy_receipt = deploy_receipt
        """The receipt of the deployment, if it was made through a handle."""
        self._session = session

    @property
    def abi(self) -> list[dict[str, Any]]:
        """The ABI as solc gives it."""
        return list(self._session.registry.artifact(self.contract_name).abi)

    @property
    def _abi(self) -> ContractAbi:
        return self._session.registry.abi(self.contract_name)

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__"):
            raise AttributeError(name)
        overloads = self._abi.functions.get(name) or self._abi.functions.get(name.rstrip("_"))
        if not overloads:
            raise AttributeError(self._unknown(name))
        function = self.__dict__[name] = Function(self, overloads)
        return function

    def __getitem__(self, signature: str) -> Function:
        """A function by its name, or by its full signature where it is overloaded."""
        name = signature.partition("(")[0]
        overloads = self._abi.functions.get(name, ())
        if "(" in signature:
            wanted = signature.replace(" ", "")
            overloads = tuple(found for found in overloads if found.canonical == wanted)
        if not overloads:
            raise ArgumentError(self._unknown(signature))
        return Function(self, overloads)

    def _unknown(self, name: str) -> str:
        functions, bare = self._abi.functions, name.partition("(")[0]
        if bare in functions:
            shown = " or ".join(found.canonical for found in functions[bare])
            return f"{self.contract_name} has no function {name}; there is {shown}"
        suggestion = did_you_mean(bare, functions)
        return f"{self.contract_name} has no function {name!r}; {suggestion}".rstrip("; ")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._abi.functions]

    def __repr__(self) -> str:
        return f"<{self.contract_name} {self.address}>"

    def _repr_html_(self) -> str:
        from pydemo.display.contract_html import contract_html

        return contract_html(self)

    def __call__(
        self,
        data: bytes | str = b"",
        *,
        sender: AddressLike | None = None,
        value: int = 0,
        gas: int | None = None,
    ) -> Receipt:
        """Send plain ETH, or data, to the contract's ``receive`` or ``fallback`` function.

        Args:
            data: bytes, or hex that starts with 0x.

        Raises:
            errors.ArgumentError: the contract has neither, or is not payable.
            errors.ContractError: it failed on chain.
        """
        (raw,) = convert(_PLAIN, (data,), self.contract_name)
        call = f"{self.contract_name}.{self._abi.taker_of(raw)}()"
        self._check_plain(raw, value)
        options = Options(sender=sender, value=value, gas=gas)
        return self._session.send(self._transaction(raw, options, call), call, self.contract_name)

    def _check_plain(self, data: bytes, value: int) -> None:
        abi = self._abi
        if not data and abi.has_receive:
            return
        if abi.fallback is None:
            wanted = "fallback" if data else "receive or fallback"
            raise ArgumentError(f"{self.contract_name} has no {wanted} function")
        if value and not abi.fallback.is_payable:
            raise ArgumentError(
                f"{self.contract_name}'s fallback function is not payable: value must be 0"
            )

    def _transaction(self, data: bytes, options: Options, call: Call) -> Transaction:
        return options.transaction(canonical(self), data, call)

    def _deployed_code(self) -> bytes:
        return self._session.node.code(canonical(self))


def encode_constructor(abi: ContractAbi, name: str, values: tuple[Any, ...]) -> bytes:
    """Constructor arguments, checked and encoded. Raises errors.ArgumentError."""
    return abi.constructor.encode_inputs(convert(abi.constructor, values, name))
