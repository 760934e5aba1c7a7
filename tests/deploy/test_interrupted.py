"""Killed at any point and run again: the same addresses, nothing twice, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import created_address
from pydemo.chain.broadcast import Broadcaster
from pydemo.chain.rpc import rpc
from pydemo.deploy import record as records
from pydemo.plans import collectible, crowdfund

from .conftest import Deployer
from .proxy import SEND, Fault, no_fault, proxy_to
from .run_deploy import start_deploy
from .typed import Run

STEPS = {"dao": 2, "token": 1}


class Killed(BaseException):
    """The process ends here. Not an Exception, so nothing on the way can catch it."""


class Killer:
    """Kills at the n-th place where it is asked, counted over all places."""

    def __init__(self, at: int) -> None:
        self.at, self.places = at, 0

    def maybe(self) -> None:
        self.places += 1
        if self.places == self.at:
            raise Killed


def lethal(patch: pytest.MonkeyPatch, killer: Killer) -> None:
    """Let a deployer die before each write of the record and each handing in: what is done between
    one of these and the next is nothing that lasts."""

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> Any:
            killer.maybe()
            return function(*args)

        return guarded

    patch.setattr(records, "save", before(records.save))
    patch.setattr(Broadcaster, "hand_in", before(Broadcaster.hand_in))


def kill_at(place: int, deployer: Deployer, **settings: str) -> None:
    """Deploy the lending pool, and die at the n-th place; there are three in each step."""
    with pytest.MonkeyPatch.context() as patch:
        lethal(patch, Killer(place))
        with pytest.raises(Killed):
            deployer.deploy("lending", **settings)


def execute(deployer: Deployer, plan: str) -> None:
    """Deploy without trying it out before, which writes and sends nothing."""
    deployment = deployer.prepare(plan)
    deployment.execute(deployer.account, patience=deployer.patience, tell=lambda _what, _step: None)


def assert_whole(deployer: Deployer, remote: Chain, plan: str, expected: dict[str, str]) -> None:
    """All of it is there, each step sent once, where it would be had nothing gone wrong."""
    record = json.loads(deployer.file(plan).read_text())
    assert record["contracts"] == expected
    assert len(record["steps"]) == STEPS[plan]
    assert remote.nonce(deployer.account) == STEPS[plan]
    assert [row for row in deployer.prepare(plan).check() if not row.holds] == []


@pytest.fixture
def expected(deployer: Deployer) -> dict[str, dict[str, str]]:
    """Where the contracts of each plan are foretold to be."""
    return {plan: deployer.prepare(plan).rehearse().contracts for plan in STEPS}


def test_killed_at_any_write_or_sending_it_goes_on_from_there(
    deployer: Deployer, remote: Chain, expected: dict[str, dict[str, str]]
) -> None:
    """Each point in turn, from the beginning of a fresh deployment."""
    killed = 0
    for at in count(1):
        with remote.anchor():
            deployer.file("dao").unlink(missing_ok=True)
            with pytest.MonkeyPatch.context() as patch:
                lethal(patch, Killer(at))
                try:
                    execute(deployer, "dao")
                except Killed:
                    killed += 1
                else:
                    break
            deployer.deploy("dao")
            assert_whole(deployer, remote, "dao", expected["dao"])
    # Per step a write, a sending and another write; at the end a last one.
    assert killed == STEPS["dao"] * 3 + 1


def test_a_process_killed_before_and_after_its_transaction_comes_through(
    deployer: Deployer,
    remote: Chain,
    pydemo: Run,
    anvil_url: str,
    expected: dict[str, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SIGKILL, by the proxy, in the middle of the request: once not passed on, once passed on.

    Then the command, which is done by this process, ends it.
    """
    seen: list[str] = []
    with proxy_to(anvil_url) as proxy:
        for fault in ("drop", "lose"):
            process = start_deploy("token", ANVIL_RPC_URL=proxy.url)

            def kill(
                method: str, _: int, params: list[Any], process: Any = process, fault: str = fault
            ) -> Fault:
                if method != SEND:
                    return None
                process.kill()
                seen.append(params[0])
                return fault

            proxy.script = kill
            _, complaint = process.communicate(timeout=60)
            assert process.returncode == -9, complaint
        proxy.script = no_fault
        monkeypatch.setenv("ANVIL_RPC_URL", proxy.url)
        command = ("deploy", "token", "--network", "anvil", "--account", "alice", "--yes")
        status, output, complaint = pydemo(*command)
        assert status == 0, complaint
        assert len(seen) == 2
        assert len(set(seen)) == 1  # the same transaction each time, to the byte
        assert proxy.asked[SEND] == 2
        assert "All roles and links are as they should be." in output
        assert_whole(deployer, remote, "token", expected["token"])


