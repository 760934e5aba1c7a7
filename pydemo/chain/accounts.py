"""The accounts of a chain: ten personas with well-known keys, and whatever is added to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn, Self

from pydemo.chain.address import AddressLike, HasAddress, canonical, checksum
from pydemo.chain.genesis import PERSONAS
from pydemo.chain.key_derivation import derive_key
from pydemo.errors import ArgumentError, UnknownAccount
from pydemo.evm.secp256k1 import address_of

if TYPE_CHECKING:
    from eth_account.datastructures import SignedMessage


def persona_keys() -> tuple[bytes, ...]:
    """The private keys of the ten personas, alice's first."""
    return tuple(map(derive_key, range(len(PERSONAS))))


class Account(HasAddress):
    """An account: an address, a name to call it by, and a key where one is known.

    Without a key it can still be sent from if the chain impersonates it. The key never shows in a
    repr, a log or an error.
    """

    __slots__ = ("_key", "address", "name")

    def __init__(self, address: str, name: str = "", key: bytes | None = None) -> None:
        self.address, self.name, self._key = address, name, key

    @classmethod
    def from_key(cls, key: bytes, name: str = "") -> Account:
        """Raises errors.ArgumentError for something that is no secp256k1 key."""
        try:
            address = checksum(address_of(key))
        except Exception:
            # The cause may quote the key: it must not travel in a traceback.
            raise ArgumentError("that is no private key: 32 bytes are expected") from None
        return cls(address, name, key)

    def __repr__(self) -> str:
        return f"<Account {self.name + ' ' if self.name else ''}{self.address}>"

    def _repr_html_(self) -> str:
        from pydemo.display.contract_html import account_html

        return account_html(self)

    def __reduce__(self) -> NoReturn:
        """A pickle would carry the key into whatever file or pipe it is written to."""
        raise TypeError("an account is not pickled: its private key would be in it")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    @property
    def has_key(self) -> bool:
        return self._key is not None

    @property
    def key(self) -> bytes:
        """The private key, 32 bytes. Raises errors.UnknownAccount for an impersonated address."""
        if self._key is None:
            raise UnknownAccount(f"the private key of {self.address} is not known here")
        return self._key

    def sign_typed_data(
        self, domain: dict[str, Any], types: dict[str, Any], message: dict[str, Any]
    ) -> SignedMessage:
        """Sign EIP-712 data off chain, as a wallet does; addresses may be accounts or contracts.

        Returns eth-account's SignedMessage: ``v``, ``r`` and ``s`` as integers, ``signature`` as
        65 bytes.
        """
        from eth_account import Account as EthAccount

        signed: SignedMessage = EthAccount.sign_typed_data(
            self.key, _plain(domain), types, _plain(message)
        )
        return signed

    def sign_message(self, text: str) -> SignedMessage:
        """Sign a text as wallets do (EIP-191)."""
        from eth_account import Account as EthAccount
        from eth_account.messages import encode_defunct

        signed: SignedMessage = EthAccount.sign_message(encode_defunct(text=text), self.key)
        return signed


def _plain(value: Any) -> Any:
    if isinstance(value, HasAddress):
        return value.address
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


class Accounts:
    """A chain's accounts, by name (``accounts.alice``), by position (``accounts[0]``) or in turn.

    The first ten are the personas; `add` and `new` append.
    """

    def __init__(self, accounts: list[Account]) -> None:
        self._accounts = accounts

    @classmethod
    def personas(cls) -> Accounts:
        """alice to judy, from the standard test mnemonic."""
        return cls(
            [Account.from_key(derive_key(index), name) for index, name in enumerate(PERSONAS)]
        )

    def __len__(self) -> int:
        return len(self._accounts)

    def __iter__(self) -> Iterator[Account]:
        return iter(tuple(self._accounts))

    def __contains__(self, item: object) -> bool:
        return any(account == item for account in self._accounts)

    def __getitem__(self, key: int | str) -> Account:
        if isinstance(key, int):
            try:
                return self._accounts[key]
            except IndexError:
                raise UnknownAccount(
                    f"there is no account {key}: this chain has {len(self)}"
                ) from None
        for account in self._accounts:
            if key in (account.name, account):  # an account equals its address
                return account
        names = ", ".join(account.name for account in self._accounts if account.name)
        raise UnknownAccount(f"there is no account {key!r}; known are: {names or 'none'}")

    def __getattr__(self, name: str) -> Account:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except UnknownAccount as unknown:
            raise AttributeError(str(unknown)) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(account.name for account in self._accounts if account.name)]

    def __repr__(self) -> str:
        return f"<Accounts {', '.join(account.name or account.address for account in self)}>"

    def append(self, account: Account) -> Account:
        """Make an account findable here. Raises errors.ArgumentError if its name is taken."""
        if account.name and any(other.name == account.name for other in self._accounts):
            raise ArgumentError(f"there is an account named {account.name!r} already")
        self._accounts.append(account)
        return account

    def truncate(self, length: int) -> None:
        """Forget the accounts added past a length: an anchor's way back."""
        del self._accounts[length:]

    def label(self, address: AddressLike) -> str:
        """The name of an address if it has one here, else an empty string."""
        wanted = checksum(canonical(address))
        return next((account.name for account in self._accounts if account == wanted), "")
