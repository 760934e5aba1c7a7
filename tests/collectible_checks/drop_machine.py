"""A drop and a model of it in plain Python, which must agree on everything (tests/invariants)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from collectible_checks.reveal_checks import offset_of
from collectible_checks.scene import (
    HISTORY,
    MAX_BATCH,
    PRICE,
    REVEAL_DELAY,
    ZERO,
    Manner,
    Scene,
    Told,
    announces,
    fails,
    moved,
    paid,
    redeemed,
    refunded,
    told,
)
from collectible_checks.voucher_checks import (
    FAR,
    REVOKED,
    UNUSED,
    USED,
    voucher,
    withdrawn,
)
from pydemo.chain.accounts import Account
from pydemo.contract import Receipt

Failure: TypeAlias = tuple[Any, ...]
"""The error's name and its operands."""

MAX_SUPPLY, LIMIT, LASTS = 12, 5, 300
PEOPLE = ("alice", "bob", "carol")
CONTRACTS = ("Receiver", "Penniless", "Purse")
"""They buy, too: the second never takes ether, the third always does."""
SERIALS = 5
NORA = "0x" + "12" * 20
MANNERS = (Manner.ACCEPT, Manner.REFUSE, Manner.REVERT_SILENTLY, Manner.BURN_ALL_GAS)
FLAWS = ("stranger", "holder", "expired", "serial", "elsewhere")
KINDS = ("mint", "voucher", "proceeds", "refund", "transfer", "close", "reveal")
OTHERS = ("revoked", "refund owed", "sold out", "late reveal", "missed")
"""What must also have happened."""
ENOUGH = 3_000_000
"""Gas: of what a contract burns a 64th is left, which is enough to end."""

ACTIONS = (
    *("mint",) * 6,
    *("mint_by_voucher",) * 3,
    *("withdraw_proceeds", "withdraw_refund", "withdraw_refund", "transfer", "transfer"),
    *("revoke", "close", "reveal", "change_manner", "wait_for_blocks", "end", "end"),
)
_number = st.integers(0, 2**16)
_someone = st.integers(0, len(PEOPLE) + len(CONTRACTS) - 1)


@dataclass(slots=True)
class Model:
    """What should be. ``block`` is the one that decides, ``hashed`` its hash once it is there."""

    owners: list[str]
    minted: Counter[str]
    owed: Counter[str]
    states: list[int]
    sold: int = 0
    withdrawn: int = 0
    block: int = 0
    hashed: bytes = b""
    drawn: int | None = None

    @property
    def supply(self) -> int:
        return len(self.owners) - 1


