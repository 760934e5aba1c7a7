"""One artifact, two clients: the same story, the same gas, the same traces."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from chain.raw_code import (
    CLEARER,
    COUNTER,
    HUNGRY,
    INVALID,
    LOGGER,
    RELAY,
    REVERTER,
    deploy_code,
    send,
    word,
)

from pydemo import Chain, Receipt, Trace
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Execution, Failure, Transaction
from pydemo.stories import STORIES, tell

OF_ITS_OWN: dict[str, Collection[int]] = {
    "collectible": (0, 6, 7),
    "lending": range(10),
    "lottery": (1, *range(3, 18)),
    "dao": (1, *range(12, 19)),
    "constitutiondao": (0, 5),
    "break_it": (4, 5, 7),
}
"""Steps of a story that hang on a client's clock, or on a block's hash, which each makes anew.

In the lending pool a second more is more interest; in the lottery other weights, too: another
winner. In the DAO it is only times, and hashes of them, that are told. In a batch, which remote
nodes do not have, those who sell PEOPLE share a block, and their buyer's checkpoint.
Changes of votes, and interest, within one second cost less gas.
"""
SAME_FIGURES = ("dao",)
"""Stories whose tables are the same nevertheless."""
OPTIONS = {"constitutiondao": {"scale": "40"}}
"""A client takes 20 ms a transaction."""


def outline(step: dict[str, Any]) -> list[str]:
    """What a step does, without its figures."""
    done = [
        f"{action['sender']} {action['call'].partition('(')[0]} {action['error'].partition('(')[0]}"
        for action in step["actions"]
    ]
    return [step["title"], *done]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_the_same_to_the_letter(here: Chain, remote: Chain, name: str) -> None:
    options = OPTIONS.get(name, {})
    ours = [step.to_json() for step in tell(name, here, **options)]
    theirs = [step.to_json() for step in tell(name, remote, **options)]
    assert any(action["error"] for step in ours for action in step["actions"])
    assert len(theirs) == len(ours)
    for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
        if number in OF_ITS_OWN.get(name, ()):
            assert outline(one) == outline(other)
            assert one["tables"] == other["tables"] or name not in SAME_FIGURES
        else:
            assert one == other


def frames(trace: Trace) -> list[tuple[Any, ...]]:
    return [(call.kind, call.gas_used, call.failure, call.value) for call in trace.walk()]


def compared(receipt: Receipt) -> dict[str, Any]:
    """What must not depend on the client."""
    trace = receipt.trace()
    return {
        "status": receipt.status,
        "gas": receipt.gas_used,
        "sender": receipt.sender,
        "to": receipt.to,
        "value": receipt.value,
        "events": [(event.address, event.args) for event in receipt.events],
        "frames": frames(trace),
        # A failure that has no name here is told in the client's own words.
        "error": "" if trace.failure is Failure.OTHER else trace.error,
        "contract": receipt.contract_address,
    }


def both(here: Chain, remote: Chain, action: Any) -> dict[str, Any]:
    """Do something on both chains; the outcome, once it has been found to be the same."""
    ours, theirs = compared(action(here)), compared(action(remote))
    assert theirs == ours
    return ours


CODES = {
    "storage": COUNTER,
    "a log": LOGGER,
    "a refund": "365f5500",
    "clearing": CLEARER,
    "a revert": REVERTER,
    "a silent revert": "5f5ffd",
    "an invalid opcode": INVALID,
    "an unknown opcode": "0c",
    "a jump to nowhere": "600056",
    "an empty stack": "50",
    "a full stack": "5b5f600056",
    "no gas": HUNGRY,
    "too short return data": "60205f5f3e",
}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_each_way_to_end_costs_and_reads_the_same(here: Chain, remote: Chain, code: str) -> None:
    def action(chain: Chain) -> Receipt:
        contract = deploy_code(chain, code)
        send(chain, contract, b"once", sender=chain.accounts.bob, gas=200_000)
        return send(chain, contract, sender=chain.accounts.alice, gas=200_000)

    both(here, remote, action)


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_calls_and_estimates_end_the_same_too(here: Chain, remote: Chain, code: str) -> None:
    def ends(chain: Chain) -> list[Any]:
        contract = canonical(deploy_code(chain, code))
        call = Transaction(canonical(chain.accounts.alice), contract, b"why", gas=200_000)
        called, estimated = chain._node.call(call), chain._node.estimate_gas(call)
        if isinstance(estimated, Execution):
            return [called.failure, called.output, estimated.failure, estimated.output]
        return [called.failure, called.output, estimated]

    assert ends(here) == ends(remote)


CREATIONS = {
    "an ordinary one": "60205ff3",
    "an empty one": "",
    "one that reverts": "5f5ffd",
    "an invalid opcode": "fe",
    "code that begins with EF": "60ef5f5360015ff3",
    "code of 24,576 bytes": "6160005ff3",
    "code of 24,577 bytes": "6160015ff3",
    "long init code": "00" * 2_000,
}


@pytest.mark.parametrize("code", CREATIONS.values(), ids=CREATIONS)
def test_creations_cost_and_end_the_same(here: Chain, remote: Chain, code: str) -> None:
    both(
        here, remote, lambda chain: send(chain, None, bytes.fromhex(code), sender=chain.accounts[0])
    )


def test_inner_calls_are_the_same_frame_by_frame(here: Chain, remote: Chain) -> None:
    def action(chain: Chain) -> Receipt:
        relay, counter = deploy_code(chain, RELAY), deploy_code(chain, COUNTER)
        return send(chain, relay, word(counter), sender=chain.accounts.alice)

    outcome = both(here, remote, action)
    assert len(outcome["frames"]) == 2


def test_calldata_costs_the_same_where_eip_7623_has_a_floor(here: Chain, remote: Chain) -> None:
    outcome = both(
        here,
        remote,
        lambda chain: send(chain, chain.accounts.bob, b"\1" * 1_000, sender=chain.accounts.alice),
    )
    assert outcome["gas"] == 21_000 + 40 * 1_000


def test_a_token_deploys_to_the_same_address_with_the_same_gas(here: Chain, remote: Chain) -> None:
    def deployed(chain: Chain) -> Receipt:
        alice = chain.accounts.alice
        receipt = chain.deploy("DemoToken", 1_000, alice, sender=alice).deploy_receipt
        assert receipt is not None
        return receipt

    outcome = both(here, remote, deployed)
    assert outcome["contract"] is not None


def test_all_of_a_balance_is_refunded_the_same(here: Chain, remote: Chain) -> None:
    def action(chain: Chain) -> Receipt:
        alice: Account = chain.accounts.alice
        token = chain.deploy("DemoToken", 1_000, alice, sender=alice)
        token.mint(alice, 10, sender=alice)
        receipt: Receipt = token.transfer(chain.accounts.bob, 10, sender=alice)
        assert str(receipt.trace()).startswith(f"transaction: {receipt.gas_used:,} gas")
        return receipt

    both(here, remote, action)
