"""A vault on a node, verified by the command as anybody would."""

from __future__ import annotations

import json

import pytest
from cli.run_pydemo import only_line, run_pydemo

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract.history import past_events
from pydemo.simulation.game import Game, make_savers
from remote.conftest import Anvil, free_port

DRAWS = 2


@pytest.fixture
def game(remote: Chain) -> Game:
    played = Game(remote, make_savers(7, seed=3))
    assert all(report.agrees for report in played.play(DRAWS))
    return played


def test_a_vault_on_a_node_is_verified_by_its_address_alone(anvil: Anvil, game: Game) -> None:
    printed = run_pydemo("verify-draw", game.vault.address, "--rpc-url", anvil.url)
    assert printed.returncode == 0, printed.stderr
    assert f"Prize vault {game.vault.address}, {anvil.url}" in printed.stdout
    assert "Closed draws: 2. All are as they must be" in printed.stdout

    result = run_pydemo("verify-draw", game.vault.address, "--rpc-url", anvil.url, "--json")
    told = json.loads(result.stdout)
    assert told["agrees"] is True
    awarded = [
        past.event.args["winner"]
        for past in past_events(game.vault)
        if past.event.name == "PrizeAwarded"
    ]
    assert len(told["draws"]) == DRAWS
    assert awarded == [winner for draw in told["draws"] for winner in draw["winners"]]


def test_beginning_too_late_is_found_out(anvil: Anvil, game: Game) -> None:
    receipt = game.vault.deploy_receipt
    assert receipt is not None
    arguments = ("verify-draw", game.vault.address, "--rpc-url", anvil.url, "--from-block")
    assert run_pydemo(*arguments, str(receipt.block_number)).returncode == 0
    result = run_pydemo(*arguments, str(receipt.block_number + 1))
    assert result.returncode == 2
    assert "give all events from its deployment on" in only_line(result.stderr)


def test_what_is_no_vault_is_one_line(
    anvil: Anvil, remote: Chain, ann: Account, game: Game
) -> None:
    silent = remote.deploy("KinkedRateModel", 0, 1, 2, 10**17, sender=ann)
    for address, says in [
        (ann.address, "there is no contract at"),
        (game.asset.address, "a prize vault's first event tells its number of winners"),
        (silent.address, "has emitted nothing: it is no prize vault"),
        ("0x12", "0x12"),
        ("vault.eth", "vault.eth"),
    ]:
        result = run_pydemo("verify-draw", address, "--rpc-url", anvil.url)
        assert result.returncode == 2
        assert says in only_line(result.stderr)


def test_a_node_that_is_down_is_one_line(game: Game) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    result = run_pydemo("verify-draw", game.vault.address, "--rpc-url", url)
    assert result.returncode == 2
    assert only_line(result.stderr) == f"nothing answers at {url}: is the node running?"
