"""The client that knows only OpenZeppelin's IGovernor, as a program against a node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.units import days, ether
from remote.conftest import Anvil

CLIENT = Path(__file__).parents[1] / "dao" / "igovernor_client.py"
TERMS = (days(1), days(3), days(1), days(2), 20, ether(5), ether(100))


def test_it_decides_something_over_json_rpc(anvil: Anvil, remote: Chain) -> None:
    # It votes with the node's own first two accounts.
    alice: Account = remote.accounts.alice
    token = remote.deploy("PoolToken", ether(100), alice, sender=alice)
    token.transfer(remote.accounts.bob, ether(40), sender=alice)
    governor = remote.deploy("Governor", "The Members", token, TERMS, sender=alice)
    # To propose takes the votes of a second ago.
    remote.advance(10)
    command = [sys.executable, str(CLIENT), anvil.url, governor.address]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    told = [line.split()[0] for line in ran.stdout.splitlines()]
    wanted = ["ProposalCreated", "VoteCast", "VoteCast", "ProposalQueued", "ProposalExecuted"]
    assert told == wanted