def test_two_deployers_of_one_plan_do_not_get_in_each_others_way(deployer: Deployer) -> None:
    file = deployer.file("token")
    with (
        records.locked(file),
        pytest.raises(errors.DeploymentError, match="another process is deploying"),
        records.locked(file),
    ):
        pass
    with records.locked(file):  # the first has let go
        pass


@pytest.mark.parametrize("between", ["before the first", "after the first"])
def test_an_account_that_somebody_else_uses_is_noticed(
    deployer: Deployer, remote: Chain, alice: Account, between: str
) -> None:
    """Its nonce is used: nothing is deployed with another one."""
    kill_at(2 if between == "before the first" else 5, deployer)
    before = remote.nonce(alice)
    remote.transfer(remote.accounts.bob, 1, sender=alice)
    with pytest.raises(errors.DeploymentError, match=f"nonce {before} of {alice.address} was used"):
        deployer.deploy("lending")
    assert remote.nonce(alice) == before + 1


def test_other_parameters_than_before_are_refused(deployer: Deployer) -> None:
    kill_at(5, deployer, ether_price="3000")
    with pytest.raises(errors.DeploymentError, match="begun with other settings"):
        deployer.deploy("lending", ether_price="4000")
    made = deployer.deploy("lending")  # those of the record
    assert made["oracle"].latestRoundData()[1] == 3_000 * 10**8


def test_fees_that_have_risen_since_are_paid(
    deployer_at: Callable[[str], Deployer], apart: str
) -> None:
    """The transaction that was written down and never sent is too cheap now."""
    deployer, remote = deployer_at(apart), Chain.connect(apart)
    kill_at(2, deployer)
    rpc(remote.w3, "anvil_setNextBlockBaseFeePerGas", [hex(10**11)])
    remote.mine()
    deployer.deploy("lending")
    first = json.loads(deployer.file("lending").read_text())["steps"][0]
    assert len(first["attempts"]) == 2
    assert first["tx_hash"] == first["attempts"][1]["tx_hash"]
    assert remote.nonce(deployer.account) == 5


def test_what_the_plan_has_read_stays_read(deployer: Deployer, remote: Chain) -> None:
    """Somebody opens another auction; the crowdfund that is under way is for the first one."""
    with pytest.MonkeyPatch.context() as patch:
        lethal(patch, Killer(6 * 3 + 2))  # the crowdfund is the seventh step
        with pytest.raises(Killed):
            deployer.deploy("crowdfund")
    bob = remote.accounts.bob
    house = remote.at("AuctionHouse", created_address(deployer.account, 3))
    drop = collectible.deploy(remote, deployer=bob, beneficiary=bob, price=0).collection
    drop.mint(1, sender=bob)
    ends_at = remote.time + 10**6
    crowdfund.open_auction(
        house, seller=bob, collection=drop, token_id=1, reserve=1, opens_at=0, ends_at=ends_at
    )
    assert house.auctionCount() == 2
    made = deployer.deploy("crowdfund")
    assert made["fund"].auctionId() == 1


def test_another_account_than_before_is_refused(deployer: Deployer, remote: Chain) -> None:
    deployer.deploy("token")
    deployer.account = remote.accounts.bob
    with pytest.raises(errors.DeploymentError, match="was begun by"):
        deployer.deploy("token")


def test_a_plan_that_has_changed_since_is_refused(
    deployer: Deployer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at(8, deployer)
    from pydemo.plans import lending

    changed = {**(lending.deploy.__kwdefaults__ or {}), "curve": lending.Curve(gentle=5)}
    monkeypatch.setattr(lending.deploy, "__kwdefaults__", changed)
    with pytest.raises(errors.DeploymentError, match="is not what was sent before"):
        deployer.deploy("lending")


@pytest.mark.parametrize("damage", ["", "{", "null", "[]", '{"format": 1}', '{"format": 2}'])
def test_a_damaged_record_is_one_clear_line(deployer: Deployer, damage: str) -> None:
    deployer.deploy("token")
    deployer.file("token").write_text(damage)
    with pytest.raises(errors.DeploymentError, match=r"is damaged|another version") as refused:
        deployer.deploy("token")
    assert "\n" not in str(refused.value)


def test_a_record_that_cannot_be_written_stops_before_anything_is_sent(
    deployer: Deployer, remote: Chain, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(errors.DeploymentError, match=r"cannot write the record .*: No space left"):
        deployer.deploy("token")
    assert remote.nonce(alice) == 0


def test_a_development_node_that_was_started_anew_gets_everything_anew(
    deployer: Deployer, remote: Chain
) -> None:
    file = deployer.file("token")
    deployer.deploy("token")
    old = json.loads(file.read_text())
    file.write_text(json.dumps({**old, "genesis": "0x" + "ab" * 32}))
    deployment = deployer.prepare("token")
    beginning = deployment.record.genesis[2:10]
    assert deployment.file == file.with_name(f"token.{beginning}.json")
    assert deployment.record.steps == []
