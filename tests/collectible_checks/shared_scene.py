"""The chain and the collections that these tests share: to make them costs more than to use them.

The chain has the contracts of contracts/test. Who uses it does so inside an anchor.
"""

from __future__ import annotations

from functools import cache

from collectible_checks.scene import (
    ROOT,
    Scene,
    deploy_code,
    deploy_helpers,
    deploy_openzeppelin,
)
from pydemo import Chain


@cache
def shared_chain(engine: str) -> Chain:
    chain = Chain(engine=engine, project=ROOT)
    deploy_helpers(chain)
    shared_scenes(chain)
    return chain


@cache
def shared_scenes(chain: Chain) -> dict[str, Scene]:
    code = chain._session.registry.artifact("Collectible").bytecode
    return {"ours": deploy_code(chain, code), "openzeppelin": deploy_openzeppelin(chain)}
