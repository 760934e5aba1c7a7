"""What a lending pool must do, in Python and from its documentation: whole numbers, no contract.

Amounts and errors are predicted to the unit. Errors are `Refused`, with the operands that the
contract's error must have.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lending_checks.scene import BASIS_POINTS, LEAST_DEBT, YEAR
from pydemo.plans.lending import WAD, Curve, Limits


class Refused(Exception):
    """The call must fail, with this error."""

    def __init__(self, name: str, *operands: object) -> None:
        super().__init__(name, *operands)
        self.name, self.operands = name, operands


def down(numerator: int, denominator: int) -> int:
    return numerator // denominator


def up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def yearly_rate(curve: Curve, utilisation: int) -> int:
    """The interest rate a year, times 1e18, where ``utilisation`` times 1e18 is lent out."""
    if utilisation <= curve.kink:
        return curve.base + down(curve.gentle * utilisation, curve.kink)
    beyond = down(curve.steep * (utilisation - curve.kink), WAD - curve.kink)
    return curve.base + curve.gentle + beyond


def interest(debt: int, rate: int, seconds: int) -> int:
    """``rate`` is that of a second, times 1e18: the first three powers of it times the seconds.
    Each is rounded up, so that many short times are no cheaper than a long one."""
    x = rate * seconds
    square = up(x * x, 2 * WAD)
    cube = up(square * x, 3 * WAD)
    return up(debt * (x + square + cube), WAD)


Numbers = defaultdict[str, int]


def _numbers() -> Numbers:
    return defaultdict(int)


@dataclass
class PoolModel:
    """People are named. ``tokens`` are what they have outside of the pool."""

    curve: Curve
    limits: Limits
    time: int
    price: int
    priced_at: int
    cash: int = 0
    debt: int = 0
    supply: int = 0
    debt_shares: int = 0
    shares: Numbers = field(default_factory=_numbers)
    debts: Numbers = field(default_factory=_numbers)
    collateral: Numbers = field(default_factory=_numbers)
    tokens: Numbers = field(default_factory=_numbers)

    # --- interest, and what follows from it -------------------------------------------------------

    def accrue(self, now: int) -> int:
        """Let time pass. Returns the interest."""
        if self.debt == 0 or now == self.time:
            self.time = now
            return 0
        utilisation = down(self.debt * WAD, self.cash + self.debt)
        rate = down(yearly_rate(self.curve, utilisation), YEAR)
        earned = interest(self.debt, rate, now - self.time)
        self.debt += earned
        self.time = now
        return earned

    @property
    def assets(self) -> int:
        return self.cash + self.debt

    def shares_of(self, assets: int) -> int:
        return down(assets * (self.supply + 10**6), self.assets + 1)

    def assets_of(self, shares: int) -> int:
        return down(shares * (self.assets + 1), self.supply + 10**6)

    def max_withdraw(self, owner: str) -> int:
        return min(self.assets_of(self.shares[owner]), self.cash)

    def max_redeem(self, owner: str) -> int:
        most = min(self.shares[owner], self.shares_of(self.cash))
        return most if self.assets_of(most) else 0

    def debt_of(self, who: str) -> int:
        return up(self.debts[who] * self.debt, self.debt_shares) if self.debts[who] else 0

    # --- suppliers --------------------------------------------------------------------------------

    def deposit(self, payer: str, assets: int, receiver: str) -> int:
        shares = self.shares_of(assets)
        if shares == 0:
            raise Refused("ERC4626NothingForIt")
        return self._enter(payer, assets, shares, receiver, result=shares)

    def mint(self, payer: str, shares: int, receiver: str) -> int:
        if shares == 0:
            raise Refused("ERC4626NothingForIt")
        assets = up(shares * (self.assets + 1), self.supply + 10**6)
        return self._enter(payer, assets, shares, receiver, result=assets)

    def withdraw(self, caller: str, assets: int, receiver: str, owner: str) -> int:
        most = self.max_withdraw(owner)
        if assets > most:
            raise Refused("ERC4626ExceededMaxWithdraw", owner, assets, most)
        if assets == 0:
            raise Refused("ERC4626NothingForIt")
        shares = up(assets * (self.supply + 10**6), self.assets + 1)
        return self._leave(caller, assets, shares, receiver, owner, result=shares)

    def redeem(self, caller: str, shares: int, receiver: str, owner: str) -> int:
        most = self.max_redeem(owner)
        if shares > most:
            raise Refused("ERC4626ExceededMaxRedeem", owner, shares, most)
        assets = self.assets_of(shares)
        if assets == 0:
            raise Refused("ERC4626NothingForIt")
        return self._leave(caller, assets, shares, receiver, owner, result=assets)

    def _enter(self, payer: str, assets: int, shares: int, receiver: str, *, result: int) -> int:
        self._pay(payer, assets)
        self.cash += assets
        self.supply += shares
        self.shares[receiver] += shares
        return result

    def _leave(
        self, caller: str, assets: int, shares: int, receiver: str, owner: str, *, result: int
    ) -> int:
        if caller != owner:
            raise Refused("ERC20InsufficientAllowance", caller, 0, shares)
        self.cash -= assets
        self.supply -= shares
        self.shares[owner] -= shares
        self.tokens[receiver] += assets
        return result

    def _pay(self, payer: str, assets: int) -> None:
        if self.tokens[payer] < assets:
            raise Refused("ERC20InsufficientBalance", payer, self.tokens[payer], assets)
        self.tokens[payer] -= assets

    # --- borrowers --------------------------------------------------------------------------------

    def value_of(self, wei: int) -> int:
        if self.price <= 0:
            raise Refused("InvalidAnswer", self.price)
        if self.priced_at < self.time - self.limits.max_price_age:
            raise Refused("StalePrice", self.priced_at, self.time - self.limits.max_price_age)
        return down(wei * self.price, 10**8)

    def limit_of(self, who: str) -> int:
        return down(self.value_of(self.collateral[who]) * self.limits.loan_to_value, BASIS_POINTS)

    def _require_covered(self, who: str) -> None:
        limit = self.limit_of(who)
        if self.debt_of(who) > limit:
            raise Refused("InsufficientCollateral", who, self.debt_of(who), limit)

    def withdraw_collateral(self, who: str, wei: int) -> None:
        if wei == 0:
            raise Refused("ZeroAmount")
        if wei > self.collateral[who]:
            raise Refused("CollateralExceeded", who, wei, self.collateral[who])
        self.collateral[who] -= wei
        if self.debts[who]:
            self._require_covered(who)

    def borrow(self, who: str, assets: int, receiver: str) -> None:
        if assets == 0:
            raise Refused("ZeroAmount")
        if assets > self.cash:
            raise Refused("InsufficientCash", assets, self.cash)
        first = self.debt_shares == 0
        shares = assets * 10**6 if first else up(assets * self.debt_shares, self.debt)
        self.debts[who] += shares
        self.debt_shares += shares
        self.cash -= assets
        self.debt += assets
        if self.debt_of(who) < LEAST_DEBT:
            raise Refused("DebtTooSmall", self.debt_of(who), LEAST_DEBT)
        self._require_covered(who)
        self.tokens[receiver] += assets

    def repay(self, payer: str, assets: int, who: str) -> int:
        if assets == 0:
            raise Refused("ZeroAmount")
        owed = self.debt_of(who)
        if owed == 0:
            raise Refused("NoDebt", who)
        paid = min(assets, owed)
        self._lower(who, owed, paid, lost=0)
        self._pay(payer, paid)
        return paid

    def _lower(self, who: str, owed: int, paid: int, *, lost: int) -> None:
        whole = paid + lost == owed
        burnt = self.debts[who] if whole else down(paid * self.debt_shares, self.debt)
        self.debts[who] -= burnt
        self.debt_shares -= burnt
        self.debt -= paid + lost
        self.cash += paid
        rest = self.debt_of(who)
        if 0 < rest < LEAST_DEBT:
            raise Refused("DebtTooSmall", rest, LEAST_DEBT)

    def is_liquidatable(self, who: str) -> bool:
        value = self.value_of(self.collateral[who])
        return self.debt_of(who) > down(value * self.limits.liquidation_threshold, BASIS_POINTS)

    def liquidate(self, payer: str, who: str, assets: int) -> tuple[int, int]:
        """Returns what was repaid, and the wei that the payer got."""
        if assets == 0:
            raise Refused("ZeroAmount")
        owed, value = self.debt_of(who), self.value_of(self.collateral[who])
        if not self.is_liquidatable(who):
            threshold = down(value * self.limits.liquidation_threshold, BASIS_POINTS)
            raise Refused("PositionHealthy", who, owed, threshold)
        covered = up(value * BASIS_POINTS, BASIS_POINTS + self.limits.liquidation_bonus)
        if owed >= covered:
            # All of it for the debt, if it is worth it. Else the bonus is what is missing.
            needed = owed if owed <= value else max(covered, 2 * value - owed)
            if assets < needed:
                raise Refused("LiquidationMustBeWhole", assets, needed)
            paid, seized = needed, self.collateral[who]
            self._lower(who, owed, paid, lost=owed - needed)
        else:
            most = up(owed * self.limits.close_factor, BASIS_POINTS)
            most = owed if owed - most < LEAST_DEBT else most
            paid = min(assets, most)
            self._lower(who, owed, paid, lost=0)
            seized = down(self.collateral[who] * (owed - self.debt_of(who)), covered)
        self.collateral[who] -= seized
        self._pay(payer, paid)
        return paid, seized
