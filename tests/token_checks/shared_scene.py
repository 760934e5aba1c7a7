"""The chain and the tokens that these tests share: to make them costs more than to use them."""

from __future__ import annotations

from functools import cache

from pydemo import Chain
from token_checks.scene import PROJECT, Scene, deploy_openzeppelin, deploy_ours


@cache
def shared_chain(engine: str) -> Chain:
    """The suite's contracts and OpenZeppelin's token. Who uses it does so inside an anchor."""
    chain = Chain(engine=engine, project=PROJECT)
    shared_scenes(chain)
    return chain


@cache
def shared_scenes(chain: Chain) -> dict[str, Scene]:
    return {"ours": deploy_ours(chain), "openzeppelin": deploy_openzeppelin(chain)}
