"""What a piece of art must look like, judged from its documents alone."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import Any
from xml.etree import ElementTree

from pydemo.contract.data_uri import parse_data_uri

SVG = "{http://www.w3.org/2000/svg}"

PALETTES = {
    "Bauhaus": "f3ead7 1f1e1c d8382b 21508f f2b430",
    "Terrazzo": "f6efe6 2c2a3a c9573c 4f8a83 f4c6a0",
    "Riviera": "f7f1e1 0d3b52 e4572e 1d8f8a f5c85c",
    "Orchard": "f5eee0 24392f c8442f 5d8a4c f0c04d",
    "Fjord": "eef0ea 1d3040 c9503f 3f7796 a9c9cb",
    "Rosewood": "fbefe6 3b2140 cf4560 6d7fb3 f6b7a2",
    "Saffron": "f8edd6 45232f c9471c 8a5a83 f0a93b",
    "Lagoon": "eef4ef 12324a 0f8b8d ee6c4d f2d0a4",
    "Ink": "f4f1ea 171717 d62b34 5d6b78 b9c3c9",
    "Ultraviolet": "f3eefa 1c1440 e0457b 5b4bd6 ffb84d",
}
MOTIFS = {
    "Quarters": "ac",
    "Leaves": "bci",
    "Moons": "acd",
    "Rainbows": "acf",
    "Ribbons": "ch",
    "Petals": "bcgi",
    "Arches": "cdj",
    "Sails": "aek",
    "Medley": "abcdfij",
}
GROUNDS = {"Paper": "f0", "Night": "f1", "Tint": "f4"}
GOLD = "c9a24b"


def read(uri: str) -> dict[str, Any]:
    """The JSON of a token or contract URI, which must be in strict Base64 and strict UTF-8."""
    prefix = "data:application/json;base64,"
    assert uri.startswith(prefix)
    document: dict[str, Any] = json.loads(b64decode(uri[len(prefix) :], validate=True).decode())
    return document


def svg_of(document: dict[str, Any]) -> str:
    uri = parse_data_uri(document["image"])
    assert uri.media_type == "image/svg+xml"
    return uri.data.decode()


def traits_of(document: dict[str, Any]) -> dict[str, str]:
    entries = document["attributes"]
    assert all(set(entry) == {"trait_type", "value"} for entry in entries)
    return {entry["trait_type"]: entry["value"] for entry in entries}


def palette_of(svg: str) -> list[str]:
    """The five colours, by role, as the style rules have them."""
    return re.findall(r"\.f[0-4]\{fill:#([0-9a-f]{6})\}", svg)


def check_harmless(svg: str) -> ElementTree.Element:
    """Valid XML of a few kinds of elements, which run nothing and refer to nothing outside."""
    root = ElementTree.fromstring(svg)
    elements = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert elements <= {"svg", "style", "defs", "g", "path", "circle", "use"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "url(" not in value
            if name.endswith("href"):
                assert value.startswith("#")
    assert "url(" not in svg
    assert "@import" not in svg
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    used = {element.attrib["href"][1:] for element in root.iter(f"{SVG}use")}
    assert used == set(ids)
    return root


def check_traits(svg: str, traits: dict[str, str]) -> None:
    """Each trait is what the picture shows."""
    root = check_harmless(svg)
    assert palette_of(svg) == PALETTES[traits["Palette"]].split()
    side = int(traits["Grid"][0])
    assert traits["Grid"] == f"{side} x {side}"
    assert root.attrib["viewBox"] == f"-{side} -{side} {12 * side} {12 * side}"

    copies = [use for use in root.iter(f"{SVG}use") if use.attrib["href"] == "#part"]
    moves = [copy.attrib["transform"] for copy in copies]
    assert moves == _moves(traits["Symmetry"], 10 * side, 5 * side)
    shapes = [use for use in root.iter(f"{SVG}use") if use.attrib["href"] != "#part"]
    assert len(shapes) * (1 + len(copies)) == side * side
    assert {shape.attrib["href"][1:] for shape in shapes} <= set(MOTIFS[traits["Motif"]])

    (margin,) = (path for path in root.iter(f"{SVG}path") if "M-1-1H11" in path.attrib["d"])
    assert margin.attrib["class"] == GROUNDS[traits["Ground"]]
    after = list(root)[list(root).index(margin) + 1 :]
    circles = [
        circle.attrib["class"] for element in after for circle in element.iter(f"{SVG}circle")
    ]
    strokes = [element.attrib.get("stroke") for element in after]
    assert (circles, strokes) == {
        "None": ([], []),
        "Sun": (["f4"], [None]),
        "Eclipse": (["f0", "f1"], [None]),
        "Frame": ([], [f"#{GOLD}"]),
    }[traits["Accent"]]


def _moves(symmetry: str, whole: int, half: int) -> list[str]:
    return {
        "Free": [],
        "Mirror": [f"translate({whole} 0)scale(-1 1)"],
        "Kaleidoscope": [
            f"translate({whole} 0)scale(-1 1)",
            f"translate(0 {whole})scale(1 -1)",
            f"translate({whole} {whole})scale(-1)",
        ],
        "Pinwheel": [f"rotate({angle} {half} {half})" for angle in (90, 180, 270)],
        "Repeat": [f"translate({half})", f"translate(0 {half})", f"translate({half} {half})"],
    }[symmetry]
