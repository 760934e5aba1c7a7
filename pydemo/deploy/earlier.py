"""What an account has deployed before and no record here knows of: found by code and nonce."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo.chain.address import canonical, created_address
from pydemo.chain.node import Node
from pydemo.deploy.bytecode import is_code_of
from pydemo.deploy.rehearsal import Rehearsal

LOOK_BACK = 64
"""Nonces that are looked at, from the newest on."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """``is_whole``: all contracts of the plan are there, made by nonces in the plan's order."""

    contract: str
    address: str
    nonce: int
    is_whole: bool


def find_earlier(node: Node, plan: Rehearsal) -> Earlier | None:
    """The newest run of a plan's contracts that its deployer made here, if there is one.

    Constructor arguments are not compared: they stand in the code as immutables at best.
    """
    if not plan.creations or plan.registry is None:
        return None
    (first, contract), *others = plan.creations
    newest = node.nonce(plan.deployer) - 1
    for nonce in range(newest, max(newest - LOOK_BACK, -1), -1):
        if not _is_there(node, plan, contract, nonce):
            continue
        address = created_address(plan.deployer, nonce)
        whole = all(_is_there(node, plan, name, nonce + at - first) for at, name in others)
        return Earlier(contract, address, nonce, whole)
    return None


def _is_there(node: Node, plan: Rehearsal, contract: str, nonce: int) -> bool:
    assert plan.registry is not None
    code = node.code(canonical(created_address(plan.deployer, nonce)))
    return bool(code) and is_code_of(plan.registry.artifact(contract), code)
