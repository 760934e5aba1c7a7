"""Each plan on Hardhat's node and on ours, by the deployer that goes to networks.

On anvil `test_plans.py` does the same, and more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from node.process import running_node
from remote.hardhat import running_hardhat

from pydemo import Chain
from pydemo.deploy.plans import PLANS

from .conftest import Deployer

SETTINGS: dict[str, tuple[str, dict[str, str]]] = {
    **{plan: (plan, {}) for plan in PLANS},
    "governed lottery": ("lottery", {"pool_supply": "1000"}),
}
"""By a name: the plan, and what it is told."""


@pytest.fixture(scope="module", params=["hardhat", "pydemo node"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "hardhat":
        with running_hardhat(tmp_path_factory.mktemp("hardhat")) as address:
            yield address
    else:
        with running_node() as node:
            yield node.url


@pytest.mark.parametrize("name", SETTINGS)
def test_a_plan_is_deployed_checked_and_found_again(
    deployer_at: Callable[[str], Deployer], url: str, name: str
) -> None:
    plan, settings = SETTINGS[name]
    deployer, remote = deployer_at(url), Chain.connect(url)
    with remote.anchor():
        made = deployer.deploy(plan, **settings)
        assert deployer.outlook is not None
        assert {role: one.address for role, one in made.items()} == deployer.outlook.contracts
        assert "mined" in {what for what, _ in deployer.told}
        rows = deployer.prepare(plan).check()
        assert len(rows) >= 2
        assert [row for row in rows if not row.holds] == []
        block, written = remote.block_number, deployer.file(plan).read_text()
        assert deployer.deploy(plan) == made
        assert {what for what, _ in deployer.told} == {"there"}
        assert remote.block_number == block
        assert deployer.file(plan).read_text() == written


def test_a_role_that_was_handed_on_differs_there_too(
    deployer_at: Callable[[str], Deployer], url: str
) -> None:
    deployer, remote = deployer_at(url), Chain.connect(url)
    alice, bob = remote.accounts.alice, remote.accounts.bob
    with remote.anchor():
        vault = remote.at("PrizeVault", deployer.deploy("lottery")["vault"])
        vault.offerOwnership(bob, sender=alice)
        vault.takeOwnership(sender=bob)
        (row,) = [row for row in deployer.prepare("lottery").check() if not row.holds]
        assert (row.what, row.expected, row.found) == ("vault.owner", alice.address, bob.address)
