"""What all tests have: pytest's own pytester, and the engine of the run under every chain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pydemo.chain.engine import Engine, create_engine

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session", autouse=True)
def chains_are_on_the_engine_of_the_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """``Chain()`` goes by --engine too: else the tests that make their own never see py-evm."""
    chosen = request.config.getoption("--engine")

    def create(name: str, **options: object) -> Engine:
        return create_engine(chosen if name == "auto" else name, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pydemo.chain.local.create_engine", create)
        yield
