"""The token's operations, in an order that gives each the state its name says."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.permit import sign_permit
from pydemo.plans import token as plan
from pydemo.units import UNLIMITED, ether

ONE = ether(1)


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas). A "holder" has a balance already, a "new holder" has none."""
    token = plan.deploy(chain, deployer=chain.accounts.alice, minter=chain.accounts.alice).token
    assert token.deploy_receipt is not None
    yield "deploy", token.deploy_receipt.gas_used
    yield from measure_mints(token, chain)
    yield from measure_erc20(token, chain)
    yield "burn a part", token.burn(ONE, sender=chain.accounts.alice).gas_used
    erin, judy = chain.accounts.erin, chain.accounts.judy
    yield "faucet, new holder", token.faucet(sender=judy).gas_used
    yield "faucet, first by a holder", token.faucet(sender=erin).gas_used


def measure_mints(token: Contract, chain: Chain) -> Iterator[tuple[str, int]]:
    """Needs a token whose ``mint(address,uint256)`` alice may call, without supply so far."""
    alice, bob = chain.accounts.alice, chain.accounts.bob
    yield "mint, first ever", token.mint(alice, 100 * ONE, sender=alice).gas_used
    yield "mint, new holder", token.mint(bob, 100 * ONE, sender=alice).gas_used
    yield "mint, holder", token.mint(bob, 100 * ONE, sender=alice).gas_used


def measure_erc20(token: Contract, chain: Chain) -> Iterator[tuple[str, int]]:
    """ERC-20 and ERC-2612 on any token of which alice and bob hold at least 100 whole ones."""
    accounts = chain.accounts
    alice, bob, carol, dave, erin = (accounts[index] for index in range(5))
    frank, grace = accounts.frank, accounts.grace

    def transfer(to: Account, amount: int, sender: Account) -> int:
        return int(token.transfer(to, amount, sender=sender).gas_used)

    def approve(spender: Account, amount: int, sender: Account) -> int:
        return int(token.approve(spender, amount, sender=sender).gas_used)

    def transfer_from(owner: Account, to: Account, sender: Account) -> int:
        return int(token.transferFrom(owner, to, ONE, sender=sender).gas_used)

    def permit(owner: Account, spender: Account) -> int:
        values = sign_permit(token, chain, owner=owner, spender=spender, value=ONE)
        return int(token.permit(*values, sender=alice).gas_used)

    yield "transfer, new holder", transfer(carol, ONE, alice)
    yield "transfer, holder", transfer(bob, ONE, alice)
    yield "transfer of the whole balance, holder", transfer(bob, ONE, carol)
    yield "approve, from zero", approve(dave, 10 * ONE, alice)
    yield "approve, change", approve(dave, 20 * ONE, alice)
    yield "transferFrom, finite allowance, holder", transfer_from(alice, bob, dave)
    yield "transferFrom, finite allowance, new holder", transfer_from(alice, erin, dave)
    yield "approve, back to zero", approve(dave, 0, alice)
    approve(frank, UNLIMITED, alice)
    yield "transferFrom, unlimited allowance, holder", transfer_from(alice, bob, frank)
    yield "permit, first", permit(bob, grace)
    yield "permit, again", permit(bob, grace)
