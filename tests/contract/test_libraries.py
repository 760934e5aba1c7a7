"""Contracts that call external libraries: linked when they are deployed, named in traces."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import Chain, errors

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

library Doubling {
    error TooLarge(uint256 value);

    function twice(uint256 value) external pure returns (uint256) {
        if (value > 100) revert TooLarge(value);
        return 2 * value;
    }
}

contract User {
    uint256 public number;

    constructor(uint256 start) {
        number = Doubling.twice(start);
    }

    function grow() external {
        number = Doubling.twice(number);
    }
}

contract Maker {
    function make(uint256 start) external returns (User user) {
        user = new User(start);
        user.grow();
    }
}
"""


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Chain:
    project = tmp_path_factory.mktemp("linked")
    (project / "contracts").mkdir()
    (project / "contracts" / "Linked.sol").write_text(SOURCE, encoding="utf-8")
    return Chain(project=project, engine=request.config.getoption("--engine"))


def test_a_contract_is_linked_to_the_library_given(linked: Any) -> None:
    alice = linked.accounts.alice
    library = linked.deploy("Doubling", sender=alice)
    user = linked.deploy("User", 5, sender=alice, libraries={"Doubling": library})
    trace = user.grow(sender=alice).trace()
    assert user.number() == 20
    (call,) = trace.calls
    assert (call.kind, call.contract, call.function) == ("DELEGATECALL", "Doubling", "twice")


def test_a_library_that_is_missing_is_named(linked: Any) -> None:
    alice, before = linked.accounts.alice, linked.block_number
    with pytest.raises(errors.BuildError, match="User needs the address of the library"):
        linked.deploy("User", 5, sender=alice)
    assert linked.block_number == before


def test_an_error_of_a_library_arrives_by_name(linked: Any) -> None:
    alice = linked.accounts.alice
    library = linked.deploy("Doubling", sender=alice)
    with errors.reverts("TooLarge", 101):
        linked.deploy("User", 101, sender=alice, libraries={"Doubling": library})


def test_linked_contracts_have_their_names_and_arguments_in_traces(linked: Any) -> None:
    alice = linked.accounts.alice
    libraries = {"Doubling": linked.deploy("Doubling", sender=alice)}
    user = linked.deploy("User", 5, sender=alice, libraries=libraries)
    assert user.deploy_receipt is not None
    assert user.deploy_receipt.trace().arguments == (5,)
    maker = linked.deploy("Maker", sender=alice, libraries=libraries)
    made, grown = maker.make(6, sender=alice).trace().calls
    assert (made.contract, made.arguments) == ("User", (6,))
    assert (grown.contract, grown.function) == ("User", "grow")
