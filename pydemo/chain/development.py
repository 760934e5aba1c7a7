"""What only development nodes do, by whichever name a node knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.address import checksum
from pydemo.chain.rpc import rpc
from pydemo.errors import NotSupported

if TYPE_CHECKING:
    from web3 import Web3


class DevelopmentMethods:
    """The methods of anvil, of Hardhat's node and of ours that no public network has.

    Args:
        name: of the node, for what is said when it knows none of them.

    Raises, from every method:
        errors.NotSupported: the node is no development node.
    """

    def __init__(self, w3: Web3, name: str) -> None:
        self._w3, self._name = w3, name
        self._impersonated: frozenset[bytes] = frozenset()

    def mine(self, blocks: int) -> None:
        """Blocks a second apart."""
        self._first_known("anvil_mine", "hardhat_mine", params=[hex(blocks), "0x1"])

    def mine_at(self, timestamp: int) -> None:
        """One block, of that time."""
        self._first_known("evm_setNextBlockTimestamp", params=[timestamp])
        self._first_known("evm_mine", params=[])

    def set_balance(self, address: bytes, wei: int) -> None:
        params = [checksum(address), hex(wei)]
        self._first_known("anvil_setBalance", "hardhat_setBalance", params=params)

    def impersonate(self, address: bytes) -> None:
        self._first_known(
            "anvil_impersonateAccount", "hardhat_impersonateAccount", params=[checksum(address)]
        )
        self._impersonated |= {address}

    def snapshot(self) -> Any:
        return self._first_known("evm_snapshot", params=[]), self._impersonated

    def revert(self, snapshot: Any) -> None:
        state, impersonated = snapshot
        self._first_known("evm_revert", params=[state])
        for address in self._impersonated - impersonated:  # nodes keep these over a revert
            self._first_known(
                "anvil_stopImpersonatingAccount",
                "hardhat_stopImpersonatingAccount",
                params=[checksum(address)],
            )
        self._impersonated = impersonated

    def _first_known(self, *methods: str, params: list[Any]) -> Any:
        """Call the first of the methods that the node knows."""
        for method in methods:
            try:
                return rpc(self._w3, method, params)
            except NotSupported as refusal:
                last = refusal
        raise NotSupported(
            f"{self._name} is no development node: it does not know {' or '.join(methods)}"
        ) from last
