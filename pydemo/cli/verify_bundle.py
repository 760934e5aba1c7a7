"""`pydemo verify-bundle`: what Sourcify and Etherscan need, checked before it is sent anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pydemo.cli.main import language_option
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.build.artifacts import Artifacts
    from pydemo.chain.remote import RemoteNode
    from pydemo.deploy.bundle import Bundle, Deployed
    from pydemo.deploy.record import Record

DIFFERS = 1


@click.command("verify-bundle", help=text("cli.bundle.help"), short_help=text("cli.bundle.short"))
@click.argument("what")
@click.option("--network", metavar="NAME", help=text("cli.bundle.network"))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("verify-bundle"),
    show_default=True,
    metavar="DIR",
    help=text("cli.bundle.out"),
)
@language_option
def command(what: str, network: str | None, out: Path) -> None:
    from pydemo.build.artifacts import Artifacts

    artifacts = Artifacts.suite()
    bundler = _Bundler(artifacts)
    if network is None:
        results = [bundler.write(name, out) for name in _contracts_of(what, artifacts)]
    else:
        node, found = _deployed(what, network, artifacts)
        results = [bundler.compare(one, record, node, out) for record, one in found]
    print(text("cli.bundle.written", folder=out))
    if not all(results):
        raise click.exceptions.Exit(DIFFERS)


class _Bundler:
    """Compiles each contract once."""

    def __init__(self, artifacts: Artifacts) -> None:
        from pydemo.build.project import suite
        from pydemo.build.search import find_compiler
        from pydemo.build.sources import collect

        project = suite()
        self._artifacts = artifacts
        self._sources = collect(project.root, without=project.without)
        self._compiler = find_compiler(project.root, may_download=True)
        self._bundles: dict[str, Bundle] = {}
        self._written: set[str] = set()

    def of(self, name: str) -> Bundle:
        from pydemo.deploy.bundle import make_bundle
        from pydemo.display.terminal import working

        if name not in self._bundles:
            with working(text("cli.bundle.compiling", contract=name)):
                self._bundles[name] = make_bundle(
                    self._artifacts[name], self._sources, self._compiler
                )
        return self._bundles[name]

    def write(self, name: str, out: Path, deployed: Deployed | None = None, chain: int = 0) -> bool:
        from pydemo.deploy.bundle import write_bundle

        bundle = self.of(name)
        arguments, address = (deployed.arguments, deployed.address) if deployed else ("", "")
        place = name if name not in self._written else f"{name}-{address}"
        self._written.add(place)
        write_bundle(bundle, out / place, arguments, address, chain)
        if not bundle.reproduces:
            reason = "it compiles to other code than the artifact's"
            print(text("cli.bundle.differs", contract=name, reason=reason))
            return False
        print(text("cli.bundle.agrees", contract=name))
        return True

    def compare(self, deployed: Deployed, record: Record, node: RemoteNode, out: Path) -> bool:
        from pydemo.chain.address import canonical
        from pydemo.deploy import bundle as bundles

        if not self.write(deployed.name, out, deployed, record.chain_id):
            return False
        bundle, maker = self.of(deployed.name), self.of(deployed.step.contract)
        verdict = bundles.compare(bundle, deployed, record, node, maker.creation)
        if verdict.problem:
            print(text("cli.bundle.differs", contract=deployed.name, reason=verdict.problem))
            return False
        code = node.code(canonical(deployed.address))
        shown = bundles.immutables_text(bundle.artifact, code) or text("cli.bundle.no_immutables")
        values = {"contract": deployed.name, "address": deployed.address, "immutables": shown}
        print(text("cli.bundle.deployed", **values))
        if not verdict.is_rerun:
            print(text("cli.bundle.only_read", contract=deployed.name))
        return True


def _contracts_of(what: str, artifacts: Artifacts) -> list[str]:
    """A plan's contracts, or the one that is named. Raises errors.UnknownContract."""
    from pydemo.contract.chain import Chain
    from pydemo.deploy.parameters import values_of
    from pydemo.deploy.plans import PLANS
    from pydemo.errors import ArgumentError

    if what not in PLANS:
        if not artifacts[what].deployable:
            raise ArgumentError(f"{what} is never deployed: it is an interface, library or base")
        return [what]
    plan, chain = PLANS[what], Chain()
    values = values_of(what, plan.parameters, {}, may_stand_in=True)
    made = plan.run(chain, chain.accounts.alice, values)
    names = (chain._session.registry.contract_at(one.address) for one in made.values())
    return list(dict.fromkeys(names))


def _deployed(
    what: str, name: str, artifacts: Artifacts
) -> tuple[RemoteNode, list[tuple[Record, Deployed]]]:
    """What the records of a network say of a plan, or of a contract wherever it was deployed."""
    from pydemo.chain import networks
    from pydemo.deploy.beginning import genesis
    from pydemo.deploy.bundle import deployed_contracts
    from pydemo.deploy.deployment import recorded
    from pydemo.deploy.plans import PLANS
    from pydemo.deploy.record import all_of
    from pydemo.errors import DeploymentError

    if what not in PLANS:
        artifacts[what]  # raises UnknownContract before anything is connected
    folder = networks.folder()
    network = networks.network(name, folder / networks.FILE)
    node = network.node(timeout=60)
    known = [one for one in artifacts.readable() if one.deployable]
    here = all_of(folder, network.chain_id, genesis(node))
    everywhere = sorted({record.plan for record, _ in here} & PLANS.keys())
    plans = [what] if what in PLANS else everywhere
    found = [
        (deployment.record, one)
        for plan in plans
        for deployment in (recorded(PLANS[plan], network, node, folder),)
        for one in deployed_contracts(deployment.record, node, known)
        if what in (plan, one.name)
    ]
    if not found:
        raise DeploymentError(f"no record in {folder} says that {what} was deployed to {name}")
    return node, found
