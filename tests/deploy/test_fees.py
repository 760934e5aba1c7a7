"""What a deployment may cost at most is what it says, whatever fees do meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cli.run_pydemo import only_line
from remote.conftest import running_anvil

from pydemo import Chain, errors
from pydemo.chain.broadcast import Fees
from pydemo.chain.rpc import rpc

from .conftest import Deployer
from .proxy import until
from .typed import Run

DeployerAt = Callable[[str], Deployer]
GWEI = 10**9


@pytest.fixture
def idle() -> Iterator[str]:
    """An anvil that mines nothing by itself."""
    with running_anvil("--no-mining") as url:
        yield url


def pass_over(chain: Chain) -> None:
    """A block without what waits: its base fee is above all offers."""
    rpc(chain.w3, "anvil_setNextBlockBaseFeePerGas", [hex(10_000 * GWEI)])
    rpc(chain.w3, "evm_mine", [])
    rpc(chain.w3, "anvil_setNextBlockBaseFeePerGas", [hex(GWEI)])


class Running:
    """A deployment of the token in a thread, which ends by itself or with its error.

    Args:
        between: what happens when it has been tried out, and nothing was sent yet.
    """

    def __init__(
        self,
        deployer: Deployer,
        max_fee: int | None = None,
        between: Callable[[], object] = lambda: None,
    ) -> None:
        self.error: Exception | None = None
        deployment = deployer.prepare("token")
        self.outlook = deployment.rehearse(max_fee)
        self.most_fee = deployment.most_fee
        self.told: list[str] = []
        between()

        def run() -> None:
            try:
                deployment.execute(
                    deployer.account,
                    patience=deployer.patience,
                    tell=lambda what, _step: self.told.append(what),
                )
            except Exception as error:
                self.error = error

        self.thread = threading.Thread(target=run)
        self.thread.start()


def attempts(deployer: Deployer) -> list[dict[str, Any]]:
    (step,) = json.loads(deployer.file("token").read_text())["steps"]
    found: list[dict[str, Any]] = step["attempts"]
    return found


def test_fees_are_raised_no_higher_than_was_announced(deployer_at: DeployerAt, idle: str) -> None:
    chain, deployer = Chain.connect(idle), deployer_at(idle)
    deployer.patience, deployer.timeout = 0.05, 60
    running = Running(deployer)
    until(lambda: "sent" in running.told or running.error is not None)

    def is_at_the_most() -> bool:
        pass_over(chain)
        return bool(attempts(deployer)[-1]["max_fee"] == running.most_fee)

    until(is_at_the_most)
    for _ in range(5):
        pass_over(chain)
        running.thread.join(0.1)
    offered = attempts(deployer)
    assert len(offered) >= 2
    assert offered[-1]["max_fee"] == running.most_fee
    gas = json.loads(deployer.file("token").read_text())["steps"][0]["gas"]
    assert max(one["max_fee"] for one in offered) * gas <= running.outlook.most
    chain.mine()
    running.thread.join(60)
    assert running.error is None
    assert running.told[-1] == "mined"


def test_a_fee_is_not_raised_while_no_block_is_made(deployer_at: DeployerAt, idle: str) -> None:
    deployer = deployer_at(idle)
    deployer.patience, deployer.timeout = 0.05, 1
    running = Running(deployer)
    running.thread.join(60)
    assert isinstance(running.error, errors.NotMined)
    assert running.told == ["sent"]
    assert len(attempts(deployer)) == 1


def test_a_fee_beyond_what_was_announced_says_what_to_do_and_a_higher_one_goes_on(
    deployer_at: DeployerAt, idle: str
) -> None:
    chain, deployer = Chain.connect(idle), deployer_at(idle)

    def rise() -> None:
        rpc(chain.w3, "anvil_setNextBlockBaseFeePerGas", [hex(100 * GWEI)])
        chain.mine()

    deployer.patience, deployer.timeout = 0.05, 0.5
    running = Running(deployer, between=rise)
    running.thread.join(60)
    said = str(running.error)
    assert "were announced. Run the same command when fees are lower, or with --max-fee " in said
    wanted = int(said.rpartition(" ")[2])
    assert wanted >= 200
    deployer.timeout = 60
    running = Running(deployer, 2 * wanted * GWEI)
    while running.thread.is_alive():
        rpc(chain.w3, "evm_mine", [])
        running.thread.join(0.1)
    assert running.error is None
    assert chain.nonce(deployer.account) == 1


def test_a_lower_most_fee_makes_a_lower_most_cost(deployer: Deployer) -> None:
    usual, less = deployer.prepare("token"), deployer.prepare("token")
    assert usual.rehearse().most > less.rehearse(3 * GWEI).most
    assert less.most_fee == 3 * GWEI


def test_a_fee_for_which_nothing_is_mined_is_refused_at_once(
    pydemo: Run, remote: Chain, anvil_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
    token = ("deploy", "token", "--network", "anvil", "--account", "alice", "--yes")
    status, _, err = pydemo(*token, "--max-fee", "0.001")
    assert status == 2
    assert "a fee of 0.001 gwei at most is too low" in only_line(err)
    assert remote.nonce(remote.accounts.alice) == 0
    assert pydemo(*token, "--max-fee", "5")[0] == 0


def test_a_replacement_is_a_tenth_dearer_in_both_or_it_is_none() -> None:
    assert Fees(110, 11).replaces(Fees(100, 10))
    assert not Fees(109, 11).replaces(Fees(100, 10))
    assert not Fees(110, 10).replaces(Fees(100, 10))
    assert Fees(50, 60).at_most(40) == Fees(40, 40)
