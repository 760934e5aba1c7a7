"""pytest with a chain: fixtures, isolation by anchor, traces of failures, a gas report.

Fixtures
    chain: an embedded chain. If the project has a ``contracts/`` folder, its contracts are compiled
        and can be deployed by name. Made once a session; every test leaves it as it found it.
    accounts: the chain's accounts. ``alice`` to ``judy``: the personas, one by one.

Isolation is by anchors: one around each module (for fixtures of module scope), one around each
class and test, and one around each example of a Hypothesis test. What a fixture of a wider scope
does to the chain outlives the narrower anchors it is set up inside of, as the fixture does.

Options
    --engine NAME: the EVM to run on.
    --gas-report: min, median and max gas of each function, after the run.
    --project DIR: the folder with ``contracts/``; by default pytest's rootdir if it has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pydemo.chain.accounts import Account, Accounts
    from pydemo.contract.chain import Chain
    from pydemo.contract.receipt import Receipt

_PERSONAS = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pydemo", "Ethereum chains by pydemo")
    group.addoption("--engine", default="auto", help="EVM to run on: auto, fast, py-evm")
    group.addoption("--gas-report", action="store_true", help="gas of each function, after the run")
    group.addoption("--project", default=None, help="folder whose contracts/ can be deployed")


def _lift_deadline() -> None:
    """Hypothesis fails an example that takes 200 ms, which a deployment on py-evm may.

    Whoever has chosen a profile of their own keeps it.
    """
    try:
        from hypothesis import settings
    except ImportError:
        return
    if settings.get_current_profile_name() == "default":
        settings.register_profile("pydemo", deadline=None)
        settings.load_profile("pydemo")


def pytest_configure(config: pytest.Config) -> None:
    _check_engine(config.getoption("--engine"))
    _lift_deadline()
    figures: dict[str, list[int]] = defaultdict(list)
    config.stash[_GAS] = figures
    config.stash[_HOLDER] = ChainHolder(config)


def _check_engine(name: str) -> None:
    """Refuse a wrong name once and at once, rather than in every test."""
    if name == "auto":
        return
    from pydemo.chain.genesis import ENGINES
    from pydemo.errors import UnknownEngine

    if name not in ENGINES:
        raise pytest.UsageError(f"--engine: {UnknownEngine(name, ('auto', *ENGINES))}")


@dataclass(eq=False, slots=True)
class _Anchor:
    """A place to come back to, at the end of a fixture scope."""

    scope: str
    snapshot: Any


class ChainHolder:
    """The session's chain, made when the first test asks for it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.chain: Chain | None = None
        self._genesis: Any = None
        self._anchors: list[_Anchor] = []

    def get(self) -> Chain:
        if self.chain is None:
            from pydemo.contract.chain import Chain

            self.chain = Chain(
                engine=self._config.getoption("--engine"), project=self._project_folder()
            )
            if self._config.getoption("--gas-report"):
                self.chain.observe(self._record_gas)
            self._genesis = self.chain.take_snapshot()
        return self.chain

    def _project_folder(self) -> Path | None:
        if named := self._config.getoption("--project"):
            return Path(named)
        root = Path(self._config.rootpath)
        return root if any(root.glob("contracts/**/*.sol")) else None

    def _record_gas(self, receipt: Receipt) -> None:
        if receipt.succeeded:
            name = receipt.call.partition("(")[0] or "(plain transaction)"
            self._config.stash[_GAS][name].append(receipt.gas_used)

    @property
    def snapshot(self) -> Any:
        """Of the chain as it is; None stands for a fresh one if nobody has asked for it yet."""
        return None if self.chain is None else self.chain.take_snapshot()

    def anchored(self, scope: str) -> Iterator[None]:
        """The body of a fixture that leaves no trace of what happens in its scope."""
        anchor = _Anchor(scope, self.snapshot)
        self._anchors.append(anchor)
        yield
        self._anchors.remove(anchor)
        if self.chain is not None:
            self.chain.revert_to_snapshot(anchor.snapshot or self._genesis)

    def keep(self, scope: str, before: Any) -> None:
        """Have the anchors of narrower scopes return to the chain as it is now, if it changed."""
        narrower = [anchor for anchor in self._anchors if anchor.scope in _NARROWER[scope]]
        if not narrower or (now := self.snapshot) == before:
            return
        for anchor in narrower:
            anchor.snapshot = now


