"""Calls that change nothing, and the gas that transactions need."""

from __future__ import annotations

from typing import Any

import pytest

from chain.raw_code import (
    CLEARER,
    COUNTER,
    HUNGRY,
    LOGGER,
    RELAY,
    REVERTER,
    STORED,
    ask,
    creation_of,
    deploy_code,
    poor,
    send,
    stranger,
    web3,
    word,
)
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Execution, Transaction


def estimate(
    chain: Chain, to: str | None, data: bytes = b"", *, sender: Account, value: int = 0
) -> int:
    target = None if to is None else canonical(to)
    found = chain._node.estimate_gas(Transaction(canonical(sender), target, data, value))
    assert isinstance(found, int)
    return found


def test_a_call_changes_nothing(chain: Chain, alice: Account) -> None:
    counter = deploy_code(chain, COUNTER)
    number, nonce = chain.block_number, web3(chain).eth.get_transaction_count(alice.address)
    had = chain.balance(alice)
    assert ask(chain, counter) == ask(chain, counter) == 1
    assert web3(chain).eth.call({"to": counter, "from": alice.address}) == word(1)
    assert chain.block_number == number
    assert web3(chain).eth.get_transaction_count(alice.address) == nonce
    assert chain.balance(alice) == had
    send(chain, counter, sender=alice)
    assert ask(chain, counter) == 2


def test_an_estimate_changes_nothing(chain: Chain, alice: Account, bob: Account) -> None:
    counter = deploy_code(chain, COUNTER)
    had = chain.balance(alice)
    estimate(chain, counter, sender=alice)
    web3(chain).eth.estimate_gas({"from": alice.address, "to": bob.address, "value": 5})
    assert chain.balance(alice) == had
    assert ask(chain, counter) == 1


def test_a_call_needs_no_ether_and_no_key(chain: Chain, bob: Account) -> None:
    assert chain.balance(stranger(3)) == 0
    token = chain.deploy("DemoToken", 10, bob, sender=bob)
    token.mint(bob, 5, sender=bob)
    assert token.transfer.call(stranger(4), 5, sender=bob) is True
    assert token.balanceOf.call(bob, sender=stranger(3)) == 5


def test_a_call_that_sends_more_than_there_is_fails(chain: Chain) -> None:
    call = Transaction(canonical(stranger(3)), canonical(stranger(4)), b"", value=1)
    failed = chain._node.call(call)
    assert str(failed.failure) == "not enough ETH for the value sent"
    chain.set_balance(stranger(3), 1)
    assert chain._node.call(call).failure is None


def test_a_call_looks_at_the_state_of_its_block(chain: Chain, alice: Account) -> None:
    counter, stored = deploy_code(chain, COUNTER), chain.block_number
    for _ in range(3):
        send(chain, counter, sender=alice)
    assert [ask(chain, counter, block=stored + step) for step in range(4)] == [1, 2, 3, 4]


# One of each shape: what it costs depends on memory, storage, refunds, inner calls, calldata.
CALLS: list[tuple[str, str | None, bytes, int]] = [
    ("a plain transfer", "bob", b"", 1),
    ("a transfer to nobody", stranger(0xABC), b"", 1),
    ("calldata to an account", "bob", b"\x01" * 300 + bytes(300), 0),
    ("storage", COUNTER, b"", 0),
    ("a log", LOGGER, b"x" * 500, 0),
    ("a creation", None, creation_of(COUNTER), 0),
    ("an empty creation", None, b"", 0),
    ("a large creation", None, bytes(2_000), 0),
    ("a precompile", "0x0000000000000000000000000000000000000004", b"\x01" * 64, 0),
]


@pytest.mark.parametrize(
    ("to", "data", "value"), [call[1:] for call in CALLS], ids=[c[0] for c in CALLS]
)
def test_an_estimate_is_exact_to_the_unit(
    chain: Chain, alice: Account, bob: Account, to: str | None, data: bytes, value: int
) -> None:
    if to is not None and not to.startswith("0x"):
        to = bob.address if to == "bob" else deploy_code(chain, to)
    needed = estimate(chain, to, data, sender=alice, value=value)
    assert fails_with(chain, to, data, alice, value, needed - 1)
    receipt = send(chain, to, data, sender=alice, value=value, gas=needed)
    assert receipt.succeeded
    assert receipt.gas_used <= needed


def fails_with(
    chain: Chain, to: str | None, data: bytes, sender: Account, value: int, gas: int
) -> bool:
    with chain.anchor():
        try:
            return not send(chain, to, data, sender=sender, value=value, gas=gas).succeeded
        except errors.TransactionRefused:
            return True


def test_an_estimate_counts_what_is_refunded_only_afterwards(chain: Chain, alice: Account) -> None:
    clearer = deploy_code(chain, COUNTER[:18] + "00")  # only adds
    send(chain, clearer, sender=alice)
    assert ask(chain, deploy_code(chain, STORED)) == 0
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    token.mint(alice, 100, sender=alice)
    needed = token.transfer.gas(chain.accounts.bob, 100, sender=alice)
    with chain.anchor():
        receipt = token.transfer(chain.accounts.bob, 100, sender=alice, gas=needed)
        assert receipt.gas_used < needed  # the emptied slot's refund
    with pytest.raises(errors.OutOfGas):
        token.transfer(chain.accounts.bob, 100, sender=alice, gas=needed - 1)


