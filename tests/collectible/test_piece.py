"""`Piece`: what there is to see of one token, of any collection."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

import pydemo
from pydemo import Chain, errors, messages
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.data_uri import DataUri, parse_data_uri
from pydemo.contract.piece import Piece
from pydemo.plans import collectible as plan

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
SVG_URI = "data:image/svg+xml;base64," + b64encode(SVG.encode()).decode()


def uri(document: object) -> str:
    written = json.dumps(document).encode()
    return "data:application/json;base64," + b64encode(written).decode()


@pytest.fixture
def trickster(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("Trickster", sender=alice)


def piece_with(trickster: Contract, alice: Account, told: object) -> Piece:
    trickster.tell(told if isinstance(told, str) else uri(told), sender=alice)
    return Piece(trickster, 1)


class TestOurs:
    @pytest.fixture
    def drop(self, chain: Chain, alice: Account, bob: Account) -> Contract:
        system = plan.deploy(chain, deployer=alice, beneficiary=alice, max_supply=2, price=0)
        system.collection.mint(2, sender=bob)
        return system.collection

    def reveal(self, chain: Chain, drop: Contract, alice: Account) -> None:
        chain.mine(drop.revealBlock() - chain.block_number)
        drop.reveal(sender=alice)

    def test_it_shows_the_cover_and_after_the_reveal_the_piece(
        self, chain: Chain, drop: Contract, alice: Account
    ) -> None:
        piece = pydemo.Piece(drop, 1)
        assert piece.traits == {"Status": "Sealed"}
        cover = piece.svg
        self.reveal(chain, drop, alice)
        assert list(piece.traits) == ["Palette", "Grid", "Symmetry", "Motif", "Ground", "Accent"]
        assert piece.svg != cover
        assert piece.svg.startswith("<svg ")
        assert piece.metadata["name"] == f"{drop.name()} #1"
        assert piece.metadata["image"] == piece.image
        assert piece.image.startswith("data:image/svg+xml;base64,")

    def test_it_follows_its_owner(self, drop: Contract, bob: Account, carol: Account) -> None:
        piece = Piece(drop, 2)
        assert piece.owner == bob
        assert piece.read().owner_name == "bob"
        drop.transferFrom(bob, carol, 2, sender=bob)
        assert piece.owner == carol
        assert "carol" in piece._repr_html_()

    def test_a_notebook_gets_an_image_and_never_the_svg(
        self, chain: Chain, drop: Contract, alice: Account
    ) -> None:
        self.reveal(chain, drop, alice)
        piece = Piece(drop, 1)
        html = piece._repr_html_()
        assert f'<img src="{piece.image}"' in html
        assert "<svg" not in html
        for kind, value in piece.traits.items():
            assert f"<dt>{kind}</dt><dd>{value}</dd>" in html
        assert "owned by bob" in html
        with messages.speaking("zh"):
            assert "持有人：bob" in piece._repr_html_()
        assert repr(piece) == "<Piece Collectible #1>"

    def test_a_token_that_does_not_exist_is_the_contracts_own_error(self, drop: Contract) -> None:
        with errors.reverts("ERC721NonexistentToken", 3):
            Piece(drop, 3).read()


class TestStrangers:
    def test_any_collection_with_data_uris_will_do(
        self, trickster: Contract, alice: Account
    ) -> None:
        document = {
            "name": "A dot",
            "description": "Very small",
            "image": PIXEL,
            "attributes": [{"trait_type": "Size", "value": 1}, {"value": "loose"}],
        }
        piece = piece_with(trickster, alice, document)
        data = piece.read()
        assert (data.name, data.description, data.image) == ("A dot", "Very small", PIXEL)
        assert data.traits == {"Size": 1, "": "loose"}
        assert data.owner == trickster.address
        assert data.owner_name == "Trickster"
        with pytest.raises(errors.UnreadableMetadata, match="the image is image/gif, not an SVG"):
            _ = piece.svg

    def test_json_may_be_percent_encoded_and_lack_all_but_the_image(
        self, trickster: Contract, alice: Account
    ) -> None:
        told = 'data:application/json;utf8,{"image":"' + SVG_URI + '","name":"100%25"}'
        piece = piece_with(trickster, alice, told)
        assert piece.svg == SVG
        assert piece.traits == {}
        assert piece.read().name == "100%"
        assert piece_with(trickster, alice, {"image": PIXEL}).read().name == "Trickster #1"

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            ("", "'' is no data URI"),
            ("ipfs://bafy/1.json", "'ipfs://bafy/1.json' is no data URI"),
            ("https://example.org/" + "1" * 90, "https://example.org/11111111111111111111…"),
            ("data:application/json;base64,!!!", "its Base64 is broken"),
            ("data:application/json,{", "no JSON: "),
            ("data:application/json;base64,/w==", "no JSON: "),
            ("data:application/json," + "[" * 20_000, "no JSON: "),
            (uri([1]), "the JSON is no object"),
            (uri({"attributes": {"a": 1}}), "the attributes are no list of objects"),
            (uri({"attributes": [1]}), "the attributes are no list of objects"),
        ],
    )
    def test_metadata_that_cannot_be_read_are_one_clear_line(
        self, trickster: Contract, alice: Account, told: str, says: str
    ) -> None:
        piece = piece_with(trickster, alice, told)
        with pytest.raises(errors.UnreadableMetadata) as caught:
            piece.read()
        assert says in str(caught.value)
        assert "<Piece Trickster #1>" in str(caught.value)
        assert "\n" not in str(caught.value)
        assert '<span class="error">the metadata of &lt;Piece' in piece._repr_html_()

    @pytest.mark.parametrize(
        ("image", "says"),
        [
            (None, "no image"),
            (5, "no image"),
            ("", "no image"),
            ("https://example.org/spy.png", "the image is not in them"),
            ("javascript:alert(1)", "the image is not in them"),
            ("data:text/html,<script>alert(1)</script>", "text/html, which is no picture"),
            ("data:,x", "text/plain, which is no picture"),
        ],
    )
    def test_a_picture_from_elsewhere_is_refused_and_the_rest_is_shown(
        self, trickster: Contract, alice: Account, image: object, says: str
    ) -> None:
        document = {"name": "Bait", "image": image, "attributes": [{"trait_type": "a", "value": 1}]}
        piece = piece_with(trickster, alice, document)
        for reading in ("image", "svg"):
            with pytest.raises(errors.UnreadableMetadata, match=says):
                getattr(piece, reading)
        html = piece._repr_html_()
        assert "Bait" in html
        assert "<img" not in html
        assert "<script" not in html
        assert says in html

    def test_nothing_a_token_says_can_leave_its_place_in_the_page(
        self, trickster: Contract, alice: Account
    ) -> None:
        evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\ud800\u202e\n"
        document = {
            "name": evil,
            "image": "data:image/png," + evil[:-3],
            "attributes": [{"trait_type": evil, "value": evil}, {"trait_type": 1, "value": None}],
        }
        html = piece_with(trickster, alice, document)._repr_html_()
        assert "<script" not in html
        assert html.count("<img") == 1
        assert "onerror=alert(1)>" not in html
        assert "\u202e" not in html
        html.encode("utf-8")

    def test_a_contract_that_is_no_collection_is_refused(
        self, chain: Chain, alice: Account
    ) -> None:
        token = chain.deploy("DemoToken", 1, alice, sender=alice)
        with pytest.raises(errors.ArgumentError, match="DemoToken has no function tokenURI"):
            Piece(token, 1)


class TestDataUri:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("data:,a%20b", DataUri("text/plain", b"a b")),
            ("data:text/plain;charset=utf-8,a,b", DataUri("text/plain", b"a,b")),
            ("DATA:Image/PNG;Base64,AAEC", DataUri("image/png", b"\0\1\2")),
            ("data:;base64,", DataUri("text/plain", b"")),
        ],
    )
    def test_it_is_taken_apart(self, given: str, expected: DataUri) -> None:
        assert parse_data_uri(given) == expected

    @pytest.mark.parametrize("given", ["", "data:", "data:text/plain", "http://a,b", "data;,"])
    def test_anything_else_is_refused(self, given: str) -> None:
        with pytest.raises(ValueError, match="no data URI"):
            parse_data_uri(given)