class DropMachine(RuleBasedStateMachine):
    """``tally`` counts (kind, whether it succeeded). With ``long``, it waits 8,191 blocks, too."""

    def __init__(self, scene: Scene, tally: Counter[tuple[str, bool]], *, long: bool) -> None:
        super().__init__()
        self.scene, self.chain, self.tally = scene, scene.chain, tally
        self.snapshot = self.chain.take_snapshot()
        self.waits = (1, 4, 260, *((HISTORY - 300, HISTORY + 1) if long else ()))
        accounts = self.chain.accounts
        self.judy, self.heidi = accounts.judy, accounts.heidi
        self.opens_at = self.chain.time + 4
        self.closes_at = self.opens_at + LASTS
        self.drop = scene.drop(
            max_supply=MAX_SUPPLY,
            wallet_limit=LIMIT,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
        )
        self.receiver = scene.receiver(Manner.ACCEPT)
        self.manner = Manner.ACCEPT
        self.buyers = [accounts[name].address for name in PEOPLE]
        for name in CONTRACTS:
            contract = scene.helper(name)
            self.chain.impersonate(contract)
            self.chain.set_balance(contract, 10**22)
            self.buyers.append(contract.address)
        self.judys = self.chain.balance(self.judy)
        self.model = Model([ZERO], Counter(), Counter(), [UNUSED] * SERIALS)

    def teardown(self) -> None:
        self.chain.revert_to_snapshot(self.snapshot)

    @rule(action=st.sampled_from(ACTIONS), who=_someone, first=_number, second=_number)
    def act(self, action: str, who: int, first: int, second: int) -> None:
        """One rule for all: of several, Hypothesis leaves some out of each example."""
        model = self.model
        if action == "end":  # by what helps to reach it
            if not model.block:
                action = "close" if self.soon >= self.closes_at else "wait"
            else:
                action = "reveal" if first % 3 else "wait_for_blocks"
        elif action == "withdraw_refund" and not model.owed.total() and first % 4:
            action = "mint"
        getattr(self, action)(who, first, second)

    # --- calls ------------------------------------------------------------------------------------

    def mint(self, who: int, first: int, second: int) -> None:
        buyer, model = self.buyers[who], self.model
        quantity = (1, 1, 2, 3, 4, 5, 0, 6, 21)[first % 9]
        extra = (0, 0, 1, PRICE, 7, -1)[second % 6]
        cost = quantity * PRICE
        value = max(cost + extra, 0)
        minted, left = model.minted[buyer], MAX_SUPPLY - model.supply
        failure = first_of(
            (self.soon < self.opens_at, ("SaleNotOpen", self.opens_at)),
            (minted + quantity > LIMIT, ("WalletLimitExceeded", buyer, quantity, minted, LIMIT)),
            (quantity > MAX_BATCH, ("InvalidQuantity", quantity, MAX_BATCH)),
            (value < cost, ("InsufficientPayment", value, cost)),
            (self.soon >= self.closes_at, ("SaleClosed", self.closes_at)),
            (quantity > left, ("SoldOut", quantity, left)),
            (quantity == 0, ("InvalidQuantity", quantity, MAX_BATCH)),
        )
        events = self._minted(buyer, quantity)
        kept = 0 if self._takes(buyer) else value - cost
        if kept:
            events.append(paid("RefundOwed", buyer, kept))
        before = self.chain.balance(buyer)
        receipt = self._call("mint", buyer, (quantity,), failure, events, value=value)
        if receipt:
            model.sold += cost
            model.owed[buyer] += kept
            self.tally["refund owed", True] += kept > 0
            self._book(buyer, quantity, receipt)
            assert before - self.chain.balance(buyer) == cost + kept + receipt.fee
            # 6: only now, as vouchers may go beyond.
            assert self.drop.mintedBy(buyer) == model.minted[buyer] <= LIMIT

    def mint_by_voucher(self, who: int, first: int, second: int) -> None:
        buyer, model = self.buyers[who], self.model
        serial, flaw = first % SERIALS, (*FLAWS, "", "", "", "", "")[second % 10]
        holder = self.buyers[who - 1] if flaw == "holder" else buyer
        expires_at = self.soon - 1 if flaw == "expired" else FAR
        signed: dict[str, Any] = {"holder": holder, "serial": serial, "expiresAt": expires_at}
        if flaw == "elsewhere":
            signed["verifyingContract"] = self.scene.token.address
        signer: Account = self.chain.accounts.ivan if flaw == "stranger" else self.heidi
        sent, signature = voucher(self.scene, self.drop, signer, **signed)
        if flaw == "serial":
            serial = (serial + 1) % SERIALS
            sent = (sent[0], serial, sent[2])
        state = model.states[serial]
        failure = first_of(
            (holder != buyer, ("NotVoucherHolder", buyer, holder)),
            (expires_at < self.soon, ("VoucherExpired", expires_at)),
            (state == USED, ("VoucherUsed", serial)),
            (state == REVOKED, ("VoucherRevoked", serial)),
            (flaw in {"stranger", "serial", "elsewhere"}, ("InvalidVoucherSignature", self.heidi)),
            (self.soon >= self.closes_at, ("SaleClosed", self.closes_at)),
            (model.supply == MAX_SUPPLY, ("SoldOut", 1, 0)),
        )
        events = [*self._minted(buyer, 1), redeemed(buyer, serial, model.supply + 1)]
        receipt = self._call(
            "voucher", buyer, (sent, signature), failure, events, function="mintWithVoucher"
        )
        if receipt:
            model.states[serial] = USED
            self._book(buyer, 1, receipt)

    def revoke(self, who: int, first: int, second: int) -> None:
        serials = [first % SERIALS, second % SERIALS][: first % 3]
        caller = self.buyers[0] if who == 0 else self.heidi.address
        failure: Failure | None = ("NotVenue", caller, self.heidi) if who == 0 else None
        states = self.model.states
        fresh = [serial for serial in dict.fromkeys(serials) if states[serial] == UNUSED]
        events = [withdrawn(serial) for serial in fresh]
        if self._call("revoked", caller, (serials,), failure, events, function="revokeVouchers"):
            for serial in fresh:
                states[serial] = REVOKED

    def transfer(self, who: int, first: int, _: int) -> None:
        model, target = self.model, self.buyers[who]
        token = first % (model.supply + 2)
        exists = 1 <= token <= model.supply
        source = model.owners[token] if exists else self.buyers[0]
        failure: Failure | None = None if exists else ("ERC721NonexistentToken", token)
        events = [moved(source, target, token)]
        values = (source, target, token)
        if self._call("transfer", source, values, failure, events, function="transferFrom"):
            model.owners[token] = target

    def withdraw_proceeds(self, who: int, _: int, __: int) -> None:
        due = self.model.sold - self.model.withdrawn
        failure: Failure | None = None if due else ("NothingOwed", self.judy)
        events = [paid("ProceedsPaid", self.judy, due)]
        if self._call(
            "proceeds", self.buyers[who], (), failure, events, function="withdrawProceeds"
        ):
            self.model.withdrawn += due

    def withdraw_refund(self, who: int, first: int, _: int) -> None:
        where = first % 10
        debtors = [buyer for buyer in self.buyers if self.model.owed[buyer]]
        buyer = debtors[who % len(debtors)] if debtors and where else self.buyers[who]
        to = [*self.buyers, ZERO, self.drop.address, NORA, NORA][where]
        due = self.model.owed[buyer]
        failure = first_of(
            (not due, ("NothingOwed", buyer)),
            (not self._takes(to), ("PaymentRefused", to, due)),
        )
        events = [refunded(buyer, to, due)]
        if self._call("refund", buyer, (to,), failure, events, function="withdrawRefund"):
            self.model.owed[buyer] = 0

    def close(self, who: int, _: int, __: int) -> None:
        model = self.model
        is_on = not model.block and self.soon < self.closes_at
        failure: Failure | None = ("SaleStillOpen", self.closes_at) if is_on else None
        events = [] if model.block else [self._scheduled()]
        receipt = self._call("close", self.buyers[who], (), failure, events, function="closeSale")
        if receipt and not model.block:
            model.block = receipt.block_number + REVEAL_DELAY

    def reveal(self, who: int, _: int, __: int) -> None:
        model, number = self.model, self.chain.block_number + 1
        failure = first_of(
            (model.drawn is not None, ("AlreadyRevealed", model.drawn)),
            (not model.block, ("SaleStillOpen", self.closes_at)),
            (number <= model.block, ("RevealNotReady", model.block)),
        )
        is_missed = number - model.block > HISTORY
        drawn = offset_of(model.hashed, self.drop) if model.hashed else 0
        events = [self._scheduled()] if is_missed else [told("Revealed(uint256)", drawn)]
        if model.supply and not is_missed:
            updated = told("BatchMetadataUpdate(uint256,uint256)", 1, model.supply)
            events.append(updated)
        receipt = self._call("reveal", self.buyers[who], (), failure, events)
        if receipt and is_missed:
            self.tally["missed", True] += 1
            model.block, model.hashed = receipt.block_number + REVEAL_DELAY, b""
        elif receipt:
            self.tally["late reveal", True] += number - model.block > 256
            model.drawn = drawn

    # --- the world --------------------------------------------------------------------------------

    def change_manner(self, _: int, first: int, __: int) -> None:
        self.manner = manner = MANNERS[first % len(MANNERS)]
        self.receiver.behave(manner, sender=self.chain.accounts.ivan)
        self._note()

    def wait(self, _: int, first: int, __: int) -> None:
        self.chain.advance((5, 40, LASTS // 3, LASTS // 2)[first % 4])
        self._note()

    def wait_for_blocks(self, _: int, first: int, __: int) -> None:
        model, blocks = self.model, self.waits[first % len(self.waits)]
        to_come = model.block - self.chain.block_number
        for part in (to_come, blocks - to_come) if 0 < to_come < blocks else (blocks,):
            self.chain.mine(part)
            self._note()

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def invariants_1_and_2_and_3_owners_balances_supply(self) -> None:
        model, drop = self.model, self.drop
        owners = self.scene.helper("Census").owners(drop, model.supply + 1)
        assert owners == [*model.owners, ZERO]
        balances = {buyer: drop.balanceOf(buyer) for buyer in self.buyers}
        assert balances == {buyer: model.owners.count(buyer) for buyer in self.buyers}
        assert sum(balances.values()) == drop.totalSupply() == model.supply <= MAX_SUPPLY

    @invariant()
    def invariant_4_ether(self) -> None:
        model, drop = self.model, self.drop
        owed = {buyer: drop.refundOwed(buyer) for buyer in self.buyers}
        assert owed == {buyer: model.owed[buyer] for buyer in self.buyers}
        due = model.sold - model.withdrawn
        assert drop.proceeds() == due
        assert self.chain.balance(drop) == due + sum(owed.values())
        assert self.chain.balance(self.judy) - self.judys == model.withdrawn

    @invariant()
    def invariant_5_vouchers(self) -> None:
        states = [self.drop.voucherState(serial) for serial in range(SERIALS)]
        assert states == self.model.states

    @invariant()
    def invariants_8_and_9_the_draw(self) -> None:
        model, drop = self.model, self.drop
        assert drop.revealBlock() == model.block
        assert drop.isRevealed() == (model.drawn is not None)
        assert drop.offset() == (model.drawn or 0)

    # --- calling and booking ----------------------------------------------------------------------

    @property
    def soon(self) -> int:
        """The timestamp of the next transaction's block."""
        return self.chain.time + 1

    def _call(
        self,
        kind: str,
        sender: str,
        arguments: tuple[Any, ...],
        failure: Failure | None,
        events: list[Told],
        *,
        function: str = "",
        value: int = 0,
    ) -> Receipt | None:
        """Call the drop. It must do as the model says; the receipt if it should succeed."""
        call: Callable[..., Receipt] = self.drop[function or kind]
        self.tally[kind, failure is None] += 1
        try:
            if failure is not None:
                with fails(*failure):
                    call(*arguments, sender=sender, value=value, gas=ENOUGH)
                return None
            receipt = call(*arguments, sender=sender, value=value, gas=ENOUGH)
            announces(receipt, *events, by=self.drop)
            return receipt
        finally:
            self._note()

    def _note(self) -> None:
        """Remember the hash of the block that decides, while it is the newest."""
        if self.chain.block_number == self.model.block:
            self.model.hashed = self.chain.block_hash

    def _minted(self, buyer: str, quantity: int) -> list[Told]:
        first, left = self.model.supply + 1, MAX_SUPPLY - self.model.supply
        events = [moved(ZERO, buyer, first + each) for each in range(min(quantity, MAX_BATCH))]
        return [*events, self._scheduled()] if quantity == left else events

    def _book(self, buyer: str, quantity: int, receipt: Receipt) -> None:
        model = self.model
        assert not model.block, "7: minted after the end"
        model.owners += [buyer] * quantity
        model.minted[buyer] += quantity
        if model.supply == MAX_SUPPLY:
            self.tally["sold out", True] += 1
            model.block = receipt.block_number + REVEAL_DELAY

    def _scheduled(self) -> Told:
        """8: the block is to come when it is fixed, in the next block."""
        return told("RevealScheduled(uint256)", self.chain.block_number + 1 + REVEAL_DELAY)

    def _takes(self, account: str) -> bool:
        """Whether an account takes ether."""
        if account == self.receiver.address:
            return self.manner == Manner.ACCEPT
        refusing = (self.scene.helper("Penniless").address, self.drop.address, ZERO)
        return account not in refusing


def first_of(*checks: tuple[bool, Failure]) -> Failure | None:
    return next((failure for fails_here, failure in checks if fails_here), None)
