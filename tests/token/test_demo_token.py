"""What DemoToken adds to ERC-20: a cap, a minter for good, a faucet, burning."""

from __future__ import annotations

import pytest
from token_checks.scene import UNLIMITED, ZERO, announces

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.permit import FAR_AWAY, sign_permit
from pydemo.plans import token as plan
from pydemo.units import days, ether

CAP = ether(1_000)
DRIP = ether(100)


@pytest.fixture
def token(chain: Chain, alice: Account) -> Contract:
    return plan.deploy(chain, deployer=alice, minter=alice, cap=CAP).token


def at(chain: Chain, time: int) -> None:
    """Let the next transaction's block have this timestamp."""
    chain.advance(time - 1 - chain.time)


class TestDeployment:
    def test_cap_and_minter_are_what_was_asked_for(
        self, chain: Chain, alice: Account, bob: Account
    ) -> None:
        token = plan.deploy(chain, deployer=alice, minter=bob, cap=7).token
        assert token.maxSupply() == 7
        assert token.soleMinter() == bob
        assert token.totalSupply() == 0

    def test_the_plan_has_a_cap_of_its_own(self, chain: Chain, alice: Account) -> None:
        assert plan.deploy(chain, deployer=alice, minter=alice).token.maxSupply() == plan.CAP

    def test_a_cap_of_zero_is_refused(self, chain: Chain, alice: Account) -> None:
        with errors.reverts("InvalidMaxSupply", 0):
            plan.deploy(chain, deployer=alice, minter=alice, cap=0)

    def test_the_largest_cap_is_possible(self, chain: Chain, alice: Account) -> None:
        token = plan.deploy(chain, deployer=alice, minter=alice, cap=UNLIMITED).token
        token.mint(alice, UNLIMITED, sender=alice)
        with errors.reverts("CapExceeded", 1, 0):
            token.mint(alice, 1, sender=alice)
        assert token.balanceOf(alice) == UNLIMITED == token.totalSupply()

    def test_nothing_in_it_takes_ether_or_changes_who_may_do_what(self, token: Contract) -> None:
        functions = {entry["name"]: entry for entry in token.abi if entry["type"] == "function"}
        changing = {
            name
            for name, entry in functions.items()
            if entry["stateMutability"] not in ("view", "pure")
        }
        standard = {"transfer", "approve", "transferFrom", "permit"}
        assert changing == standard | {"mint", "burn", "faucet"}
        assert all(entry["stateMutability"] != "payable" for entry in functions.values())
        assert {entry["type"] for entry in token.abi}.isdisjoint({"receive", "fallback"})


class TestMinting:
    def test_the_minter_makes_tokens(self, token: Contract, alice: Account, bob: Account) -> None:
        announces(token.mint(bob, 5, sender=alice), ("Transfer", ZERO, bob, 5))
        assert (token.balanceOf(bob), token.totalSupply()) == (5, 5)

    def test_nobody_else_does(self, token: Contract, alice: Account, bob: Account) -> None:
        with errors.reverts("NotMinter", bob, alice):
            token.mint(bob, 5, sender=bob)
        assert token.totalSupply() == 0

    def test_without_a_minter_nobody_does(self, chain: Chain, alice: Account) -> None:
        token = plan.deploy(chain, deployer=alice, minter=ZERO).token
        with errors.reverts("NotMinter", alice, ZERO):
            token.mint(alice, 1, sender=alice)
        assert token.faucet(sender=alice).succeeded

    def test_the_cap_can_be_reached_and_not_passed(
        self, token: Contract, alice: Account, bob: Account
    ) -> None:
        token.mint(bob, CAP - 1, sender=alice)
        with errors.reverts("CapExceeded", 2, 1):
            token.mint(bob, 2, sender=alice)
        token.mint(bob, 1, sender=alice)
        with errors.reverts("CapExceeded", 1, 0):
            token.mint(bob, 1, sender=alice)
        assert token.totalSupply() == CAP

    def test_no_number_is_large_enough_to_wrap_round_the_cap(
        self, token: Contract, alice: Account
    ) -> None:
        token.mint(alice, 1, sender=alice)
        for value in (UNLIMITED, UNLIMITED - 1, 2**255):
            with errors.reverts("CapExceeded", value, CAP - 1):
                token.mint(alice, value, sender=alice)

    def test_the_minter_has_no_power_over_what_others_hold(
        self, token: Contract, alice: Account, bob: Account
    ) -> None:
        token.mint(bob, 5, sender=alice)
        with errors.reverts("ERC20InsufficientAllowance", alice, 0, 1):
            token.transferFrom(bob, alice, 1, sender=alice)
        with errors.reverts("ERC20InsufficientBalance", alice, 0, 1):
            token.burn(1, sender=alice)
        assert token.balanceOf(bob) == 5


