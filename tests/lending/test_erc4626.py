"""ERC-4626, asked of the lending pool and of the prize vault over two kinds of source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lottery.scene import Scene as Lottery
from lottery.scene import deploy, shared_chain
from vault_checks.erc4626_conformance import ERC4626_CHECKS, Check
from vault_checks.scene import UNLIMITED, VaultScene

from pydemo.units import days, ether

KINDS = ("pool", "prize vault over the pool", "prize vault over a plain vault")
AMOUNTS = st.sampled_from([0, 1, 2, 3, 999, 10**6 + 1]) | st.integers(1, 10**24)


@dataclass(frozen=True)
class State:
    """What has happened to a vault: who paid in, how long ago, what was earned or lost since."""

    deposits: tuple[int, int]
    age: int
    earned: int
    lost: int
    """Parts of a thousand."""
    cash: int
    """Parts of a thousand that are left of the pool's cash."""


STATES = st.builds(
    State,
    st.tuples(st.integers(1, 10**6) | st.integers(1, 10**23), st.integers(1, 10**23)),
    st.sampled_from([0, 1, 3_600, days(30), days(365)]),
    st.integers(0, 10**20),
    st.sampled_from([0, 0, 1, 300, 999]),
    st.sampled_from([1_000, 1_000, 1, 0]),
)


@pytest.fixture(scope="module")
def lotteries(request: pytest.FixtureRequest) -> Iterator[dict[str, Lottery]]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        pool, plain = deploy(chain, source="pool"), deploy(chain)
        yield dict(zip(KINDS, (pool, pool, plain), strict=True))


def bring_about(lottery: Lottery, kind: str, state: State) -> VaultScene:
    vault = lottery.source if kind == "pool" else lottery.vault
    people = lottery.people[0], lottery.people[1], lottery.people[2]
    scene = VaultScene(lottery.chain, vault, lottery.asset, people)
    if kind == "pool":
        for person in people:
            lottery.asset.approve(vault, UNLIMITED, sender=person)
    for person, assets in zip(people, state.deposits, strict=False):
        vault.deposit(assets, person, sender=person)
    if state.age:
        lottery.wait(state.age)
    if kind == KINDS[2]:
        lottery.earn(state.earned)
        if state.lost:
            lost = lottery.source.totalAssets() * state.lost // 1_000
            lottery.source.lose(lost, sender=lottery.owner)
    else:
        pool, owner = lottery.source, lottery.owner
        leaving = min(pool.cash() * (1_000 - state.cash) // 1_000, pool.maxWithdraw(owner))
        if leaving:
            pool.withdraw(leaving, owner, owner, sender=owner)
    return scene


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("check", ERC4626_CHECKS, ids=[each.__name__ for each in ERC4626_CHECKS])
def test_each_vault_does_what_erc_4626_asks(
    lotteries: dict[str, Lottery], kind: str, check: Check
) -> None:
    seen: Counter[str] = Counter()
    lottery = lotteries[kind]

    @settings(
        max_examples=4 if lottery.chain.engine_name == "py-evm" else 20,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(state=STATES, amount=AMOUNTS)
    def run(state: State, amount: int) -> None:
        with lottery.chain.anchor():
            scene = bring_about(lottery, kind, state)
            seen["little cash" if state.cash < 1_000 else "cash"] += 1
            check(scene, amount)

    with lottery.chain.anchor():
        check(bring_about(lottery, kind, ORDINARY), ether(5))
    run()
    assert sum(seen.values()) >= 4


ORDINARY = State((ether(10), ether(20)), days(7), ether(1), 0, 1_000)
