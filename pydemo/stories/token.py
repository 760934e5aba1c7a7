"""The story of a token: made, moved, lent out by allowance, and approved without ETH."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.chain.key_derivation import derive_key
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.permit import sign_permit
from pydemo.contract.receipt import Receipt
from pydemo.errors import NotSupported
from pydemo.messages import text
from pydemo.plans import token as plan
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import decimal, ether

MINTED = ether(1_000)
PAID = ether(100)
ALLOWED, TAKEN = ether(40), ether(25)
GIFT, PERMITTED = ether(50), ether(30)
TOO_MUCH = ether(5_000)

POOR_INDEX = 10
"""Of the test mnemonic: the first account that is no persona. Hardhat's node gives it ETH."""


def tell(chain: Chain) -> Iterator[Step]:
    """Steps on a chain with the personas; the chain is left as the story ends."""
    alice, bob, carol, dave = (chain.accounts[name] for name in ("alice", "bob", "carol", "dave"))
    nora = chain.add_account(derive_key(POOR_INDEX), "nora")
    if chain.balance(nora):
        chain.set_balance(nora, 0)

    token = plan.deploy(chain, deployer=alice, minter=alice).token
    assert token.deploy_receipt is not None
    yield told(
        chain,
        "token.deploy",
        [token.deploy_receipt],
        name=token.name(),
        symbol=token.symbol(),
        cap=decimal(token.maxSupply()),
        address=token.address,
    )

    yield told(
        chain,
        "token.mint",
        [token.mint(alice, MINTED, sender=alice)],
        amount=decimal(MINTED),
        room=decimal(token.maxSupply() - token.totalSupply()),
    )

    before = _balances(token, [alice, bob])
    receipt = token.transfer(bob, PAID, sender=alice)
    change = _change(before, _balances(token, [alice, bob]))
    yield told(chain, "token.transfer", [receipt], change, amount=decimal(PAID))

    approval = token.approve(carol, ALLOWED, sender=bob)
    spending = token.transferFrom(bob, dave, TAKEN, sender=carol)
    yield told(
        chain,
        "token.allowance",
        [approval, spending],
        allowed=decimal(ALLOWED),
        taken=decimal(TAKEN),
        left=decimal(token.allowance(bob, carol)),
    )

    gift = token.transfer(nora, GIFT, sender=alice)
    signed = sign_permit(token, chain, owner=nora, spender=carol, value=PERMITTED)
    permit = token.permit(*signed, sender=carol)
    pulled = token.transferFrom(nora, carol, PERMITTED, sender=carol)
    yield told(
        chain,
        "token.permit",
        [gift, permit, pulled],
        gift=decimal(GIFT),
        permitted=decimal(PERMITTED),
        eth=chain.balance(nora),
    )

    too_much = refused(chain, lambda: token.transfer(carol, TOO_MUCH, sender=bob))
    yield told(chain, "token.failure", [too_much], amount=decimal(TOO_MUCH))

    yield _looking_inside(permit)

    supply = token.totalSupply()
    # Whoever else was given tokens meanwhile, as in a lesson, is in the sum too.
    balances = _balances(token, list(chain.accounts))
    balances = {name: amount for name, amount in balances.items() if amount}
    yield told(
        chain,
        "token.balances",
        [],
        Table(
            (text("token.holder"), "DEMO"),
            tuple((name, decimal(amount)) for name, amount in balances.items()),
            (text("token.sum"), decimal(sum(balances.values()))),
        ),
        supply=decimal(supply),
        verdict=text("token.equal" if sum(balances.values()) == supply else "token.unequal"),
    )


def _looking_inside(receipt: Receipt) -> Step:
    """Hardhat's node gives no call trees: there the story goes on without."""
    title = text("token.trace.title")
    try:
        return Step(title, text("token.trace.text"), trace=receipt.trace(), key="token.trace")
    except NotSupported:
        return Step(title, text("token.trace.none"), key="token.trace")


def _balances(token: Contract, holders: list[Account]) -> dict[str, int]:
    return {holder.name: token.balanceOf(holder) for holder in holders}


def _change(before: dict[str, int], after: dict[str, int]) -> Table:
    return Table(
        (text("token.holder"), text("token.before"), text("token.after")),
        tuple((name, decimal(before[name]), decimal(after[name])) for name in before),
    )