class TestBurning:
    def test_burning_makes_room_under_the_cap(
        self, token: Contract, alice: Account, bob: Account
    ) -> None:
        token.mint(bob, CAP, sender=alice)
        announces(token.burn(3, sender=bob), ("Transfer", bob, ZERO, 3))
        assert token.totalSupply() == CAP - 3
        with errors.reverts("CapExceeded", 4, 3):
            token.mint(alice, 4, sender=alice)
        token.mint(alice, 3, sender=alice)
        assert token.totalSupply() == CAP

    def test_nobody_burns_more_than_they_have(
        self, token: Contract, alice: Account, bob: Account
    ) -> None:
        token.mint(bob, 5, sender=alice)
        with errors.reverts("ERC20InsufficientBalance", bob, 5, 6):
            token.burn(6, sender=bob)
        token.burn(5, sender=bob)
        assert token.totalSupply() == 0


class TestFaucet:
    def test_it_gives_a_hundred_tokens(self, token: Contract, bob: Account) -> None:
        announces(token.faucet(sender=bob), ("Transfer", ZERO, bob, DRIP))
        assert token.DRIP_AMOUNT() == DRIP == token.balanceOf(bob) == token.totalSupply()

    def test_it_gives_again_after_24_hours_to_the_second(
        self, chain: Chain, token: Contract, bob: Account
    ) -> None:
        assert token.dripAvailableAt(bob) == 0
        token.faucet(sender=bob)
        available = chain.time + days(1)
        assert token.dripAvailableAt(bob) == available
        at(chain, available - 1)
        with errors.reverts("FaucetNotReady", bob, available):
            token.faucet(sender=bob)
        assert (chain.time, token.dripAvailableAt(bob)) == (available - 1, available)
        token.faucet(sender=bob)
        assert chain.time == available
        assert token.balanceOf(bob) == 2 * DRIP
        assert token.dripAvailableAt(bob) == available + days(1)

    def test_it_does_not_give_twice_at_once(self, token: Contract, bob: Account) -> None:
        token.faucet(sender=bob)
        with errors.reverts("FaucetNotReady"):
            token.faucet(sender=bob)
        assert token.balanceOf(bob) == DRIP

    def test_a_day_missed_is_not_given_later(
        self, chain: Chain, token: Contract, bob: Account
    ) -> None:
        token.faucet(sender=bob)
        chain.advance(days(10))
        token.faucet(sender=bob)
        with errors.reverts("FaucetNotReady"):
            token.faucet(sender=bob)

    def test_it_counts_each_address_by_itself(
        self, token: Contract, bob: Account, carol: Account
    ) -> None:
        token.faucet(sender=bob)
        token.faucet(sender=carol)
        assert (token.balanceOf(bob), token.balanceOf(carol)) == (DRIP, DRIP)

    def test_it_stops_at_the_cap_and_the_day_is_not_used_up(
        self, token: Contract, alice: Account, bob: Account
    ) -> None:
        token.mint(alice, CAP - DRIP + 1, sender=alice)
        with errors.reverts("CapExceeded", DRIP, DRIP - 1):
            token.faucet(sender=bob)
        assert token.dripAvailableAt(bob) == 0
        token.burn(1, sender=alice)
        token.faucet(sender=bob)
        assert token.totalSupply() == CAP


class TestSignPermit:
    def test_the_librarys_permit_is_accepted_once(
        self, chain: Chain, token: Contract, alice: Account, bob: Account
    ) -> None:
        values = sign_permit(token, chain, owner=alice, spender=bob, value=5)
        announces(token.permit(*values, sender=bob), ("Approval", alice, bob, 5))
        with errors.reverts("ERC2612InvalidSigner"):
            token.permit(*values, sender=bob)

    def test_it_lasts_to_2100_unless_told_otherwise(
        self, chain: Chain, token: Contract, alice: Account, bob: Account
    ) -> None:
        assert sign_permit(token, chain, owner=alice, spender=bob, value=5)[3] == FAR_AWAY
        late = sign_permit(token, chain, owner=alice, spender=bob, value=5, deadline=chain.time)
        with errors.reverts("ERC2612ExpiredSignature", chain.time):
            token.permit(*late, sender=bob)
