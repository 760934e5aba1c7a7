"""The art: valid, small and cheap for any seed, and what its traits say."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from math import sqrt

import pytest
from eth_abi.abi import decode, encode

from pydemo import Chain, errors
from pydemo.build.artifacts import Artifacts
from pydemo.build.settings import CONTRACT_SIZE_LIMIT
from pydemo.contract import Contract

from .pictures import MOTIFS, check_harmless, check_traits, read, svg_of, traits_of

MOST_GAS = 3_000_000
MOST_BYTES = 8_000
NAME = "Collectible"


def seed_of(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_random_pieces_are_valid_small_cheap_and_what_they_say(
    art: Contract, part: int
) -> None:
    for number in range(250 * part, 250 * (part + 1)):
        uri = art.tokenURI(NAME, number, seed_of(number), gas=MOST_GAS)
        assert len(uri) < MOST_BYTES
        document = read(uri)
        assert list(document) == ["name", "description", "image", "attributes"]
        assert document["name"] == f"{NAME} #{number}"
        assert document["description"]
        check_traits(svg_of(document), traits_of(document))


def test_a_limit_on_gas_is_a_limit(art: Contract) -> None:
    with errors.reverts("OutOfGas"):
        art.tokenURI(NAME, 1, seed_of(1), gas=MOST_GAS // 20)


def test_no_seed_makes_a_piece_that_is_too_large(art: Contract) -> None:
    """Even one put together from the largest parts that any piece of its motif has is not."""
    tile, outline = Counter[str](), Counter[str]()
    definitions: dict[str, dict[str, str]] = {motif: {} for motif in MOTIFS}
    rest = 0
    for number in range(400):
        svg = art.svg(seed_of(number))
        motif = art.traitsOf(seed_of(number))[3].value
        tiles = re.findall(r'<use href="#[a-k]"[^>]*>', svg)
        outlines = re.findall(r"M[\d ]+z", svg)
        defined = svg.partition("<defs>")[2].partition("</defs>")[0]
        parts = re.split(r'(?=<(?:path|g) id=")', defined)[1:]
        tile[motif] = max(tile[motif], *map(len, tiles))
        outline[motif] = max(outline[motif], *map(len, outlines))
        definitions[motif] |= {part.partition('id="')[2][0]: part for part in parts}
        rest = max(rest, len(svg) - sum(map(len, outlines)) - sum(map(len, tiles)) - len(defined))
    for motif, letters in MOTIFS.items():
        assert set(definitions[motif]) == set(letters)
        defined_size = sum(map(len, definitions[motif].values()))
        svg_size = 25 * (tile[motif] + outline[motif]) + defined_size + rest
        assert 4 / 3 * (4 / 3 * svg_size + 500) < 8_192, motif  # 500: name, description, attributes


def test_the_code_can_be_deployed() -> None:
    code = Artifacts.suite()["CollectibleArt"].deployed_bytecode
    assert len(code) < CONTRACT_SIZE_LIMIT


def test_the_same_seed_is_the_same_piece_and_another_is_another(art: Contract) -> None:
    assert art.svg(seed_of(1)) == art.svg(seed_of(1))
    pictures = {art.svg(seed_of(number)) for number in range(40)}
    pictures |= {art.svg(number.to_bytes(32, "big")) for number in range(40)}
    assert len(pictures) == 80


def test_traits_are_those_of_the_metadata(art: Contract) -> None:
    for number in range(20):
        document = read(art.tokenURI(NAME, 1, seed_of(number)))
        found = [(trait.kind, trait.value) for trait in art.traitsOf(seed_of(number))]
        assert found == list(traits_of(document).items())
        assert art.svg(seed_of(number)) == svg_of(document)


ODDS = {
    "Palette": "Bauhaus 18, Terrazzo 14, Riviera 14, Orchard 12, Fjord 10, Rosewood 10, Saffron 9, "
    "Lagoon 7, Ink 4, Ultraviolet 2",
    "Grid": "3 x 3 15, 4 x 4 45, 5 x 5 18, 6 x 6 22",
    "Symmetry": "Free 39.75, Mirror 11.15, Kaleidoscope 17.85, Pinwheel 17.85, Repeat 13.4",
    "Motif": "Quarters 18, Leaves 15, Moons 12, Rainbows 12, Ribbons 11, Petals 10, Arches 10, "
    "Sails 7, Medley 5",
    "Ground": "Paper 74, Night 18, Tint 8",
    "Accent": "None 84, Sun 8, Frame 5, Eclipse 3",
}


def test_each_trait_is_as_rare_as_the_contract_says(art: Contract) -> None:
    count = 2_000
    seen: dict[str, Counter[str]] = {kind: Counter() for kind in ODDS}
    for number in range(count):
        for kind, value in art.traitsOf(seed_of(number)):
            seen[kind][value] += 1
    for kind, odds in ODDS.items():
        expected = {
            name: float(percent) / 100
            for name, percent in (entry.rsplit(" ", 1) for entry in odds.split(", "))
        }
        assert sum(expected.values()) == pytest.approx(1)
        assert set(seen[kind]) == set(expected)
        for value, share in expected.items():
            spread = sqrt(share * (1 - share) / count)
            assert abs(seen[kind][value] / count - share) < 4 * spread, (kind, value)


HOSTILE = (
    "",
    '"},{"name":"another',
    "back\\slash \\u0041 \\",
    "".join(map(chr, range(33))) + "\x7f",
    "</script><script>alert(1)</script>",
    "]]><!-- &amp; &lt; <svg onload=alert(1)>",
    "收藏品 №1 — ça va? 🎨",
    "\u2028\u2029\ufeff\u202e",
    "x" * 1_000,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_comes_back_from_every_document(art: Contract, name: str) -> None:
    piece = read(art.tokenURI(name, 2**256 - 1, seed_of(1)))
    assert piece["name"] == f"{name} #{2**256 - 1}"
    check_traits(svg_of(piece), traits_of(piece))
    sealed = read(art.coverURI(name, 0))
    assert sealed["name"] == f"{name} #0"
    check_harmless(svg_of(sealed))
    collection = read(art.contractURI(name, name[::-1]))
    assert (collection["name"], collection["description"]) == (name, name[::-1])
    assert list(collection) == ["name", "description", "image"]
    check_harmless(svg_of(collection))


def test_a_name_that_is_no_utf8_still_makes_valid_documents(chain: Chain, art: Contract) -> None:
    raw = b"caf\xe9 \xff\xe4\xb8"
    selector = art.tokenURI.data("", 1, seed_of(1))[:4]
    data = selector + encode(["bytes", "uint256", "bytes32"], [raw, 1, seed_of(1)])
    output = chain.w3.eth.call({"to": art.address, "data": data})
    document = read(decode(["string"], output)[0])
    assert document["name"] == "caf\ufffd \ufffd\ufffd\ufffd #1"
    check_traits(svg_of(document), traits_of(document))


def test_a_cover_tells_nothing_but_that_it_is_sealed(art: Contract) -> None:
    first, second = (read(art.coverURI(NAME, number)) for number in (1, 2))
    assert list(first) == ["name", "description", "image", "attributes"]
    assert traits_of(first) == {"Status": "Sealed"}
    assert (first["name"], second["name"]) == (f"{NAME} #1", f"{NAME} #2")
    del first["name"], second["name"]
    assert first == second


def test_every_collection_has_a_picture_of_its_own(art: Contract) -> None:
    pictures = {read(art.contractURI(name, ""))["image"] for name in ("a", "b", "c")}
    assert len(pictures) == 3
