"""An ERC-4626 vault of any kind, with people round it."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

UNLIMITED = 2**256 - 1
ZERO = "0x" + "00" * 20


@dataclass(frozen=True)
class VaultScene:
    """``people`` are rich and let the vault take all; ``alice`` and ``bob`` own shares already."""

    chain: Chain
    vault: Contract
    asset: Contract
    people: tuple[Account, Account, Account]

    @property
    def alice(self) -> Account:
        return self.people[0]

    @property
    def bob(self) -> Account:
        return self.people[1]

    @property
    def carol(self) -> Account:
        """She has no shares at first."""
        return self.people[2]

    def assets_of(self, who: Account) -> int:
        return int(self.asset.balanceOf(who))

    def shares_of(self, who: Account) -> int:
        return int(self.vault.balanceOf(who))
