"""An anvil, a place for records, and a deployment by one line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from remote.conftest import ROOT, running_anvil

from pydemo import Chain
from pydemo.chain import networks
from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.broadcast import Progress
from pydemo.chain.networks import Network
from pydemo.cli.main import run
from pydemo.contract import Contract
from pydemo.deploy import keystores
from pydemo.deploy.deployment import Deployment, Outlook
from pydemo.deploy.plans import find_plan
from pydemo.deploy.record import Step, path_of

from .typed import KEY, PASSWORD, Run


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    with running_anvil() as url:
        yield url


@pytest.fixture
def apart() -> Iterator[str]:
    """An anvil for one test: blocks that were taken back, and base fees, survive an anchor."""
    with running_anvil() as url:
        yield url


@pytest.fixture(scope="session")
def connection(anvil_url: str) -> Chain:
    return Chain.connect(anvil_url)


@pytest.fixture
def remote(connection: Chain) -> Iterator[Chain]:
    """The chain behind anvil; every test leaves it as it found it."""
    with connection.anchor():
        yield connection


@pytest.fixture
def alice() -> Account:
    return Accounts.personas().alice


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deploy/ of one's own, for the command too."""
    place = tmp_path / "deploy"
    place.mkdir()
    shutil.copy(ROOT / "deploy" / "networks.toml", place)
    monkeypatch.setenv("PYDEMO_DEPLOY", str(place))
    monkeypatch.setenv("PYDEMO_KEYSTORES", str(tmp_path / "keystores"))
    return place


@dataclass
class Deployer:
    """Deploys to one network, from one account, as often as one likes.

    Attributes:
        told: what the last run has told of its steps.
        outlook: of the last run.
    """

    network: Network
    folder: Path
    account: Account
    patience: float = 30
    timeout: float = 20
    progress: Progress | None = None
    told: list[tuple[str, str]] = field(default_factory=list)
    outlook: Outlook | None = None

    def prepare(self, plan: str, create2: str = "", **settings: str) -> Deployment:
        node = self.network.node(timeout=self.timeout, progress=self.progress)
        address = self.account.address
        return Deployment.prepare(
            find_plan(plan), self.network, node, self.folder, address, settings, create2
        )

    def deploy(self, plan: str, create2: str = "", **settings: str) -> dict[str, Contract]:
        """Rehearse and execute, as the command does."""
        deployment = self.prepare(plan, create2, **settings)
        self.outlook = deployment.rehearse()
        self.told = []

        def tell(what: str, step: Step) -> None:
            self.told.append((what, step.contract))

        return deployment.execute(self.account, patience=self.patience, tell=tell)

    def file(self, plan: str) -> Path:
        return path_of(self.folder, self.network.chain_id, plan)


@pytest.fixture
def deployer_at(
    folder: Path, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Deployer]:
    """A deployer to a node at a URL."""

    def make(url: str) -> Deployer:
        monkeypatch.setenv("ANVIL_RPC_URL", url)
        return Deployer(networks.network("anvil", folder / networks.FILE), folder, alice)

    return make


@pytest.fixture
def deployer(deployer_at: Callable[[str], Deployer], anvil_url: str, remote: Chain) -> Deployer:
    return deployer_at(anvil_url)


@pytest.fixture
def pydemo(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process."""
    monkeypatch.setenv("LC_ALL", "C")

    def call(*arguments: str, secrets: str = "") -> tuple[int, str, str]:
        reading, writing = os.pipe()
        os.write(writing, secrets.encode())
        os.close(writing)
        try:
            status = run([argument.replace("@fd", str(reading)) for argument in arguments])
        finally:
            os.close(reading)
        out, err = capfd.readouterr()
        return status, out, err

    return call


@pytest.fixture
def main_account(folder: Path) -> keystores.Keystore:
    """A keystore with no ether behind it."""
    return keystores.store("main", KEY, PASSWORD, keystores.folder(), rounds=2)
