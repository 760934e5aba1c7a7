"""Numbers below a bound, each as likely: words that would make some likelier are refused."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from hypothesis import example, given
from hypothesis import strategies as st

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

WORDS = 2**256
_WORD = st.integers(0, WORDS - 1)


@pytest.fixture(scope="module")
def uniform(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("UniformHarness", sender=alice)


def expected(word: int, bound: int) -> int:
    while word < WORDS % bound:
        word = int.from_bytes(keccak(word.to_bytes(32, "big")))
    return word % bound


@given(word=_WORD, bound=st.integers(1, WORDS - 1) | st.integers(WORDS // 2, WORDS - 1))
@example(word=0, bound=2**255 + 1)
@example(word=2**255 - 2, bound=2**255 + 1)
@example(word=2**255 - 1, bound=2**255 + 1)
@example(word=0, bound=1)
@example(word=0, bound=WORDS - 1)
@example(word=WORDS - 1, bound=2**119)
def test_the_result_is_the_first_word_that_is_not_refused(
    uniform: Contract, word: int, bound: int
) -> None:
    assert uniform.below(word, bound) == expected(word, bound) < bound


def test_a_word_that_would_make_small_numbers_likelier_is_refused(uniform: Contract) -> None:
    """With this bound, half of all words would leave the numbers below it twice as likely."""
    bound = 2**255 + 1
    assert uniform.below(5, bound) != 5
    assert uniform.below(2**255 - 1, bound) == 2**255 - 1


def test_words_are_refused_up_to_the_last_that_must_be(uniform: Contract) -> None:
    for bound in (3 * 2**253, 2**255 + 1, 10**70 + 1):
        refused = WORDS % bound
        assert uniform.below(refused, bound) == refused % bound
        assert uniform.below(refused - 1, bound) == expected(refused - 1, bound)
        assert expected(refused - 1, bound) != refused - 1
