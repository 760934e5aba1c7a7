"""pydemo's own handles on our node: what works on the chain in this process works there too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from remote.test_same_story import OPTIONS, outline

from node.process import running_node
from pydemo import Chain, errors, units
from pydemo.contract import Contract
from pydemo.stories import STORIES, tell


@pytest.fixture(scope="module")
def url(engine: str) -> Iterator[str]:
    """A node whose blocks are a second apart, as they are in process."""
    with running_node("--engine", engine, "--clock", "steps") as node:
        yield node.url


@pytest.fixture
def remote(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001,))  # this node says no again at once
    chain = Chain.connect(url)
    with chain.anchor():
        yield chain


@pytest.fixture
def token(remote: Chain) -> Contract:
    alice = remote.accounts.alice
    deployed = remote.deploy("DemoToken", 1_000, alice, sender=alice)
    deployed.mint(alice, 500, sender=alice)
    return deployed


SIZES = {**OPTIONS, "constitutiondao": {"scale": "20"}}
BATCHED = {"constitutiondao": (0, 5)}
"""Steps that hang on whether several transactions share a block: a node has no batches."""


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_the_same_to_the_letter(remote: Chain, name: str) -> None:
    options = SIZES.get(name, {})
    ours = [step.to_json() for step in tell(name, Chain(), **options)]
    theirs = [step.to_json() for step in tell(name, remote, **options)]
    assert any(action["error"] for step in ours for action in step["actions"])
    for number in BATCHED.get(name, ()):
        assert outline(ours[number]) == outline(theirs[number])
        ours[number] = theirs[number] = {}
    assert theirs == ours


def test_even_block_hashes_are_those_of_the_chain_in_process(remote: Chain) -> None:
    here = Chain()
    for chain in (here, remote):
        chain.transfer(chain.accounts.bob, 1, sender=chain.accounts.alice, gas=21_000)
    assert remote._node.head().hash == here._node.head().hash


def test_a_failed_transaction_has_its_receipt_its_error_and_its_trace(
    remote: Chain, token: Contract
) -> None:
    alice, bob = remote.accounts.alice, remote.accounts.bob
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 5) as caught:
        token.transfer(alice, 5, sender=bob)
    assert isinstance(caught.error, errors.Revert)
    assert caught.error.receipt is not None
    assert caught.error.receipt.status == 0
    assert "✗ ERC20InsufficientBalance" in str(caught.error.trace())


def test_a_trace_counts_gas_as_in_process(remote: Chain, token: Contract) -> None:
    def frames(chain: Chain, contract: Contract) -> list[Any]:
        receipt = contract.transfer(chain.accounts.bob, 5, sender=chain.accounts.alice)
        return [(call.kind, call.gas_used, call.failure) for call in receipt.trace().walk()]

    here = Chain()
    alike = here.deploy("DemoToken", 1_000, here.accounts.alice, sender=here.accounts.alice)
    alike.mint(here.accounts.alice, 500, sender=here.accounts.alice)
    assert frames(remote, token) == frames(here, alike)


def test_running_out_of_gas_is_told_apart(remote: Chain, token: Contract) -> None:
    with pytest.raises(errors.OutOfGas):
        token.transfer(remote.accounts.bob, 5, sender=remote.accounts.alice, gas=30_000)
    with pytest.raises(errors.OutOfGas):
        token.transfer.call(remote.accounts.bob, 5, sender=remote.accounts.alice, gas=30_000)


def test_an_anchor_brings_everything_back(remote: Chain, token: Contract) -> None:
    def everything() -> list[Any]:
        balances = [remote.balance(account) for account in remote.accounts]
        return [remote.time, remote.block_number, balances, token.totalSupply()]

    before = everything()
    with remote.anchor():
        token.transfer(remote.accounts.bob, 5, sender=remote.accounts.alice)
        remote.advance(units.days(3))
        remote.mine(3)
        remote.set_balance(remote.accounts.bob, 1)
        assert everything() != before
    assert everything() == before


def test_any_address_can_be_impersonated_until_the_anchor(remote: Chain) -> None:
    stranger = "0x" + "07" * 20
    remote.set_balance(stranger, units.ether(1))
    with remote.anchor():
        sent = remote.transfer(remote.accounts.bob, 1, sender=remote.impersonate(stranger))
        assert sent.sender.lower() == stranger
    with pytest.raises(errors.TransactionRefused, match="unknown account"):
        remote.transfer(remote.accounts.bob, 1, sender=stranger)


def test_what_the_chain_refuses_is_one_clear_line(remote: Chain) -> None:
    bob = remote.accounts.bob
    with pytest.raises(errors.TransactionRefused, match="intrinsic gas too low") as refused:
        remote.transfer(bob, 1, sender=bob, gas=20_000)
    assert "\n" not in str(refused.value)
    remote.set_balance(bob, 5)
    with pytest.raises(errors.TransactionRefused, match="insufficient funds"):
        remote.transfer(remote.accounts.alice, 1, sender=bob)


def test_the_past_is_there_and_the_future_is_not(remote: Chain, token: Contract) -> None:
    alice = remote.accounts.alice
    assert token.balanceOf(alice, block=remote.block_number - 1) == 0
    with pytest.raises(errors.ArgumentError, match="no state of block 1000000"):
        remote.balance(alice, 10**6)
    with pytest.raises(errors.UnknownTransaction):
        remote.receipt(bytes(32))


def test_its_logs_are_read_with_their_times(remote: Chain, token: Contract) -> None:
    minted = token.deploy_receipt.block_number + 1 if token.deploy_receipt else 0
    (dated,) = remote._node.logs(bytes.fromhex(token.address[2:]))
    assert (dated.block, dated.time) == (minted, remote.time)
