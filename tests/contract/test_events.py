"""Events of a receipt: by name, with named values, whoever emitted them."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from contract.raw_code import deploy_raw, log, send_data
from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.contract import Contract, Event, Receipt

PLACE = {"name": "home", "position": [1, -2]}


def only(receipt: Receipt) -> Event:
    (event,) = receipt.events
    return event


class TestOwnEvents:
    def test_an_event_has_name_arguments_and_emitter(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.indexed_(5, "0x01020304", True, sender=alice))
        assert event.name == "Indexed"
        assert event.args == {
            "account": alice.address,
            "number": 5,
            "tag": b"\1\2\3\4",
            "flag": True,
        }
        assert (event.address, event.contract) == (announcer.address, "Announcer")
        assert list(event.args) == ["account", "number", "tag", "flag"]

    def test_an_event_without_parameters_has_no_arguments(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.empty(sender=alice))
        assert (event.name, event.args) == ("Empty", {})
        assert str(event) == "Empty()"

    def test_events_of_one_name_are_told_apart_by_their_parameters(
        self, announcer: Contract, alice: Account
    ) -> None:
        assert only(announcer.plain(5, sender=alice)).args == {"number": 5}
        assert only(announcer.plain(5, "x", sender=alice)).args == {"number": 5, "words": "x"}

    def test_what_is_indexed_and_dynamic_is_there_as_its_hash(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.hashed("words", b"data", [1, 2], sender=alice))
        assert event.args == {
            "words": keccak(b"words"),
            "data": keccak(b"data"),
            "numbers": keccak((1).to_bytes(32, "big") + (2).to_bytes(32, "big")),
            "alsoWords": "words",
        }

    def test_an_indexed_struct_is_there_as_its_hash(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.hashedPlace(PLACE, sender=alice))
        assert isinstance(event.args["place"], bytes)
        assert len(event.args["place"]) == 32
        same = event.args["samePlace"]
        assert (same.name, same.position) == ("home", [1, -2])

    def test_arrays_and_structs_are_decoded(self, announcer: Contract, alice: Account) -> None:
        event = only(announcer.listed([1, 2], [PLACE, PLACE], sender=alice))
        assert event.args["numbers"] == [1, 2]
        assert [place.name for place in event.args["places"]] == ["home", "home"]
        assert str(event) == (
            "Listed(numbers=[1, 2], places=[(name=home, position=[1, -2]), "
            "(name=home, position=[1, -2])])"
        )

    def test_parameters_without_names_are_numbered(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.nameless(5, sender=alice))
        assert event.args == {"_0": alice.address, "_1": 5}

    def test_an_anonymous_event_is_known_by_its_contract(
        self, announcer: Contract, alice: Account
    ) -> None:
        event = only(announcer.unsigned(1, 2, 3, "words", sender=alice))
        assert event.name == "Unsigned"
        assert event.args == {"account": alice.address, "a": 1, "b": 2, "c": 3, "words": "words"}

    def test_events_are_in_order(self, announcer: Contract, alice: Account) -> None:
        receipt = announcer.count(5, sender=alice)
        assert [event.args["number"] for event in receipt.events] == [1, 2, 3, 4, 5]
        assert announcer.count(0, sender=alice).events == []


class TestOtherContracts:
    def test_an_event_another_contract_emitted_is_decoded_with_its_emitter(
        self, outer: Contract, inner: Contract, alice: Account
    ) -> None:
        stored, relayed = outer.relay(5, sender=alice).events
        assert (stored.name, stored.address, stored.contract) == ("Stored", inner, "Inner")
        assert stored.args == {"by": outer.address, "value": 5}
        assert relayed.name == "Relayed"
        assert relayed.address == outer

    def test_an_event_of_a_contract_made_on_the_way_is_decoded(
        self, nursery: Contract, alice: Account
    ) -> None:
        born, made = nursery.make("Ann", sender=alice).events
        assert (born.name, born.contract) == ("Born", "Child")
        assert made.args["child"] == born.address

    def test_an_event_by_delegatecall_is_the_proxys(
        self, chain: Chain, understudy: Contract, alice: Account
    ) -> None:
        event = only(chain.at("Script", understudy).change(5, sender=alice))
        assert event.name == "Changed"
        assert event.address == understudy
        assert event.args == {"by": alice.address, "self": understudy.address, "value": 5}

    def test_events_of_a_plain_transaction_are_decoded(
        self, chain: Chain, purse: Contract, alice: Account
    ) -> None:
        assert only(chain.transfer(purse, 5, sender=alice)).name == "Received"


class TestStrangers:
    def emit(self, chain: Chain, sender: Account, topics: list[bytes], data: bytes = b"") -> Event:
        stranger = deploy_raw(chain, sender, log(topics, data))
        event = only(send_data(chain, sender, stranger, b""))
        assert (event.address, event.contract) == (stranger, "")
        return event

    def test_an_event_nobody_knows_keeps_topics_and_data(
        self, chain: Chain, alice: Account
    ) -> None:
        event = self.emit(chain, alice, [b"t" * 32, b"u" * 32], b"data")
        assert event.name == ""
        assert event.args == {"topics": [b"t" * 32, b"u" * 32], "data": b"data"}
        assert str(event).startswith("event nobody here knows(topics=[0x7474…7474, ")

    def test_a_log_without_topics_is_nobodys_event(self, chain: Chain, alice: Account) -> None:
        assert self.emit(chain, alice, [], b"data").args == {"topics": [], "data": b"data"}

    def test_an_event_of_a_stranger_is_known_by_any_abi(self, chain: Chain, alice: Account) -> None:
        topics = [keccak(text="Stored(address,uint256)"), encode(["address"], [alice.address])]
        event = self.emit(chain, alice, topics, (5).to_bytes(32, "big"))
        assert (event.name, event.args) == ("Stored", {"by": alice.address, "value": 5})

    @pytest.mark.parametrize("data", [b"", b"\xff" * 31], ids=["no data", "a byte too few"])
    def test_an_event_whose_data_does_not_fit_keeps_it_raw(
        self, chain: Chain, alice: Account, data: bytes
    ) -> None:
        topics = [keccak(text="Stored(address,uint256)"), encode(["address"], [alice.address])]
        assert self.emit(chain, alice, topics, data).name == ""

    def test_an_event_with_a_topic_that_is_no_address_keeps_it_raw(
        self, chain: Chain, alice: Account
    ) -> None:
        topics = [keccak(text="Stored(address,uint256)"), b"\xff" * 32]
        assert self.emit(chain, alice, topics, (5).to_bytes(32, "big")).name == ""

    def test_transfers_of_erc20_and_erc721_are_told_apart_by_their_topics(
        self, chain: Chain, alice: Account
    ) -> None:
        transfer = keccak(text="Transfer(address,address,uint256)")
        people: list[Any] = [encode(["address"], [alice.address])] * 2
        amount = (5).to_bytes(32, "big")
        assert self.emit(chain, alice, [transfer, *people], amount).args["value"] == 5
        assert self.emit(chain, alice, [transfer, *people, amount]).args["tokenId"] == 5

    def test_a_text_that_is_not_utf8_does_not_hide_the_event(
        self, chain: Chain, announcer: Contract, alice: Account
    ) -> None:
        data = announcer["plain(uint256,string)"].data(5, "ab").replace(b"ab", b"\xff\xfe")
        event = only(send_data(chain, alice, announcer, data))
        assert event.args == {"number": 5, "words": "\\xff\\xfe"}


def test_an_event_can_be_sent_to_another_process(announcer: Contract, alice: Account) -> None:
    event = only(announcer.indexed_(5, "0x01020304", True, sender=alice))
    assert pickle.loads(pickle.dumps(event)) == event