_GAS = pytest.StashKey[dict[str, list[int]]]()
_HOLDER = pytest.StashKey[ChainHolder]()
_TRACE = pytest.StashKey[str]()
"""Of the last failing Hypothesis example, told before its anchor took the transaction away."""

_SCOPES = ("function", "class", "module", "package", "session")
_NARROWER = {scope: _SCOPES[:position] for position, scope in enumerate(_SCOPES)}


@pytest.fixture(scope="session")
def _chain_holder(request: pytest.FixtureRequest) -> ChainHolder:
    return request.config.stash[_HOLDER]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[Any]:
    """Keep what a fixture deploys for as long as the fixture lives.

    One of module scope may first be asked for by the second test of a class: what it deployed must
    be there for the next class too.
    """
    if fixturedef.scope == "function":
        return (yield)
    holder = request.config.stash[_HOLDER]
    before = holder.snapshot
    value = yield
    holder.keep(fixturedef.scope, before)
    return value


# Autouse fixtures of a scope are set up before the others of that scope, so each anchor is laid
# before the first thing it must undo.


@pytest.fixture(scope="module", autouse=True)
def _module_anchor(_chain_holder: ChainHolder) -> Iterator[None]:
    yield from _chain_holder.anchored("module")


@pytest.fixture(scope="class", autouse=True)
def _class_anchor(_chain_holder: ChainHolder) -> Iterator[None]:
    yield from _chain_holder.anchored("class")


@pytest.fixture(autouse=True)
def _test_anchor(_chain_holder: ChainHolder) -> Iterator[None]:
    yield from _chain_holder.anchored("function")


@pytest.fixture(scope="session")
def chain(_chain_holder: ChainHolder) -> Chain:
    """An embedded chain; every test leaves it as it found it."""
    return _chain_holder.get()


@pytest.fixture(scope="session")
def accounts(chain: Chain) -> Accounts:
    """The chain's accounts."""
    return chain.accounts


def _persona(name: str) -> Any:
    @pytest.fixture(scope="session", name=name)
    def persona(chain: Chain) -> Account:
        return chain.accounts[name]

    persona.__doc__ = f"The account of {name.capitalize()}, with 10,000 ETH."
    return persona


alice, bob, carol, dave, erin, frank, grace, heidi, ivan, judy = map(_persona, _PERSONAS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Put an anchor round each example of a Hypothesis test that uses the chain."""
    function = getattr(item, "obj", None)
    hypothesis = getattr(function, "hypothesis", None)
    holder = getattr(item, "funcargs", {}).get("_chain_holder")
    if hypothesis is None or holder is None or holder.chain is None:
        return (yield)
    inner = hypothesis.inner_test

    @wraps(inner)
    def anchored(*args: Any, **kwargs: Any) -> Any:
        with holder.chain.anchor():
            try:
                return inner(*args, **kwargs)
            except Exception as error:
                item.stash[_TRACE] = _trace_behind(error)
                raise

    hypothesis.inner_test = anchored
    try:
        return (yield)
    finally:
        hypothesis.inner_test = inner


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the trace of the transaction that made a test fail."""
    report = yield
    if report.failed and call.excinfo is not None:
        trace = item.stash.get(_TRACE, "") or _trace_behind(call.excinfo.value)
        if trace:
            report.sections.append(("Trace of the failed transaction", trace))
    return report


def _trace_behind(error: BaseException | None) -> str:
    """The trace of the contract error in a chain of exceptions, if there is one."""
    from pydemo.errors import ContractError, PydemoError

    while error is not None:
        if isinstance(error, ContractError):
            try:
                return str(error.trace())
            except PydemoError:
                return ""
        error = error.__cause__ or error.__context__
    return ""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    figures = config.stash.get(_GAS, {})
    if not config.getoption("--gas-report"):
        return
    from statistics import median

    terminalreporter.section("gas report")
    if not figures:
        terminalreporter.write_line("no transaction was sent")
        return
    width = max(map(len, figures))
    header = f"{'function':<{width}} {'calls':>7} {'min':>10} {'median':>10} {'max':>10}"
    terminalreporter.write_line(header)
    for name, gas in sorted(figures.items()):
        terminalreporter.write_line(
            f"{name:<{width}} {len(gas):>7,} {min(gas):>10,} {int(median(gas)):>10,} "
            f"{max(gas):>10,}"
        )
