"""A user's own project: its own contracts, its own run of pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

LID = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

abstract contract Lid {
    bool public open;

    /// @notice The box is shut: open it first.
    error BoxIsShut(address who, uint256 attempt);

    event Opened(address indexed by);

    function lift() external {
        open = true;
        emit Opened(msg.sender);
    }
}
"""
BOX = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Lid} from "./parts/Lid.sol";

contract Box is Lid {
    uint256 public content;

    function put(uint256 amount) external {
        if (!open) revert BoxIsShut(msg.sender, amount);
        content += amount;
    }
}
"""
TESTS = """
    from pathlib import Path

    import pytest
    from pydemo import Chain, errors

    @pytest.fixture(scope="module")
    def box(chain, alice):
        return chain.deploy("Box", sender=alice)

    def test_a_shut_box_takes_nothing(box, bob):
        with errors.reverts("BoxIsShut", bob, 5) as caught:
            box.put(5, sender=bob)
        assert "open it first" in str(caught.error)

    def test_an_open_box_takes(box, alice, bob):
        receipt = box.lift(sender=alice)
        assert receipt.events[0].name == "Opened"
        assert receipt.events[0].args == {"by": alice.address}
        box.put(5, sender=bob)
        assert box.content() == 5

    def test_the_suites_own_contracts_are_there_too(chain, box, alice):
        token = chain.deploy("DemoToken", 10, alice, sender=alice)
        token.mint(box, 5, sender=alice)
        assert token.balanceOf(box) == 5

    def test_a_chain_made_by_hand(alice):
        chain = Chain(project=Path(__file__).parent)
        box = chain.deploy("Box", sender=alice)
        box.lift(sender=alice)
        assert box.open() is True

    def test_fails(box, carol):
        box.put(7, sender=carol)
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A throw-away project with two contracts, one of which imports the other."""
    contracts = pytester.mkdir("contracts")
    (contracts / "parts").mkdir()
    (contracts / "parts" / "Lid.sol").write_text(LID.lstrip(), encoding="utf-8")
    (contracts / "Box.sol").write_text(BOX.lstrip(), encoding="utf-8")
    return pytester.path


def test_a_project_of_ones_own_is_compiled_and_tested(
    pytester: pytest.Pytester, project: Path
) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            "Box.put(amount=7) ✗ BoxIsShut(who=carol, attempt=7) *",
            "FAILED *::test_fails - *",
        ]
    )


def test_a_project_elsewhere_is_named_by_an_option(
    pytester: pytest.Pytester, project: Path
) -> None:
    project.joinpath("contracts").rename(pytester.mkdir("elsewhere") / "contracts")
    pytester.makepyfile("def test_box(chain, alice): chain.deploy('Box', sender=alice)")
    named = pytester.runpytest("--project", "elsewhere")
    named.assert_outcomes(passed=1)


def test_a_project_that_does_not_compile_says_where(
    pytester: pytest.Pytester, project: Path
) -> None:
    (project / "contracts" / "Box.sol").write_text(BOX.replace("amount;", "amont;"), "utf-8")
    pytester.makepyfile("def test_box(chain): pass")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*contracts/Box.sol:*: *Undeclared identifier*"])
