"""Whatever happens, ours does what OpenZeppelin's does: states, votes, events, refusals."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from dao.machine import KINDS, Assemblies
from dao.scene import deploy_openzeppelin, deploy_ours
from pydemo import Chain


def test_ours_and_openzeppelins_decide_alike(dao_chain: Chain) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    daos = (deploy_ours(dao_chain, delegating=True), deploy_openzeppelin(dao_chain))
    bounds = settings(
        max_examples=2 if dao_chain.engine_name == "py-evm" else 25,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    class TheseAssemblies(Assemblies):
        def __init__(self) -> None:
            super().__init__(daos, tally)

    # Where every call reverts nothing can differ: each kind must have done both.
    wanted = [(kind, outcome) for kind in KINDS for outcome in (True, False)]
    for _ in range(5):
        run_state_machine_as_test(TheseAssemblies, settings=bounds)
        if all(tally[each] for each in wanted):
            break
    assert not [each for each in wanted if not tally[each]], tally
