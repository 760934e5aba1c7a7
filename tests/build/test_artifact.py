"""Artifact files: what is written, and what is refused when read."""

from __future__ import annotations

import json

import pytest

from pydemo.build.artifact import Artifact
from pydemo.build.build import Build
from pydemo.errors import CorruptArtifact


@pytest.fixture(scope="module")
def artifact(built: Build) -> Artifact:
    return next(each for each in built.artifacts if each.name == "Vault")


def test_an_artifact_comes_back_as_it_was_written(artifact: Artifact) -> None:
    text = artifact.to_json()
    again = Artifact.from_json(text, "Vault.json")
    assert again == artifact
    assert hash(again) == hash(artifact)
    assert again.to_json() == text


def test_the_file_is_sorted_lower_case_and_ends_with_a_newline(artifact: Artifact) -> None:
    text = artifact.to_json()
    fields = json.loads(text)
    assert list(fields) == sorted(fields)
    assert fields["bytecode"] == artifact.bytecode.hex()
    assert fields["bytecode"].islower()
    assert text.endswith("}\n")
    assert "\r" not in text


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda text: text[: len(text) // 2], "not JSON"),
        (lambda text: "", "not JSON"),
        (lambda text: "[]", "not a JSON object"),
        (lambda text: text.replace('"format": 1', '"format": 0'), "of another version"),
        (lambda text: text.replace('"abi":', '"api":'), "its 'abi' is missing"),
        (
            lambda text: text.replace('"kind": "contract"', '"kind": 5'),
            "its 'kind' is missing or not",
        ),
        (lambda text: text.replace('\n "kind"', '\n "kin": 1,\n "kind"'), "unknown 'kin'"),
        (lambda text: text.replace("6080", "6081", 1), "edited, its digest does not match"),
    ],
    ids=["cut", "empty", "list", "version", "missing", "wrong type", "unknown", "bytecode"],
)
def test_a_damaged_file_is_refused_with_its_name_the_reason_and_the_command(
    artifact: Artifact, damage: object, reason: str
) -> None:
    damaged = damage(artifact.to_json())  # type: ignore[operator]
    assert damaged != artifact.to_json()
    with pytest.raises(CorruptArtifact, match=reason) as caught:
        Artifact.from_json(damaged, "artifacts/Vault.json")
    line = str(caught.value)
    assert line.startswith("artifacts/Vault.json is not an artifact")
    assert line.endswith("run `pydemo compile`")
    assert "\n" not in line
