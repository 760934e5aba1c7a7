"""The drop's story, asserted on; at full scale too."""

from __future__ import annotations

import pytest

from pydemo import errors, messages
from pydemo.contract.chain import Chain
from pydemo.stories import tell
from pydemo.stories.collectible import LIMIT, SUPPLY
from pydemo.stories.collectible_full import PIECES, WALLETS
from pydemo.stories.progress import reporting
from pydemo.stories.step import Step
from pydemo.units import ether


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return list(tell("collectible", Chain()))


@pytest.fixture(scope="module")
def full() -> list[Step]:
    """On the fast engine, whatever was asked for: on py-evm it takes minutes."""
    return list(tell("collectible", Chain(engine="fast"), scale="full"))


def test_what_is_refused_is_decoded_and_explained(steps: list[Step]) -> None:
    refused = [action for step in steps for action in step.actions if action.error]
    assert [action.error.partition("(")[0] for action in refused] == [
        "WalletLimitExceeded",
        "VoucherUsed",
        "RevealNotReady",
        "ERC721InvalidReceiver",
    ]
    assert all(action.hint for action in refused)


def test_a_piece_of_a_batch_costs_a_fraction_of_one_alone(steps: list[Step]) -> None:
    (table,) = steps[2].tables
    alone, of_five = (int(row[2].replace(",", "")) for row in table.rows)
    assert of_five * 4 < alone


def test_a_piece_is_sealed_before_the_reveal_and_a_work_after_it(steps: list[Step]) -> None:
    sealed, *shown = (piece for step in steps for piece in step.pictures)
    assert sealed.traits == {"Status": "Sealed"}
    assert [piece.token_id for piece in shown] == [1, 2, 3, 4]
    assert all("Palette" in piece.traits and "<svg" in piece.svg for piece in shown)


@pytest.mark.slow_on_py_evm
def test_the_overpayment_comes_back(steps: list[Step]) -> None:
    chain = Chain()
    told = list(tell("collectible", chain))
    paid = sum(action.sender == "dave" for step in told for action in step.actions)
    assert paid == 2
    spent = ether(10_000) - chain.balance(chain.accounts.dave)
    assert 5 * ether("0.08") < spent < 5 * ether("0.08") + ether("0.01")  # and some gas


def test_everything_adds_up_at_the_end(steps: list[Step]) -> None:
    (table,) = steps[-1].tables
    assert sum(int(row[1]) for row in table.rows) == SUPPLY == int(table.total[1])
    assert messages.text("collectible.owners.equal") in steps[-1].text


@pytest.mark.slow_on_py_evm
def test_another_seed_reveals_something_else(steps: list[Step]) -> None:
    others = [list(tell("collectible", Chain(seed=seed))) for seed in (1, 2)]
    assert len({step[6].text for step in others}) > 1


@pytest.mark.parametrize("options", [{"scale": "huge"}, {"ending": "won"}])
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    chain = Chain()
    with pytest.raises(errors.ArgumentError):
        next(tell("collectible", chain, **options))
    assert chain.block_number == 0


@pytest.mark.slow_on_py_evm
def test_at_full_scale_all_pieces_go_to_all_wallets(full: list[Step]) -> None:
    assert (PIECES, WALLETS) == (10_000, 5_000)
    minting = full[0]
    assert minting.more_transactions == WALLETS
    assert minting.more_gas > PIECES * 20_000


@pytest.mark.slow_on_py_evm
def test_at_full_scale_each_kind_of_trait_covers_all_pieces(full: list[Step]) -> None:
    (table,) = full[2].tables
    sums: dict[str, int] = {}
    for kind, _, count, _ in table.rows:
        sums[kind] = sums.get(kind, 0) + int(count.replace(",", ""))
    assert len(sums) == 6
    assert set(sums.values()) == {PIECES}


@pytest.mark.slow_on_py_evm
def test_at_full_scale_the_revenue_is_right_to_the_wei(full: list[Step]) -> None:
    assert f"{PIECES * ether('0.08'):,}" in full[3].text
    assert messages.text("collectible.full.revenue.equal") in full[3].text


def test_who_wants_to_know_is_told_how_far_it_is() -> None:
    heard: list[tuple[str, int, int]] = []
    with reporting(lambda what, done, total: heard.append((what, done, total))):
        next(tell("collectible", Chain(engine="fast"), scale="full"))
    assert heard[0] == (messages.text("collectible.full.minting"), 0, WALLETS)
    assert heard[-1][1:] == (WALLETS, WALLETS)
    assert LIMIT < len(heard) < 300


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_who_could_choose_after_all(language: str) -> None:
    """The block's hash is in the hands of its producer, and no design with a hash alone helps."""
    told = {"en": "whoever will produce that block", "zh": "产出那个区块的人"}
    with messages.speaking(language):
        assert told[language] in messages.text("collectible.sellout.text", block=14)
