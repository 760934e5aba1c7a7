"""A vault on a node, verified by the command as anybody would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from cli.run_pydemo import only_line

from pydemo import Chain
from pydemo.cli.main import run
from pydemo.contract.history import past_events
from pydemo.simulation.game import Game, make_savers
from remote.conftest import Anvil, free_port

DRAWS = 2


@pytest.fixture(scope="module")
def game(connection: Chain) -> Iterator[Game]:
    """Played once: the commands only read."""
    with connection.anchor():
        played = Game(connection, make_savers(7, seed=3))
        assert all(report.agrees for report in played.play(DRAWS))
        yield played


Verify = Callable[..., tuple[int, str, str]]
"""Gives the status and both outputs."""


@pytest.fixture
def verify(
    anvil: Anvil, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Verify:
    """The command, in this process."""
    monkeypatch.setenv("LC_ALL", "C")

    def call(address: str, *options: str, url: str = anvil.url) -> tuple[int, str, str]:
        status = run(["verify-draw", address, "--rpc-url", url, *options])
        out, err = capfd.readouterr()
        return status, out, err

    return call


def test_a_vault_on_a_node_is_verified_by_its_address_alone(
    anvil: Anvil, game: Game, verify: Verify
) -> None:
    status, out, err = verify(game.vault.address)
    assert status == 0, err
    assert f"Prize vault {game.vault.address}, {anvil.url}" in out
    assert "Closed draws: 2. All are as they must be" in out

    told = json.loads(verify(game.vault.address, "--json")[1])
    assert told["agrees"] is True
    awarded = [
        past.event.args["winner"]
        for past in past_events(game.vault)
        if past.event.name == "PrizeAwarded"
    ]
    assert len(told["draws"]) == DRAWS
    assert awarded == [winner for draw in told["draws"] for winner in draw["winners"]]


def test_beginning_too_late_is_found_out(game: Game, verify: Verify) -> None:
    receipt = game.vault.deploy_receipt
    assert receipt is not None
    first = receipt.block_number
    assert verify(game.vault.address, "--from-block", str(first))[0] == 0
    status, _, err = verify(game.vault.address, "--from-block", str(first + 1))
    assert status == 2
    assert "give all events from its deployment on" in only_line(err)


def test_what_is_no_vault_is_one_line(connection: Chain, game: Game, verify: Verify) -> None:
    alice = connection.accounts.alice
    silent = connection.deploy("KinkedRateModel", 0, 1, 2, 10**17, sender=alice)
    for address, says in [
        (alice.address, "there is no contract at"),
        (game.asset.address, "a prize vault's first event tells its number of winners"),
        (silent.address, "has emitted nothing: it is no prize vault"),
        ("0x12", "0x12"),
        ("vault.eth", "vault.eth"),
    ]:
        status, _, err = verify(address)
        assert status == 2
        assert says in only_line(err)


def test_a_node_that_is_down_is_one_line(verify: Verify) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    status, _, err = verify("0x" + "12" * 20, url=url)
    assert status == 2
    assert only_line(err) == f"nothing answers at {url}: is the node running?"
