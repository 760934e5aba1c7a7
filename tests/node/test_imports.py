"""What serving takes to import: the fast engine's node needs no library that is slow to load."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cli.run_pydemo import REPOSITORY, pydemo_environment

HEAVY = ("eth", "eth_tester", "web3", "eth_account", "eth_abi", "eth_utils", "py_ecc", "aiohttp")
"""py-evm is called ``eth``."""
_SERVE = """
import sys
import pydemo.cli.node, pydemo.node.server
from pydemo.node.serve import Settings, open_chain
from pydemo.node.dispatch import answer
from pydemo.evm.secp256k1 import _PrivateKey
served, _ = open_chain(Settings(engine={engine!r}, suite={suite}))
alice = "0x" + served.engine.get_accounts()[0].hex()
for method, parameters in (
    ("eth_chainId", "[]"),
    ("eth_getBalance", f'["{{alice}}"]'),
    ("eth_call", f'[{{{{"to": "{{alice}}"}}}}]'),
    ("eth_sendTransaction", f'[{{{{"from": "{{alice}}", "to": "{{alice}}", "value": "0x1"}}}}]'),
):
    body = f'{{{{"jsonrpc": "2.0", "id": 1, "method": "{{method}}", "params": {{parameters}}}}}}'
    assert b'"result"' in answer(served, body.encode()), (method, answer(served, body.encode()))
print("HEAVY", *sorted({heavy} & set(sys.modules)))
"""


def loaded_when_served(engine: str, *, suite: bool = False) -> set[str]:
    """Which of the heavy packages are there once some requests have been answered."""
    code = _SERVE.format(engine=engine, suite=suite, heavy=set(HEAVY))
    command = [sys.executable, "-c", code]
    told = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=pydemo_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return set(told.stdout.split("HEAVY")[1].split())


def test_serving_on_the_fast_engine_loads_neither_py_evm_nor_eth_tester_nor_web3() -> None:
    pytest.importorskip("coincurve", reason="without it eth-keys signs, in plain Python")
    assert loaded_when_served("fast") == set()


def test_deploying_the_suite_loads_what_reads_its_interfaces_and_nothing_besides() -> None:
    assert loaded_when_served("fast", suite=True) <= {"eth_abi", "eth_utils"}


def test_the_reference_engine_does_load_py_evm() -> None:
    assert "eth" in loaded_when_served("py-evm")
