"""The drop's operations, in an order that gives each the state its name says."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.voucher import sign_voucher
from pydemo.plans import collectible as plan


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas). A "holder" has a piece already, a "new holder" has none."""
    accounts = chain.accounts
    alice, bob, carol, dave, erin = (accounts[index] for index in range(5))
    frank, grace, ivan = accounts.frank, accounts.grace, accounts.ivan
    system = plan.deploy(chain, deployer=alice, beneficiary=alice, venue=ivan)
    drop = system.collection
    assert system.art.deploy_receipt is not None
    assert drop.deploy_receipt is not None
    yield "deploy art", system.art.deploy_receipt.gas_used
    yield "deploy", drop.deploy_receipt.gas_used
    price = drop.price()

    def mint(quantity: int, sender: Account, paid: int = 0) -> int:
        value = paid or quantity * price
        return int(drop.mint(quantity, sender=sender, value=value).gas_used)

    def transfer(token_id: int, owner: Account, to: Account, sender: Account | None = None) -> int:
        return int(drop.transferFrom(owner, to, token_id, sender=sender or owner).gas_used)

    def transfer_alone(token_id: int, owner: Account, to: Account) -> int:
        """As if it were the first out of its batch."""
        with chain.anchor():
            return transfer(token_id, owner, to)

    yield "mint 1, first ever", mint(1, alice)  # 1
    yield "mint 1, new holder", mint(1, bob)  # 2
    yield "mint 1, holder", mint(1, bob)  # 3
    yield "mint 5, new holder", mint(5, carol)  # 4 to 8
    yield "mint 20, new holder", mint(20, dave)  # 9 to 28
    yield "mint 1, paid too much, new holder", mint(1, erin, paid=2 * price)  # 29
    voucher = sign_voucher(drop, chain, venue=ivan, holder=frank, serial=1)
    yield "mint 1 by voucher, new holder", drop.mintWithVoucher(*voucher, sender=frank).gas_used
    yield "transfer, holder", transfer(2, bob, carol)
    yield "transfer, new holder", transfer(2, carol, grace)
    for name, token_id in (("first", 4), ("third", 6), ("last", 8)):
        yield (
            f"transfer of the {name} of a batch of 5, holder",
            transfer_alone(token_id, carol, dave),
        )
    yield "transfer of the last of a batch of 20, holder", transfer_alone(28, dave, carol)
    yield "approve", drop.approve(dave, 3, sender=bob).gas_used
    yield "transfer by the approved, holder", transfer(3, bob, carol, sender=dave)
    yield "setApprovalForAll", drop.setApprovalForAll(dave, True, sender=carol).gas_used
    yield "transfer by an operator, holder", transfer(3, carol, alice, sender=dave)
    safe = drop["safeTransferFrom(address,address,uint256)"]
    yield "safeTransferFrom, holder", safe(alice, carol, 3, sender=alice).gas_used
    yield "withdraw proceeds", drop.withdrawProceeds(sender=bob).gas_used
    chain.advance(drop.closesAt() - chain.time)
    yield "close the sale", drop.closeSale(sender=bob).gas_used
    chain.mine(drop.revealBlock() - chain.block_number)
    yield "reveal", drop.reveal(sender=bob).gas_used
