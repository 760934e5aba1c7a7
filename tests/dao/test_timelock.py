"""The timelock: whom it obeys, and what it takes."""

from __future__ import annotations

import pytest

from dao.scene import (
    HOUR,
    Call,
    Dao,
    same,
)
from pydemo import errors
from pydemo.units import ether


class TestTimelock:
    def test_it_obeys_its_governor_only(self, dao: Dao, call: Call) -> None:
        alice = dao.people["alice"]
        assert same(dao.timelock.governor(), dao.governor)
        with errors.reverts("TimelockUnauthorizedCaller", alice):
            dao.timelock.schedule(bytes(32), 10**6, sender=alice)
        with errors.reverts("TimelockUnauthorizedCaller", alice):
            dao.timelock.execute(*call.hashed, sender=alice)

    def test_it_wants_an_hour_and_each_operation_once(self, dao: Dao) -> None:
        governor = dao.chain.impersonate(dao.governor)
        dao.chain.set_balance(dao.governor, ether(1))
        with errors.reverts("TimelockInsufficientDelay", HOUR - 1, HOUR):
            dao.timelock.schedule(bytes(32), HOUR - 1, sender=governor)
        dao.timelock.schedule(bytes(32), HOUR, sender=governor)
        unset = (1).to_bytes(32, "big")
        with errors.reverts("TimelockUnexpectedOperationState", bytes(32), unset):
            dao.timelock.schedule(bytes(32), HOUR, sender=governor)

    def test_it_takes_all_kinds_of_things_and_the_governor_none(self, dao: Dao) -> None:
        alice = dao.people["alice"]
        one, many = (alice, alice, 1, 2, b""), (alice, alice, [1], [2], b"")
        assert dao.timelock.onERC721Received.call(alice, alice, 1, b"").hex() == "150b7a02"
        assert dao.timelock.onERC1155Received.call(*one).hex() == "f23a6e61"
        assert dao.timelock.onERC1155BatchReceived.call(*many).hex() == "bc197c81"
        for function, arguments in (
            ("onERC721Received", (alice, alice, 1, b"")),
            ("onERC1155Received", one),
            ("onERC1155BatchReceived", many),
        ):
            with errors.reverts("GovernorDisabledDeposit"):
                getattr(dao.governor, function).call(*arguments)

    @pytest.mark.parametrize("interface", ["01ffc9a7", "4e2312e0"])
    def test_both_say_what_they_are(self, dao: Dao, interface: str) -> None:
        assert dao.timelock.supportsInterface(bytes.fromhex(interface))
        assert dao.governor.supportsInterface(bytes.fromhex(interface))
        assert not dao.timelock.supportsInterface(bytes.fromhex("ffffffff"))
        assert not dao.governor.supportsInterface(bytes.fromhex("ffffffff"))
