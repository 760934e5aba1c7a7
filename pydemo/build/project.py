"""What is built where: the suite itself, or a user's project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydemo.build.node import CHECKOUT
from pydemo.errors import BuildError

PACKAGE = Path(__file__).parents[1]

# The prefix of the names of sources that get artifacts; what they import from packages does not.
CONTRACTS = "contracts/"
SUITE_WITHOUT = "contracts/test/"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with ``contracts/`` and the places its build goes to.

    ``without`` is the beginning of source names that are left out. ``manifest`` records what a
    user's project was built from; the suite has none, its artifacts are committed and checked one
    by one. ``command`` is what the user types to build it anew. ``earlier`` are other folders with
    artifacts of the same sources.
    """

    title: str
    root: Path
    artifacts: Path
    stub: Path
    command: str
    without: str = ""
    manifest: Path | None = None
    earlier: tuple[Path, ...] = ()

    @property
    def generated_by(self) -> str:
        """The command as it stands in generated files, where the machine's paths must not be."""
        return "pydemo compile" + (" --project ." if self.manifest else "")


def in_checkout() -> bool:
    """Whether this pydemo stands in its own repository, beside the sources of its artifacts."""
    # Not just a folder called contracts: site-packages may well have one.
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "contracts").is_dir()


def suite() -> Project:
    """pydemo's own contracts. Raises BuildError where only the artifacts are installed."""
    if not in_checkout():
        raise BuildError(
            "this pydemo was installed without its Solidity sources; "
            "name your own project: pydemo compile --project DIR"
        )
    return Project(
        title="the suite",
        root=CHECKOUT,
        artifacts=PACKAGE / "artifacts",
        stub=PACKAGE / "bindings.pyi",
        command="pydemo compile",
        without=SUITE_WITHOUT,
    )


def user_project(path: Path | str) -> Project:
    """A user's project, built into its ``.pydemo``. Raises BuildError if it has no contracts."""
    root = Path(path).expanduser().resolve()
    contracts = root / "contracts"
    if not contracts.is_dir():
        raise BuildError(f"{root} is no project: it has no folder contracts/ with .sol files")
    if not any(contracts.rglob("*.sol")):
        raise BuildError(f"{contracts} has no .sol files")
    hidden = root / ".pydemo"
    return Project(
        title=root.name,
        root=root,
        artifacts=hidden / "artifacts",
        stub=hidden / "bindings.pyi",
        command=f"pydemo compile --project {root}",
        manifest=hidden / "build.json",
        earlier=(PACKAGE / "artifacts",) if root == CHECKOUT else (),
    )


def project_here(path: Path | None) -> Project:
    """What ``pydemo compile`` builds: ``path`` if given; this checkout when standing in it; else
    the working folder if it has contracts; else this checkout.

    A ``path`` is always a user's project, this checkout too: that build has ``contracts/test`` in
    it and goes to ``.pydemo``.
    """
    if path is not None:
        return user_project(path)
    cwd = Path.cwd()
    elsewhere = not (in_checkout() and cwd.is_relative_to(CHECKOUT))
    if elsewhere and (cwd / "contracts").is_dir():
        return user_project(cwd)
    return suite()
