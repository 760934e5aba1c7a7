"""Whatever happens, ours does what OpenZeppelin's does: states, votes, events, refusals."""

from __future__ import annotations

from collections import Counter

from rounds import bounds, run_until_seen, unseen

from dao.machine import KINDS, Assemblies
from dao.scene import deploy_openzeppelin, deploy_ours
from pydemo import Chain


def test_ours_and_openzeppelins_decide_alike(dao_chain: Chain) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    daos = (deploy_ours(dao_chain, delegating=True), deploy_openzeppelin(dao_chain))

    class TheseAssemblies(Assemblies):
        def __init__(self) -> None:
            super().__init__(daos, tally)

    # Where every call reverts nothing can differ: each kind must have done both.
    wanted = [(kind, outcome) for kind in KINDS for outcome in (True, False)]
    wanted.append(("expire", True))
    examples = 2 if dao_chain.engine_name == "py-evm" else 15
    limits = bounds(examples=examples, steps=40)
    run_until_seen(TheseAssemblies, lambda: unseen(tally, wanted), limits)
