"""The tree of weights against a brute-force integral, and each of its bounds."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from rounds import bounds, run_until_seen, unseen

from lottery.integral import MAX_ELAPSED
from lottery.weights_machine import MOST, Trees
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import checksum
from pydemo.contract import Contract

ONE, TWO, THREE = (f"0x{number:040x}" for number in (1, 2, 3))
MAX_PLACES = 2**23 - 1
DAY = 86_400


@pytest.fixture
def tree(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("WeightsHarness", sender=alice)


def name_of(number: int) -> str:
    return checksum(number.to_bytes(20, "big"))


def test_weights_are_the_integral_of_balances_whatever_happens(
    chain: Chain, tree: Contract
) -> None:
    tally: Counter[str] = Counter()
    limits = bounds(examples=4 if chain.engine_name == "py-evm" else 40, steps=25)

    class TheseTrees(Trees):
        def __init__(self) -> None:
            super().__init__(chain, tree, tally)

    kinds = ["increase", "decrease", "move", "setOutside", "close", "settle", "left", "picked"]
    run_until_seen(TheseTrees, lambda: unseen(tally, kinds), limits)


class TestWeights:
    def test_half_the_time_is_half_the_weight(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        opened = tree.clock().openedAt
        chain.advance(opened + 50 - 1 - chain.time)
        tree.increase(ONE, 1_000, sender=alice)
        chain.advance(opened + 100 - 1 - chain.time)
        tree.close(sender=alice)
        assert tree.closedWeightOf(ONE) == 1_000 * 50 == tree.closedWeight()

    def test_a_change_after_the_close_changes_nothing_in_the_closed_draw(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 1_000, sender=alice)
        chain.advance(DAY)
        tree.close(sender=alice)
        weight = tree.closedWeightOf(ONE)
        tree.decrease(ONE, 1_000, sender=alice)
        tree.increase(TWO, 10**20, sender=alice)
        chain.advance(DAY)
        tree.increase(TWO, 10**20, sender=alice)
        assert (tree.closedWeightOf(ONE), tree.closedWeightOf(TWO)) == (weight, 0)
        assert tree.pick(0) == ONE
        assert tree.pick(weight - 1) == ONE

    def test_who_leaves_keeps_the_weight_of_the_time_before(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 1_000, sender=alice)
        came = chain.time
        chain.advance(DAY)
        tree.decrease(ONE, 1_000, sender=alice)
        left = chain.time
        chain.advance(DAY)
        tree.close(sender=alice)
        assert tree.closedWeightOf(ONE) == 1_000 * (left - came)

    def test_a_draw_begins_without_the_debts_of_the_one_before(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        chain.advance(DAY)
        tree.increase(ONE, 1_000, sender=alice)
        tree.close(sender=alice)
        tree.settle(sender=alice)
        opened = chain.time - 1
        chain.advance(DAY)
        tree.increase(ONE, 500, sender=alice)
        changed = chain.time
        chain.advance(DAY)
        tree.close(sender=alice)
        weight = 1_000 * (changed - opened) + 1_500 * (chain.time - changed)
        assert tree.closedWeightOf(ONE) == weight == tree.closedWeight()

    def test_a_move_takes_the_weight_from_one_end_of_the_tree_to_the_other(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 40, 1_000, sender=alice)
        chain.advance(DAY)
        tree.move(name_of(2), name_of(40), 600, sender=alice)
        chain.advance(DAY)
        tree.close(sender=alice)
        weights = [tree.closedWeightOf(name_of(number)) for number in range(1, 41)]
        assert tree.closedWeight() == sum(weights)
        assert weights[1] < weights[2] < weights[39]
        begins = list(itertools.accumulate(weights, initial=0))
        for number in range(40):
            assert tree.pick(begins[number]) == name_of(number + 1)
            assert tree.pick(begins[number + 1] - 1) == name_of(number + 1)
        with errors.reverts("PointOutOfRange", sum(weights), sum(weights)):
            tree.pick(sum(weights))

    def test_a_move_from_inside_to_outside_and_back_keeps_the_total(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 1_000, sender=alice)
        tree.setOutside(TWO, True, sender=alice)
        chain.advance(DAY)
        tree.move(ONE, TWO, 400, sender=alice)
        moved = chain.time
        chain.advance(DAY)
        weight = tree.openWeightOf(ONE)
        assert (tree.total(), tree.openWeight()) == (1_000, weight)
        tree.move(TWO, ONE, 300, sender=alice)
        tree.decrease(TWO, 100, sender=alice)
        assert tree.total() == 900 == tree.balanceOf(ONE)
        assert tree.openWeight() == tree.openWeightOf(ONE) > weight
        assert moved < chain.time

    def test_to_oneself_and_nothing_change_nothing(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 1_000, sender=alice)
        came = chain.time
        tree.move(ONE, ONE, 1_000, sender=alice)
        tree.move(ONE, TWO, 0, sender=alice)
        tree.increase(TWO, 0, sender=alice)
        tree.decrease(TWO, 0, sender=alice)
        assert tree.balanceOf(ONE) == 1_000
        assert tree.clock().places == 1, "nothing takes no place"
        assert tree.openWeightOf(ONE) == 1_000 * (chain.time - came)

    def test_an_account_outside_has_a_balance_and_no_weight(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.setOutside(ONE, True, sender=alice)
        tree.increase(ONE, 1_000, sender=alice)
        chain.advance(DAY)
        chain.mine()
        assert (tree.balanceOf(ONE), tree.total(), tree.openWeight()) == (1_000, 1_000, 0)
        assert tree.clock().places == 0, "it needs no place"
        tree.setOutside(ONE, False, sender=alice)
        came = chain.time
        chain.advance(DAY)
        chain.mine()
        assert tree.openWeightOf(ONE) == 1_000 * (chain.time - came)


class TestGrowth:
    @pytest.mark.parametrize(("accounts", "depth"), [(15, 1), (16, 2), (255, 2), (256, 3)])
    def test_a_level_is_added_when_the_places_run_out(
        self, chain: Chain, tree: Contract, alice: Account, accounts: int, depth: int
    ) -> None:
        tree.populate(1, accounts, 7, sender=alice)
        assert (tree.clock().places, tree.clock().depth) == (accounts, depth)
        assert tree.total() == 7 * accounts
        chain.advance(DAY)
        tree.close(sender=alice)
        weights = [tree.closedWeightOf(name_of(number + 1)) for number in range(accounts)]
        assert tree.closedWeight() == sum(weights)
        for number in {1, 2, 15, accounts // 2, accounts - 1, accounts}:
            begin = sum(weights[: number - 1])
            assert tree.pick(begin) == name_of(number)
            assert tree.pick(begin + weights[number - 1] - 1) == name_of(number)

    @pytest.mark.slow_on_py_evm
    def test_4096_accounts_make_four_levels_and_every_boundary_holds(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        for first in range(1, 4097, 128):
            tree.populate(first, 128, first, sender=alice)
        assert (tree.clock().places, tree.clock().depth) == (4096, 4)
        chain.advance(DAY)
        tree.close(sender=alice)
        begin = 0
        for number in range(1, 4097):
            weight = tree.closedWeightOf(name_of(number))
            if number % 97 == 0 or number in (1, 15, 16, 255, 256, 4095, 4096):
                assert tree.pick(begin) == name_of(number)
                assert tree.pick(begin + weight - 1) == name_of(number)
            begin += weight
        assert begin == tree.closedWeight()

    def test_the_tree_may_grow_while_a_draw_is_pending(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 15, 7, sender=alice)
        chain.advance(DAY)
        tree.close(sender=alice)
        weights = [tree.closedWeightOf(name_of(number)) for number in range(1, 16)]
        tree.increase(name_of(3), 5, sender=alice)
        tree.populate(16, 300, 10**18, sender=alice)
        assert tree.clock().depth == 3
        assert tree.closedWeight() == sum(weights)
        assert [tree.closedWeightOf(name_of(number)) for number in range(1, 16)] == weights
        for number in range(1, 16):
            assert tree.pick(sum(weights[: number - 1])) == name_of(number)

    @pytest.mark.slow_on_py_evm
    def test_a_deposit_costs_the_same_at_each_depth_but_for_a_slot_a_level(
        self, tree: Contract, alice: Account
    ) -> None:
        costs = []
        for begin, end in ((1, 14), (15, 250), (251, 4090)):
            for first in range(begin, end, 120):
                tree.populate(first, min(120, end - first), 1, sender=alice)
            costs.append(tree.increase(name_of(begin), 1, sender=alice).gas_used)
        steps = [deeper - flatter for flatter, deeper in itertools.pairwise(costs)]
        assert all(4_900 < step < 6_000 for step in steps), costs


class TestPlaces:
    def leave(self, tree: Contract, alice: Account, *numbers: int) -> None:
        for number in numbers:
            tree.decrease(name_of(number), tree.balanceOf(name_of(number)), sender=alice)

    def next_draw(self, chain: Chain, tree: Contract, alice: Account) -> None:
        chain.advance(DAY)
        tree.close(sender=alice)
        tree.settle(sender=alice)

    def test_places_of_those_who_left_are_given_to_others(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 10, 7, sender=alice)
        self.leave(tree, alice, *range(1, 11))
        self.next_draw(chain, tree, alice)
        tree.populate(101, 10, 7, sender=alice)
        assert tree.clock().places == 10
        assert {tree.accountAt(place) for place in range(1, 11)} == {
            name_of(number) for number in range(101, 111)
        }
        assert tree.placeOf(name_of(1)) == 0

    def test_not_in_the_draw_in_which_they_still_have_weight(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 10, 7, sender=alice)
        chain.advance(DAY)
        self.leave(tree, alice, *range(1, 11))
        tree.populate(101, 10, 7, sender=alice)
        assert tree.clock().places == 20

    def test_nor_while_that_draw_is_pending(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 10, 7, sender=alice)
        chain.advance(DAY)
        self.leave(tree, alice, *range(1, 11))
        tree.close(sender=alice)
        weights = [tree.closedWeightOf(name_of(number)) for number in range(1, 11)]
        tree.populate(101, 10, 7, sender=alice)
        assert tree.clock().places == 20
        assert all(tree.pick(sum(weights[:n])) == name_of(n + 1) for n in range(10))

    def test_who_comes_back_in_time_has_kept_their_place(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 3, 7, sender=alice)
        self.leave(tree, alice, 2)
        self.next_draw(chain, tree, alice)
        tree.increase(name_of(2), 9, sender=alice)
        tree.populate(101, 3, 7, sender=alice)
        assert tree.accountAt(2) == name_of(2)
        assert tree.clock().places == 6

    def test_who_comes_back_too_late_gets_another_one(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.populate(1, 1, 7, sender=alice)
        self.leave(tree, alice, 1)
        self.next_draw(chain, tree, alice)
        tree.increase(name_of(2), 7, sender=alice)
        assert tree.accountAt(1) == name_of(2)
        tree.increase(name_of(1), 7, sender=alice)
        came = chain.time
        chain.advance(DAY)
        tree.close(sender=alice)
        assert tree.accountAt(2) == name_of(1)
        assert tree.closedWeightOf(name_of(1)) == 7 * (chain.time - came)

    def test_what_a_place_weighed_for_somebody_else_is_not_inherited(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        """The slot that keeps a closed weight belongs to the place, and may hold an old one."""
        tree.increase(ONE, 7, sender=alice)
        chain.advance(DAY)
        tree.close(sender=alice)
        tree.decrease(ONE, 7, sender=alice)  # its weight is stored away
        assert tree.closedWeightOf(ONE) > 0
        tree.settle(sender=alice)
        self.next_draw(chain, tree, alice)
        chain.advance(DAY)
        tree.close(sender=alice)
        tree.increase(TWO, 7, sender=alice)
        assert tree.accountAt(1) == TWO
        assert (tree.closedWeightOf(TWO), tree.closedWeight()) == (0, 0)

    def test_an_account_outside_gives_its_place_up_but_not_its_balance(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 7, sender=alice)
        tree.setOutside(ONE, True, sender=alice)
        self.next_draw(chain, tree, alice)
        tree.increase(TWO, 7, sender=alice)
        assert tree.accountAt(1) == TWO
        assert (tree.balanceOf(ONE), tree.placeOf(ONE), tree.isOutside(ONE)) == (7, 0, True)
        tree.setOutside(ONE, False, sender=alice)
        assert tree.placeOf(ONE) == 2

    def test_churn_makes_the_row_no_longer_than_the_square_root(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        staying, churn = 5, 200
        tree.populate(1, staying, 7, sender=alice)
        for number in range(churn):
            tree.increase(name_of(1_000 + number), 7, sender=alice)
            self.leave(tree, alice, 1_000 + number)
            self.next_draw(chain, tree, alice)
        # One who has just left still counts as staying: hence the one more.
        assert tree.clock().places <= (2 * (staying + 1) * churn) ** 0.5 + staying


class TestBounds:
    def test_a_full_tree_refuses_new_accounts_and_serves_all_others(
        self, tree: Contract, alice: Account
    ) -> None:
        tree.pretendPlaces(0, 6, sender=alice)
        tree.increase(ONE, 7, sender=alice)
        tree.pretendPlaces(MAX_PLACES - 1, 6, sender=alice)
        tree.increase(TWO, 7, sender=alice)
        assert tree.placeOf(TWO) == MAX_PLACES
        tree.pretendPlaces(MAX_PLACES, 6, sender=alice)
        with errors.reverts("NoPlaceLeft"):
            tree.increase(THREE, 7, sender=alice)
        with errors.reverts("NoPlaceLeft"):
            tree.move(ONE, THREE, 7, sender=alice)
        tree.increase(ONE, 5, sender=alice)
        tree.move(ONE, TWO, 6, sender=alice)
        tree.decrease(ONE, 6, sender=alice)
        tree.setOutside(THREE, True, sender=alice)
        tree.increase(THREE, 7, sender=alice)
        assert [tree.balanceOf(name) for name in (ONE, TWO, THREE)] == [0, 13, 7]

    def test_a_full_tree_takes_in_who_finds_the_place_of_somebody_gone(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.pretendPlaces(0, 6, sender=alice)
        tree.increase(ONE, 7, sender=alice)
        tree.decrease(ONE, 7, sender=alice)
        tree.pretendPlaces(MAX_PLACES, 6, sender=alice)
        with errors.reverts("NoPlaceLeft"):
            tree.increase(TWO, 7, sender=alice)
        tree.close(sender=alice)
        tree.settle(sender=alice)
        tree.increase(TWO, 7, sender=alice)
        assert tree.placeOf(TWO) == 1

    def test_the_largest_balance_for_the_longest_time(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, MOST, sender=alice)
        came = chain.time - tree.clock().openedAt
        chain.advance(20 * 365 * DAY)
        tree.move(ONE, TWO, MOST, sender=alice)
        tree.close(sender=alice)
        assert tree.closedWeightOf(ONE) == MOST * (MAX_ELAPSED - came)
        assert tree.closedWeightOf(TWO) == 0, "a draw's time has stood still by then"
        assert tree.pick(0) == ONE == tree.pick(MOST * (MAX_ELAPSED - came) - 1)

    def test_a_balance_that_would_not_fit_is_refused(self, tree: Contract, alice: Account) -> None:
        tree.increase(ONE, MOST - 5, sender=alice)
        with errors.reverts("TotalExceeded", 6, 5):
            tree.increase(TWO, 6, sender=alice)
        with errors.reverts("TotalExceeded", 2**256 - 1, 5):
            tree.increase(TWO, 2**256 - 1, sender=alice)
        tree.setOutside(TWO, True, sender=alice)
        with errors.reverts("TotalExceeded", 6, 5):
            tree.increase(TWO, 6, sender=alice)
        tree.increase(TWO, 5, sender=alice)
        assert tree.total() == MOST

    def test_a_draw_is_closed_once_and_settled_once(self, tree: Contract, alice: Account) -> None:
        with errors.reverts("NoDrawPending"):
            tree.settle(sender=alice)
        with errors.reverts("NoDrawPending"):
            tree.closedWeight()
        with errors.reverts("NoDrawPending"):
            tree.closedWeightOf(ONE)
        with errors.reverts("NoDrawPending"):
            tree.pick(0)
        tree.close(sender=alice)
        with errors.reverts("DrawStillPending", 1):
            tree.close(sender=alice)
        with errors.reverts("PointOutOfRange", 0, 0):
            tree.pick(0)
        tree.settle(sender=alice)
        with errors.reverts("NoDrawPending"):
            tree.settle(sender=alice)

    def test_after_the_last_draw_balances_move_as_ever(
        self, chain: Chain, tree: Contract, alice: Account
    ) -> None:
        tree.increase(ONE, 7, sender=alice)
        tree.skipTo(2**16 - 2, sender=alice)
        tree.close(sender=alice)
        tree.settle(sender=alice)
        with errors.reverts("NoDrawsLeft"):
            tree.close(sender=alice)
        tree.move(ONE, THREE, 3, sender=alice)
        tree.decrease(ONE, 4, sender=alice)
        assert (tree.balanceOf(ONE), tree.balanceOf(THREE)) == (0, 3)