def test_an_estimate_leaves_enough_for_inner_calls(chain: Chain, alice: Account) -> None:
    # EIP-150: an inner call gets 63/64 at most, so more must be offered than is used.
    relay, counter = deploy_code(chain, RELAY), deploy_code(chain, COUNTER)
    needed = estimate(chain, relay, word(counter), sender=alice)
    receipt = send(chain, relay, word(counter), sender=alice, gas=needed)
    assert receipt.succeeded


def test_web3_estimates_the_same(chain: Chain, alice: Account, bob: Account) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    token.mint(alice, 100, sender=alice)
    call: Any = {"from": alice.address, "to": token.address, "data": token.transfer.data(bob, 5)}
    assert web3(chain).eth.estimate_gas(call) == token.transfer.gas(bob, 5, sender=alice)
    assert web3(chain).eth.estimate_gas({"from": alice.address, "to": bob.address}) == 21_000


def test_a_gas_method_and_a_receipt_agree(chain: Chain, alice: Account, bob: Account) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    token.mint(alice, 100, sender=alice)
    needed = token.transfer.gas(bob, 5, sender=alice)
    assert token.transfer(bob, 5, sender=alice).gas_used == needed


def test_the_estimate_of_what_fails_is_its_failure(chain: Chain, alice: Account) -> None:
    reverter, hungry = deploy_code(chain, REVERTER), deploy_code(chain, HUNGRY)
    found = chain._node.estimate_gas(Transaction(canonical(alice), canonical(reverter), b"why"))
    assert isinstance(found, Execution)
    assert (str(found.failure), found.output) == ("revert", b"why")
    found = chain._node.estimate_gas(Transaction(canonical(alice), canonical(hungry)))
    assert isinstance(found, Execution)
    assert str(found.failure) == "out of gas"


def test_running_out_of_gas_costs_all_of_it_and_says_so(chain: Chain, alice: Account) -> None:
    token = chain.deploy("DemoToken", 100, alice, sender=alice)
    token.mint(alice, 100, sender=alice)
    with pytest.raises(errors.OutOfGas) as ran_out:
        token.transfer(chain.accounts.bob, 5, sender=alice, gas=30_000)
    assert ran_out.value.name == "OutOfGas"
    assert ran_out.value.receipt is not None
    assert ran_out.value.receipt.gas_used == 30_000
    assert "out of gas" in str(ran_out.value.trace())
    assert token.balanceOf(alice) == 100


def test_code_that_is_too_large_is_not_reported_as_a_lack_of_gas(
    chain: Chain, alice: Account
) -> None:
    receipt = send(chain, None, bytes.fromhex("6160015ff3"), sender=alice)  # 24,577 bytes of code
    assert not receipt.succeeded
    assert "too large" in receipt.trace().error
    assert send(chain, None, bytes.fromhex("6160005ff3"), sender=alice).succeeded


def test_creation_gas_is_counted_as_clients_do(chain: Chain, alice: Account) -> None:
    # EIP-3860: 2 gas a word of init code, paid before it runs: 53,000 + 4 a zero byte + 2 a word.
    receipt = send(chain, None, bytes(640), sender=alice)
    assert receipt.gas_used == 53_000 + 4 * 640 + 2 * 20
    assert receipt.trace().gas_used == 0


def test_a_value_above_the_balance_has_no_estimate(chain: Chain, bob: Account) -> None:
    judy = poor(chain, units.ether(1))
    found = chain._node.estimate_gas(
        Transaction(canonical(judy), canonical(bob), b"", units.ether(2))
    )
    assert isinstance(found, Execution)
    assert (
        chain._node.estimate_gas(Transaction(canonical(judy), canonical(bob), b"", units.ether(1)))
        == 21_000
    )


def test_clearing_storage_is_refunded(chain: Chain, alice: Account) -> None:
    # SSTORE(0, CALLDATASIZE): full with data, empty without.
    switch = deploy_code(chain, "365f5500")
    send(chain, switch, b"\x01", sender=alice)
    cleared = send(chain, switch, sender=alice)
    again = send(chain, deploy_code(chain, CLEARER), sender=alice)
    assert cleared.gas_used == cleared.trace().gas_used + 21_000 - 4_800
    assert again.gas_used == again.trace().gas_used + 21_000


def test_a_refund_does_not_lower_the_floor_for_calldata(chain: Chain, alice: Account) -> None:
    """EIP-7623, where the refund is as high as it can be."""
    contract = deploy_code(chain, "60015f555f5f5500")  # slot 0 to 1 and back
    receipt = send(chain, contract, b"\1" * 640, sender=alice)
    assert receipt.gas_used == 21_000 + 40 * 640
    assert web3(chain).eth.get_block(receipt.block_number)["gasUsed"] == receipt.gas_used
