"""A client that knows only OpenZeppelin's IGovernor works with ours, and with theirs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from web3.exceptions import ContractCustomError

from dao import igovernor_client
from dao.igovernor_client import Client, Proposal
from dao.scene import THRESHOLD, Dao, deploy_openzeppelin, deploy_ours
from pydemo import Chain
from pydemo.units import ether

EVENTS = ["ProposalCreated", "VoteCast", "VoteCast", "ProposalQueued", "ProposalExecuted"]


def client_of(dao: Dao) -> Client:
    def wait_until(time: int) -> None:
        if time > dao.chain.time:
            dao.chain.advance(time - dao.chain.time)

    return Client(dao.chain.w3, dao.governor.address, wait_until)


@pytest.mark.parametrize("deploy", [deploy_ours, deploy_openzeppelin])
def test_it_proposes_votes_queues_and_executes(dao_chain: Chain, deploy: object) -> None:
    assert callable(deploy)
    dao: Dao = deploy(dao_chain)
    alice, bob, frank = (dao.people[name] for name in ("alice", "bob", "frank"))
    before = dao_chain.balance(frank)
    proposal = Proposal([frank.address], [ether(1)], [b""], "Pay frank")
    told = client_of(dao).carry_out(proposal, [alice.address, bob.address])
    assert [name for name, _ in told] == EVENTS
    votes = [values for name, values in told if name == "VoteCast"]
    assert [vote["weight"] for vote in votes] == [ether(50), ether(30)]
    assert dao_chain.balance(frank) == before + ether(1)


def test_it_is_told_why_not(dao: Dao) -> None:
    client = client_of(dao)
    erin = dao.people["erin"].address
    nothing = Proposal([erin], [0], [b""], "Nothing")
    with pytest.raises(ContractCustomError) as refused:
        client.carry_out(nothing, [erin])
    error = keccak(text="GovernorInsufficientProposerVotes(address,uint256,uint256)")[:4]
    assert (
        str(refused.value.data)
        == "0x"
        + error.hex()
        + encode(["address", "uint256", "uint256"], [erin, 0, THRESHOLD]).hex()
    )


def test_it_knows_nothing_of_the_suite() -> None:
    tree = ast.parse(Path(igovernor_client.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    names = {str(name).split(".")[0] for name in imported}
    assert names - {"__future__", "json", "sys", "collections", "dataclasses", "pathlib"} == {
        "typing",
        "web3",
    }
