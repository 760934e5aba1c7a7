"""What a run tells: traces of what failed, gas, and options that are wrong."""

from __future__ import annotations

import json
import re

import pytest

FAILING = """
    import pytest
    from hypothesis import given, settings, strategies as st
    from pydemo import errors

    @pytest.fixture(scope="module")
    def token(chain, alice):
        return chain.deploy("DemoToken", 1_000, alice, sender=alice)

    def test_plain(token, alice, bob):
        token.transfer(bob, 1, sender=alice)

    def test_expected_another(token, alice, bob):
        with errors.reverts("CapExceeded"):
            token.transfer(bob, 2, sender=alice)

    def test_hidden_behind_another_error(token, alice, bob):
        try:
            token.transfer(bob, 3, sender=alice)
        except errors.ContractError as error:
            raise ValueError("something else") from error

    @given(value=st.integers(0, 50))
    @settings(max_examples=20, deadline=None, derandomize=True)
    def test_example(token, alice, bob, value):
        if value >= 10:
            token.transfer(bob, value, sender=alice)

    @pytest.fixture
    def broken(token, alice, bob):
        token.transfer(bob, 5, sender=alice)

    def test_setup(broken):
        pass

    def test_there_are_the_suites_contracts_and_no_others(chain, alice):
        with pytest.raises(errors.UnknownContract, match="there is no contract 'Box'"):
            chain.deploy("Box", sender=alice)

    def test_passes(token, alice, bob):
        with errors.reverts("ERC20InsufficientBalance"):
            token.transfer(bob, 6, sender=alice)

    def test_fails_without_a_transaction(chain):
        assert chain.block_number == 10**9
"""


def test_a_failing_test_shows_the_trace_of_its_transaction(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILING)
    result = pytester.runpytest()
    result.assert_outcomes(passed=2, failed=5, errors=1)
    shown = {
        int(value)
        for value in re.findall(
            r"DemoToken\.transfer\(to=bob, value=(\d+)\) ✗ ERC20InsufficientBalance\("
            r"sender=alice, balance=0, needed=\1\)",
            result.stdout.str(),
        )
    }
    assert shown == {1, 2, 3, 5, 10}
    assert result.stdout.str().count("Trace of the failed transaction") == 5


GAS = """
    import json
    import pytest

    @pytest.fixture(scope="module")
    def token(chain, alice):
        return chain.deploy("DemoToken", 1_000, alice, sender=alice)

    def test_some(token, alice, bob, carol, chain):
        assert chain.engine_name == "py-evm"  # as the option says
        token.mint(alice, 100, sender=alice)
        used = [
            token.transfer(to, value, sender=alice).gas_used
            for to, value in ((bob, 1), (bob, 1), (carol, 98))
        ]
        with open("used.json", "w") as file:
            json.dump(used, file)

    def test_failures_do_not_count(token, alice, bob):
        from pydemo import errors
        with errors.reverts():
            token.transfer(bob, 1, sender=alice)
"""


def test_the_gas_report_has_the_figures_of_each_function(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(GAS)
    result = pytester.runpytest("-q", "--gas-report", "--engine", "py-evm")
    result.assert_outcomes(passed=2)
    least, middle, most = sorted(json.loads((pytester.path / "used.json").read_text()))
    assert least < middle < most
    lines = {line.split()[0]: line.split()[1:] for line in result.outlines if line.strip()}
    assert lines["function"] == ["calls", "min", "median", "max"]
    assert lines["DemoToken.transfer"] == ["3", f"{least:,}", f"{middle:,}", f"{most:,}"]
    assert lines["DemoToken.mint"][0] == lines["DemoToken"][0] == "1"


def test_a_gas_report_of_nothing_says_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest("-q", "--gas-report")
    result.stdout.fnmatch_lines(["*gas report*", "no transaction was sent"])
    without = pytester.runpytest("-q")
    assert "gas report" not in without.stdout.str()


def test_a_wrong_engine_is_one_clear_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_chain(chain): pass")
    result = pytester.runpytest("--engine", "revm")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: --engine: there is no engine 'revm'; choose from: auto, *"]
    )
    assert len([line for line in result.errlines if line]) == 1
