"""Deploying contracts by name, and attaching to deployed ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.contract.call import Callee
from pydemo.contract.function import Options
from pydemo.contract.handle import Contract, encode_constructor
from pydemo.contract.session import Session
from pydemo.errors import ArgumentError


class Deployments:
    """The half of a chain that makes handles."""

    _session: Session

    def deploy(
        self,
        name: str,
        *args: Any,
        sender: AddressLike | None = None,
        value: int = 0,
        gas: int | None = None,
        libraries: Mapping[str, AddressLike] | None = None,
    ) -> Contract:
        """Deploy a contract by name, with its constructor's arguments, and return its handle.

        Args:
            libraries: by name, the addresses of the external libraries that it calls.

        Raises:
            errors.BuildError: it calls a library whose address is not given.
            errors.UnknownContract: no artifact of that name.
            errors.ArgumentError: an argument does not fit, or the contract is abstract.
            errors.ContractError: the constructor failed.
        """
        registry = self._session.registry
        artifact, abi = registry.artifacts[name], registry.abi(name)
        if not artifact.bytecode:
            raise ArgumentError(f"{name} is an interface or abstract: it has no code to deploy")
        arguments = encode_constructor(abi, name, args)
        if value and not abi.constructor.is_payable:
            raise ArgumentError(f"{name}'s constructor is not payable: value must be 0")
        places = {name: canonical(address) for name, address in (libraries or {}).items()}
        code = artifact.linked(places)
        call = Callee(name, abi.constructor, registry, skip=len(code))
        transaction = Options(sender, value, gas).transaction(None, code + arguments, call)
        receipt = self._session.send(transaction, call, name)
        if not receipt.succeeded and self._session.batch is not None:
            raise self._session.batch.failures[-1]  # there is nothing to make a handle of
        address = receipt.contract_address
        if address is None:
            raise ArgumentError(f"the node says of {receipt.call} that it made no contract")
        registry.note(address, name)
        return Contract(name, address, self._session, receipt)

    def at(self, name: str, address: AddressLike) -> Contract:
        """A handle on a contract that is deployed already.

        Raises:
            errors.UnknownContract: no artifact of that name.
            errors.ArgumentError: not an address, or there is no code.
        """
        registry = self._session.registry
        artifact = registry.artifacts[name]
        raw = canonical(address)
        if not self._session.node.code(raw):
            raise ArgumentError(f"there is no contract at {checksum(raw)}")
        if artifact.bytecode:  # an interface must not rename what it is a view of
            registry.note(checksum(raw), name)
        return Contract(name, checksum(raw), self._session)
