"""Whatever the drop refuses, it says why, and what can be done about it, in both languages."""

from __future__ import annotations

from string import Formatter

import pytest
from collectible_checks.scene import Scene, fails
from collectible_checks.shared_scene import shared_chain, shared_scenes

from pydemo import messages
from pydemo.build.artifacts import Artifacts

ERRORS = {
    entry["name"]: {each["name"] for each in entry["inputs"]}
    for entry in Artifacts.suite()["Collectible"].abi
    if entry["type"] == "error"
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_a_hint_of_its_operands(error: str, language: str) -> None:
    written = messages.catalogue(language)[f"hints.{error}"]
    used = {name for _, name, _, _ in Formatter().parse(written) if name is not None}
    assert used <= ERRORS[error]
    with messages.speaking(language):
        assert messages.hint(error, **dict.fromkeys(ERRORS[error], 5))


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("en", "alice may mint 20 pieces in all, has minted 0 and asked for 21 more"),
        ("zh", "alice 总共可铸造 20 件，已铸造 0 件，又要了 21 件"),
    ],
)
def test_a_hint_speaks_of_people_by_name(
    request: pytest.FixtureRequest, language: str, hint: str
) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scene: Scene = shared_scenes(chain)["ours"]
    with chain.anchor(), messages.speaking(language):
        with fails("WalletLimitExceeded") as caught:
            scene.drop().mint(21, sender=scene.people[0])
        assert caught.error.hint == hint
