"""Each plan, on a real node: the addresses that were foretold, the gas, roles and links."""

from __future__ import annotations

import json

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.deploy.plans import PLANS

from .conftest import Deployer


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_is_where_and_what_its_rehearsal_said(
    deployer: Deployer, remote: Chain, alice: Account, plan: str
) -> None:
    before = remote.balance(alice)
    made = deployer.deploy(plan)
    outlook = deployer.outlook
    assert outlook is not None
    assert {role: one.address for role, one in made.items()} == outlook.contracts
    record = json.loads(deployer.file(plan).read_text())
    for step, foretold in zip(record["steps"], outlook.steps, strict=True):
        # Interest is booked, or not, by whether a second has passed: a call may differ by that.
        assert step["gas_used"] == pytest.approx(foretold.gas, abs=0 if step["contract"] else 1_000)
    assert before - remote.balance(alice) == sum(
        step["gas_used"] * step["price"] for step in record["steps"]
    )
    assert before - remote.balance(alice) <= outlook.most
    rows = deployer.prepare(plan).check()
    assert len(rows) >= 2
    assert [row for row in rows if not row.holds] == []


@pytest.mark.parametrize("plan", PLANS)
def test_a_second_run_sends_nothing(deployer: Deployer, remote: Chain, plan: str) -> None:
    first = deployer.deploy(plan)
    block = remote.block_number
    written = deployer.file(plan).read_text()
    assert deployer.deploy(plan) == first
    assert {what for what, _ in deployer.told} == {"there"}
    assert remote.block_number == block
    assert deployer.file(plan).read_text() == written


def test_parameters_reach_the_contracts(deployer: Deployer, remote: Chain) -> None:
    bob = remote.accounts.bob
    token = deployer.deploy("token", minter=bob.address, cap="5.5")["token"]
    assert token.soleMinter() == bob.address
    assert token.maxSupply() == 55 * 10**17


def test_the_lottery_takes_a_token_and_a_source_of_randomness_that_exist(
    deployer: Deployer, remote: Chain, alice: Account
) -> None:
    asset = remote.deploy("DemoToken", 10**24, alice, sender=alice)
    asset.mint(alice, 10**20, sender=alice)
    rng = remote.deploy("FutureBlockRng", sender=alice)
    given = {"asset": asset.address, "rng": rng.address, "owner": remote.accounts.judy.address}
    made = deployer.deploy("lottery", **given)
    assert made["vault"].asset() == asset
    assert made["vault"].rng() == rng
    assert made["vault"].owner() == remote.accounts.judy
    assert deployer.outlook is not None
    titles = [step.what.partition("(")[0] for step in deployer.outlook.steps]
    assert "IERC20Metadata.approve" in titles  # tried out with the real token's storage
    assert [row.what for row in deployer.prepare("lottery").check() if not row.holds] == []


def test_what_would_fail_is_found_before_anything_is_sent(
    deployer: Deployer, remote: Chain, alice: Account
) -> None:
    bob = remote.accounts.bob
    asset = remote.deploy("DemoToken", 10**24, bob, sender=bob)  # of which alice has none
    nonce = remote.nonce(alice)
    with errors.reverts("ERC20InsufficientBalance", alice, 0, 1_000):
        deployer.deploy("lottery", asset=asset.address)
    assert remote.nonce(alice) == nonce
    assert not deployer.file("lottery").exists()


def test_a_role_that_was_handed_on_differs_from_the_plan(
    deployer: Deployer, remote: Chain, alice: Account
) -> None:
    vault = deployer.deploy("lottery")["vault"]
    bob = remote.accounts.bob
    held = remote.at("PrizeVault", vault)
    held.offerOwnership(bob, sender=alice)
    held.takeOwnership(sender=bob)
    (row,) = [row for row in deployer.prepare("lottery").check() if not row.holds]
    assert (row.what, row.expected, row.found) == ("vault.owner", alice.address, bob.address)


def test_what_is_not_deployed_cannot_be_checked(deployer: Deployer) -> None:
    with pytest.raises(errors.DeploymentError, match=r"step 1 of token, DemoToken, is not deploy"):
        deployer.prepare("token").check()


