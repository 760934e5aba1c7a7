"""Every test leaves the chain as it found it."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest


def test_an_installed_pydemo_is_a_pytest_plugin() -> None:
    found = [plugin.value for plugin in entry_points(group="pytest11") if plugin.name == "pydemo"]
    assert found == ["pydemo.pytest_plugin"], "install pydemo itself: pip install -e '.[test]'"


CONFTEST = """
    import pytest

    @pytest.fixture(scope="session")
    def world_token(chain, alice):
        token = chain.deploy("DemoToken", 1_000, alice, sender=alice)
        token.mint(alice, 100, sender=alice)
        return token

    @pytest.fixture(scope="module")
    def token(chain, alice):
        token = chain.deploy("DemoToken", 1_000, alice, sender=alice)
        token.mint(alice, 100, sender=alice)
        return token

    @pytest.fixture(scope="class")
    def class_token(chain, alice):
        return chain.deploy("DemoToken", 1_000, alice, sender=alice)
"""

FIRST = """
    import pytest
    from hypothesis import given, settings, strategies as st
    from pydemo import errors

    start = []

    @pytest.mark.parametrize("turn", [1, 2])
    def test_nothing_is_left_of_another_test(chain, alice, bob, turn):
        start.append((chain.time, chain.block_number, chain.balance(bob)))
        assert start[0] == start[-1] and chain.block_number == 0
        chain.deploy("DemoToken", 1, alice, sender=alice)
        chain.transfer(bob, 5, sender=alice)
        chain.advance(1_000)
        chain.add_account(b"\\x5e" * 32, "zoe")
        chain.w3.eth.send_transaction({"from": alice.address, "to": bob.address, "value": 1})

    def test_accounts_and_names_are_as_they_were(chain, alice, accounts):
        assert accounts is chain.accounts and len(accounts) == 10
        assert chain.names == {a.address: a.name for a in accounts}

    class TestOne:
        def test_the_class_begins_without_a_token(self, chain):
            assert chain.block_number == 0

        @pytest.mark.parametrize("turn", [1, 2])
        def test_a_module_token_is_new_to_each_test(self, token, alice, bob, turn):
            assert token.balanceOf(bob) == 0
            token.transfer(bob, 5, sender=alice)

        @pytest.mark.parametrize("turn", [1, 2])
        def test_a_class_token_is_new_to_each_test(self, class_token, token, alice, turn):
            assert class_token != token and class_token.totalSupply() == 0
            class_token.mint(alice, 5, sender=alice)

    class TestTwo:
        def test_a_module_token_made_inside_another_class_is_still_there(self, token, alice):
            assert token.balanceOf(alice) == 100

        def test_a_class_token_is_another_one(self, class_token, token):
            assert class_token != token and class_token.totalSupply() == 0

    def test_fails(chain, alice, bob):
        chain.transfer(bob, 5, sender=alice)
        assert False

    @pytest.fixture
    def broken(chain):
        chain.mine(5)
        raise RuntimeError

    def test_errors(broken):
        pass

    def test_nothing_is_left_of_what_failed(chain, bob, token):
        assert chain.block_number == 2 and token.balanceOf(bob) == 0

    def test_a_session_token_is_new_to_each_test(world_token, token, alice, bob):
        assert world_token.balanceOf(bob) == token.balanceOf(bob) == 0
        world_token.transfer(bob, 5, sender=alice)

    seen = []

    @given(value=st.integers(0, 200))
    @settings(max_examples=15, deadline=None, derandomize=True)
    def test_each_example_begins_anew(chain, token, alice, bob, value):
        seen.append((chain.block_number, token.balanceOf(bob)))
        assert len(set(seen)) == 1 and seen[0][1] == 0
        if value > 100:
            with errors.reverts("ERC20InsufficientBalance"):
                token.transfer(bob, value, sender=alice)
        else:
            token.transfer(bob, value, sender=alice)
        chain.mine()

    def test_examples_were_tried_and_left_nothing(token, bob):
        assert len(seen) > 10 and token.balanceOf(bob) == 0

    class TestExamplesInAClass:
        @given(value=st.integers(1, 9))
        @settings(max_examples=5, deadline=None, derandomize=True)
        def test_each_example_begins_anew(self, class_token, alice, value):
            assert class_token.totalSupply() == 0
            class_token.mint(alice, value, sender=alice)
"""

SECOND = """
    import unittest

    def test_a_session_token_is_still_there_in_the_next_module(world_token, alice, bob):
        assert (world_token.balanceOf(alice), world_token.balanceOf(bob)) == (100, 0)

    def test_a_module_token_is_another_one_in_the_next_module(token, world_token, chain):
        assert token != world_token
        assert chain.names[token.address] == "DemoToken"

    def test_tests_without_a_chain_are_left_alone():
        assert True

    class TestUnit(unittest.TestCase):
        def test_unittest_is_left_alone(self):
            self.assertTrue(True)
"""


def test_anchors_hold_for_tests_classes_modules_and_examples(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_first=FIRST, test_second=SECOND)
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=19, failed=1, errors=1)
