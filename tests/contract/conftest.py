"""The contracts of `contracts/test`, deployed once a module."""

from __future__ import annotations

from typing import Any

import pytest

from contract.raw_code import PARROT, deploy_raw
from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


def _deployed(name: str) -> Any:
    @pytest.fixture(scope="module", name=name.lower())
    def contract(chain: Chain, alice: Account) -> Contract:
        return chain.deploy(name, sender=alice)

    return contract


shapes, failures, announcer, purse, penniless, inner, nursery, script, surroundings = map(
    _deployed,
    (
        "Shapes",
        "Failures",
        "Announcer",
        "Purse",
        "Penniless",
        "Inner",
        "Nursery",
        "Script",
        "Surroundings",
    ),
)


@pytest.fixture(scope="module")
def outer(chain: Chain, alice: Account, inner: Contract) -> Contract:
    return chain.deploy("Outer", inner, sender=alice)


@pytest.fixture(scope="module")
def understudy(chain: Chain, alice: Account, script: Contract) -> Contract:
    return chain.deploy("Understudy", script, sender=alice)


@pytest.fixture(scope="module")
def parrot(chain: Chain, alice: Account) -> str:
    """The address of a contract that reverts with whatever it is sent."""
    return deploy_raw(chain, alice, PARROT)
