"""The official state tests: where their archives are, and the files in them."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

ARCHIVES = ("general-state-tests-cancun.tar.xz", "osaka-state-tests.tar.xz")
VARIABLE = "PYDEMO_STATE_TESTS"
_BESIDE_THE_CHECKOUT = Path(__file__).parents[3] / "shared" / "ethereum-state-tests"


class ArchivesMissing(Exception):
    """The archives are not where they should be; the text says where that is."""


def folder() -> Path:
    """Where the archives are: $PYDEMO_STATE_TESTS, or ../shared beside the checkout."""
    place = Path(os.environ.get(VARIABLE) or _BESIDE_THE_CHECKOUT)
    missing = [archive for archive in ARCHIVES if not (place / archive).is_file()]
    if missing:
        raise ArchivesMissing(f"no {' and no '.join(missing)} in {place}: set ${VARIABLE}")
    return place


def files(place: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the content of every JSON file, read straight from the archives."""
    for archive in ARCHIVES:
        with tarfile.open(place / archive) as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(".json"):
                    content = tar.extractfile(member)
                    assert content is not None
                    yield member.name.removeprefix("./"), content.read()
