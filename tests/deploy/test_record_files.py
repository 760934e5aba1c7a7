"""A record that was edited by hand, or put in a wrong place, is one clear line and no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pydemo import errors
from pydemo.deploy import record as records
from pydemo.deploy.record import Attempt, Record, Step

from .conftest import Deployer

HASH, ADDRESS = "0x" + "ab" * 32, "0x" + "12" * 20
Edit = Callable[[dict[str, Any]], Any]


def a_record() -> Record:
    """Two steps, the first of them mined, as a run that was killed leaves them."""
    first = Step(
        what="DemoToken(5, alice)",
        contract="DemoToken",
        nonce=7,
        payload="cd" * 32,
        gas=100,
        arguments="00ff",
        attempts=[Attempt(HASH, 10, 1)],
        tx_hash=HASH,
        block_number=3,
        block_hash=HASH,
        gas_used=90,
        price=5,
        address=ADDRESS,
        code_hash=HASH,
    )
    second = Step("DemoToken.mint(alice, 5)", "", 8, "ef" * 32, 50, attempts=[Attempt(HASH, 10, 1)])
    return Record(
        plan="token",
        network="anvil",
        chain_id=31337,
        genesis=HASH,
        deployer=ADDRESS,
        parameters={"cap": "5"},
        time=1,
        first_nonce=7,
        steps=[first, second],
        reads={f"0:{ADDRESS}:0x": "0x00"},
        contracts={"token": ADDRESS},
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "token.json"
    records.save(a_record(), place)
    return place


def test_what_was_saved_is_what_is_loaded(file: Path) -> None:
    assert records.load(file) == a_record()


def test_a_failed_step_and_one_that_was_found_are_counted_as_they_were_sent(file: Path) -> None:
    entry = a_record()
    entry.failed = [entry.steps.pop()]
    entry.steps.append(Step("DemoToken", "DemoToken", 9, "ef" * 32, 0, is_found=True))
    records.save(entry, file)
    assert records.load(file) == entry


def in_step(**values: Any) -> Edit:
    return lambda entry: entry["steps"][0].update(values)


def in_attempt(**values: Any) -> Edit:
    return lambda entry: entry["steps"][0]["attempts"][0].update(values)


def in_record(**values: Any) -> Edit:
    return lambda entry: entry.update(values)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (in_step(tx_hash=5), "steps[0].tx_hash cannot be 5"),
        (in_step(tx_hash="0x12"), "steps[0].tx_hash cannot be '0x12'"),
        (in_step(block_hash="ab" * 32), "steps[0].block_hash cannot be"),
        (in_step(address="alice"), "steps[0].address cannot be 'alice'"),
        (in_step(address=None), "steps[0].address cannot be None"),
        (in_step(block_number="3"), "steps[0].block_number cannot be '3'"),
        (in_step(gas=-1), "steps[0].gas cannot be -1"),
        (in_step(gas=1.5), "steps[0].gas cannot be 1.5"),
        (in_step(nonce=True), "steps[0].nonce cannot be True"),
        (in_step(nonce=9), "its nonces do not follow each other"),
        (in_step(is_found=1), "steps[0].is_found cannot be 1"),
        (in_step(arguments="0xzz"), "steps[0].arguments cannot be '0xzz'"),
        (in_step(attempts=None), "steps[0].attempts cannot be None"),
        (in_step(attempts=[1]), "steps[0].attempts[0] is no object"),
        (in_step(colour="red"), "there is no field steps[0].colour"),
        (in_attempt(tx_hash="0xzz"), "steps[0].attempts[0].tx_hash cannot be '0xzz'"),
        (in_attempt(max_fee="1"), "steps[0].attempts[0].max_fee cannot be '1'"),
        (in_attempt(tx_hash="z" * 10**6), "cannot be 'zzzz"),
        (in_record(steps=None), "steps cannot be None"),
        (in_record(steps=[[]]), "steps[0] is no object"),
        (in_record(failed={}), "failed cannot be {}"),
        (in_record(reads=[]), "reads cannot be []"),
        (in_record(reads={"x": "zz"}), "reads cannot be"),
        (in_record(contracts={"token": "zz"}), "contracts cannot be"),
        (in_record(parameters={"cap": 5}), "parameters cannot be {'cap': 5}"),
        (in_record(create2=3), "create2 cannot be 3"),
        (in_record(genesis=1), "genesis cannot be 1"),
        (in_record(deployer="bob"), "deployer cannot be 'bob'"),
        (lambda entry: entry["steps"][0].pop("nonce"), "damaged: put back"),
        (lambda entry: entry.pop("plan"), "damaged: put back"),
    ],
)
def test_a_record_edited_by_hand_is_damaged_and_the_place_is_named(
    file: Path, edit: Edit, says: str
) -> None:
    entry = json.loads(file.read_text())
    edit(entry)
    file.write_text(json.dumps(entry))
    with pytest.raises(errors.DeploymentError) as refused:
        records.load(file)
    said = str(refused.value)
    assert said.startswith(f"{file} is damaged")
    assert says in said
    assert "\n" not in said
    assert len(said) < 500


def test_every_beginning_of_a_record_is_damaged(file: Path) -> None:
    """Half written, or half restored."""
    whole = file.read_text()
    for length in range(0, len(whole) - 2, 97):
        file.write_text(whole[:length])
        with pytest.raises(errors.DeploymentError, match="is damaged"):
            records.load(file)


@pytest.mark.parametrize("text", ["[" * 10**6, "\0", "\ufeff{}", "[]", "null", "5"])
def test_what_is_no_record_at_all_is_damaged(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(errors.DeploymentError, match="is damaged"):
        records.load(file)


@pytest.mark.parametrize("edit", [in_record(plan="dao"), in_record(chain_id=5)])
def test_a_record_in_the_place_of_another_is_refused(deployer: Deployer, edit: Edit) -> None:
    deployer.deploy("token")
    entry = json.loads(deployer.file("token").read_text())
    edit(entry)
    deployer.file("token").write_text(json.dumps(entry))
    with pytest.raises(errors.DeploymentError, match="it belongs to another place"):
        deployer.prepare("token")