class TestCreate2:
    def test_the_same_salt_gives_the_same_addresses_from_any_account(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        minter = remote.accounts.carol.address
        first = deployer.deploy("token", "a salt", minter=minter)["token"]
        assert [what for what, _ in deployer.told] == ["sent", "mined"]
        deployer.account = remote.accounts.bob
        deployer.file("token").unlink()
        second = deployer.deploy("token", "a salt", minter=minter)["token"]
        assert second == first
        assert [what for what, _ in deployer.told] == ["found"]
        assert remote.nonce(remote.accounts.bob) == 0

    def test_another_salt_gives_another_address(self, deployer: Deployer) -> None:
        first = deployer.deploy("token", "a salt")["token"]
        deployer.file("token").unlink()
        assert deployer.deploy("token", "0x01")["token"] != first

    def test_what_is_found_and_what_is_sent_go_together(self, deployer: Deployer) -> None:
        minter = {"price_setter": deployer.account.address}
        deployer.deploy("lending", "salt", **minter)
        made = deployer.deploy("lottery", "salt", **minter)
        found = [contract for what, contract in deployer.told if what == "found"]
        assert found == ["DemoToken", "KinkedRateModel", "SettablePriceOracle", "LendingPool"]
        assert made["vault"].source() == made["source"].address
        deployer.deploy("lottery", "salt", **minter)
        assert {what for what, _ in deployer.told} == {"found", "there"}

    def test_addresses_that_follow_from_nonces_cannot_be_made_so(self, deployer: Deployer) -> None:
        with pytest.raises(errors.DeploymentError, match="cannot be deployed by CREATE2"):
            deployer.deploy("crowdfund", "salt")

    def test_a_network_without_the_proxy_says_how_to_get_it(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        from pydemo.deploy import create2

        where = "0x" + create2.PROXY.hex()
        request = remote.w3.provider.make_request
        request("anvil_setCode", [where, "0x"])  # type: ignore[arg-type]
        with pytest.raises(errors.DeploymentError, match="there is no CREATE2 proxy") as refused:
            deployer.deploy("token", "salt")
        assert create2.PROXY_MAKER in str(refused.value)
        remote.transfer(create2.PROXY_MAKER, create2.PROXY_COST, sender=deployer.account)
        remote.w3.eth.send_raw_transaction(create2.PROXY_TRANSACTION)
        assert bytes(remote.w3.eth.get_code(remote.w3.to_checksum_address(where))) == (
            create2.PROXY_CODE
        )
        assert deployer.deploy("token", "salt")["token"].maxSupply()

    def test_something_else_at_the_proxys_address_is_not_used(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        from pydemo.deploy import create2

        request = remote.w3.provider.make_request
        request("anvil_setCode", ["0x" + create2.PROXY.hex(), "0x00"])  # type: ignore[arg-type]
        with pytest.raises(errors.DeploymentError, match="something else than the proxy"):
            deployer.deploy("token", "salt")


class TestGovernedLottery:
    def test_the_timelock_owns_the_vault_and_pool_is_the_deployers(
        self, deployer: Deployer, alice: Account
    ) -> None:
        made = deployer.deploy("lottery", pool_supply="1000")
        assert made["vault"].owner() == made["timelock"].address
        assert made["timelock"].governor() == made["governor"].address
        assert made["votes"].balanceOf(alice) == 1_000 * 10**18
        assert made["governor"].proposalThreshold() == 10 * 10**18
        rows = deployer.prepare("lottery").check()
        names = {row.what for row in rows}
        assert {"vault.owner", "timelock.governor", "governor.timelock"} < names
        assert [row.what for row in rows if not row.holds] == []

    def test_without_a_supply_the_deployer_owns_it_and_there_is_no_governor(
        self, deployer: Deployer, alice: Account
    ) -> None:
        made = deployer.deploy("lottery")
        assert made["vault"].owner() == alice.address
        assert "governor" not in made

    def test_an_owner_besides_is_refused(self, deployer: Deployer, alice: Account) -> None:
        with pytest.raises(errors.DeploymentError, match="exclude each other"):
            deployer.prepare("lottery", owner=alice.address, pool_supply="1000")

    def test_a_government_without_votes_is_refused(self, deployer: Deployer) -> None:
        with pytest.raises(errors.PlanError, match="pool_supply is too small"):
            deployer.deploy("lottery", pool_supply="0")
        assert not deployer.file("lottery").exists()

    def test_a_vault_that_the_timelock_gave_away_differs(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        made = deployer.deploy("lottery", pool_supply="1000")
        timelock, bob = made["timelock"].address, remote.accounts.bob
        remote.set_balance(timelock, 10**18)
        vault = remote.at("PrizeVault", made["vault"])
        vault.offerOwnership(bob, sender=remote.impersonate(timelock))
        vault.takeOwnership(sender=bob)
        (row,) = [row for row in deployer.prepare("lottery").check() if not row.holds]
        assert (row.what, row.expected, row.found) == ("vault.owner", timelock, bob.address)

    def test_the_same_salt_gives_the_same_government(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        """The deployer is in no constructor but POOL's, which holds it all; so it is the same."""
        given = {"pool_supply": "1000"}
        first = deployer.prepare("lottery", "salt", **given).rehearse().contracts
        made = deployer.deploy("lottery", "salt", **given)
        assert {role: one.address for role, one in made.items()} == first
        assert made["vault"].owner() == made["timelock"].address
