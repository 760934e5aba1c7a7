"""The art, and the contracts that help to test it, deployed once a module."""

from __future__ import annotations

import pytest

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


@pytest.fixture(scope="module")
def art(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("CollectibleArt", sender=alice)


@pytest.fixture(scope="module")
def texts(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("Texts", sender=alice)
