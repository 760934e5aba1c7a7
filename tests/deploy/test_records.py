"""Which record belongs to which chain, and what may not begin beside an unfinished one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from remote.conftest import running_anvil

from pydemo import Chain, errors
from pydemo.chain.broadcast import Broadcaster
from pydemo.deploy import record as records
from pydemo.deploy.deployment import recorded
from pydemo.deploy.plans import find_plan

from .conftest import Deployer
from .typed import Run

DeployerAt = Callable[[str], Deployer]


@pytest.fixture(scope="module")
def other_url() -> Iterator[str]:
    """An anvil whose first block is another than the first one's, and its chain id the same."""
    with running_anvil("--timestamp", "1700000000") as url:
        yield url


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestSeveralChainsOfOneId:
    def test_going_back_to_a_chain_finds_what_was_deployed_there(
        self, deployer_at: DeployerAt, anvil_url: str, other_url: str, remote: Chain
    ) -> None:
        with Chain.connect(other_url).anchor():
            first = deployer_at(anvil_url)
            made = first.deploy("token")["token"].address
            second = deployer_at(other_url)
            assert ("mined", "DemoToken") in (second.deploy("token"), second.told)[1]
            again = deployer_at(anvil_url)
            assert again.deploy("token")["token"].address == made
            assert ("mined", "DemoToken") not in again.told
            assert remote.nonce(again.account) == 1

    def test_no_record_is_ever_lost_however_often_one_goes_to_and_fro(
        self, deployer_at: DeployerAt, anvil_url: str, other_url: str, remote: Chain
    ) -> None:
        with Chain.connect(other_url).anchor():
            for url in (anvil_url, other_url) * 2:
                deployer_at(url).deploy("token")
            folder = deployer_at(anvil_url).file("token").parent
            kept = [json.loads(file.read_text()) for file in folder.glob("*.json")]
            assert len({one["genesis"] for one in kept}) == len(kept) == 2

    def test_records_whose_genesis_begins_the_same_do_not_overwrite_each_other(
        self, tmp_path: Path
    ) -> None:
        file, mine, similar = tmp_path / "token.json", "0x" + "ab" * 32, "0x" + "ab" * 31 + "00"
        entry = records.Record("token", "anvil", 31337, similar, "0x" + "11" * 20, {}, 0, 0)
        records.save(entry, file)
        records.save(entry, file.with_name("token.abababab.json"))
        found, place = records.find(file, mine)
        assert found is None
        assert place == file.with_name(f"token.{'ab' * 32}.json")

    def test_a_check_reads_the_record_of_the_chain_it_looks_at(
        self, deployer_at: DeployerAt, anvil_url: str, other_url: str, remote: Chain
    ) -> None:
        deployer = deployer_at(anvil_url)
        deployer.deploy("token", cap="5")
        with Chain.connect(other_url).anchor():
            there = deployer_at(other_url)
            there.deploy("token", cap="7")
            node = there.network.node(timeout=5)
            found = recorded(find_plan("token"), there.network, node, there.folder)
            assert found.record.parameters == {"cap": "7"}
            assert all(row.holds for row in found.check())
        with pytest.raises(errors.DeploymentError, match="has not been deployed to anvil"):
            recorded(find_plan("dao"), there.network, node, there.folder)

    def test_a_dry_run_writes_nothing_whatever_chain_the_record_is_of(
        self, pydemo: Run, deployer_at: DeployerAt, folder: Path, anvil_url: str, other_url: str,
        remote: Chain,
    ) -> None:  # fmt: skip
        deployer_at(anvil_url).deploy("token")
        before = files_in(folder)
        deployer_at(other_url)
        dry = ("deploy", "token", "--network", "anvil", "--account", "alice", "--dry-run")
        status, out, err = pydemo(*dry)
        assert status == 0, err
        assert "Nothing was sent." in out
        assert files_in(folder) == before


class TestUnfinished:
    def test_another_plan_of_the_same_account_waits_until_the_first_is_through(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        stop_after(deployer, "lending", sendings=2)
        with pytest.raises(errors.DeploymentError) as refused:
            deployer.deploy("token")
        said = str(refused.value)
        assert "has begun to deploy lending here" in said
        assert "pydemo deploy lending --network anvil" in said
        assert str(deployer.file("lending")) in said
        deployer.deploy("lending")
        deployer.deploy("token")
        assert [row for row in deployer.prepare("lending").check() if not row.holds] == []

    def test_another_account_need_not_wait(self, deployer: Deployer, remote: Chain) -> None:
        stop_after(deployer, "lending", sendings=1)
        deployer.account = remote.accounts.bob
        deployer.deploy("token")
        assert remote.nonce(remote.accounts.bob) == 1

    def test_a_plan_left_half_on_another_chain_does_not_matter_here(
        self, deployer_at: DeployerAt, anvil_url: str, other_url: str, remote: Chain
    ) -> None:
        with Chain.connect(other_url).anchor():
            stop_after(deployer_at(other_url), "lending", sendings=1)
        deployer_at(anvil_url).deploy("token")

    def test_two_plans_at_once_from_one_account_are_refused(
        self, pydemo: Run, deployer: Deployer, remote: Chain
    ) -> None:
        """Each plan would take nonces that the other counts on."""
        token = ("deploy", "token", "--network", "anvil", "--account", "alice", "--yes")
        place = records.account_of(deployer.file("dao"), deployer.account.address)
        with records.locked(place):
            status, _, err = pydemo(*token)
            assert status == 2
            assert f"{deployer.account.address} is in use: another process" in err
        assert remote.nonce(deployer.account) == 0
        assert pydemo(*token)[0] == 0


class TestStartedAnew:
    """Our own node has the same first block each time; what it had before is gone."""

    def test_all_is_deployed_again_to_where_it_was(self, deployer: Deployer, remote: Chain) -> None:
        with remote.anchor():
            before = deployer.deploy("dao")
        assert deployer.deploy("dao") == before
        assert [what for what, _ in deployer.told].count("gone") == 2

    def test_nonces_that_were_used_since_are_named_as_the_reason(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        """And not the plan: it is the same."""
        with remote.anchor():
            deployer.deploy("dao")
        remote.transfer(remote.accounts.bob, 1, sender=deployer.account)
        with pytest.raises(errors.DeploymentError) as refused:
            deployer.deploy("dao")
        said = str(refused.value)
        assert f"nonce 0 of {deployer.account.address} was used by something else than" in said
        assert f"started anew: what was deployed before is in {deployer.file('dao')}" in said
        assert remote.nonce(deployer.account) == 1


class _Stop(BaseException):
    pass


def stop_after(deployer: Deployer, plan: str, sendings: int) -> None:
    """Deploy, and die in front of the sending after these."""
    done, original = 0, Broadcaster.hand_in

    def hand_in(self: Broadcaster, raw: bytes, tx_hash: bytes) -> None:
        nonlocal done
        if done == sendings:
            raise _Stop
        done += 1
        original(self, raw, tx_hash)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Broadcaster, "hand_in", hand_in)
        with pytest.raises(_Stop):
            deployer.deploy(plan)
