"""Signed transactions that somebody has tampered with: both engines take and refuse the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from rounds import bounds

from differential.outcomes import show
from differential.pair import Failed, Pair
from differential.sending import BLOB, LEGACY, SET_CODE, Permission, Wish, fields_of, signed
from differential.stage import ALICE, BOB, CAROL, ERIN, PUPPETS, raw, shared_pair
from pydemo.chain.genesis import CHAIN_ID

_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_LISTED = ((raw(BOB), (1, 2)),)
KINDS = {
    f"type {kind}": Wish(kind, ALICE, (CAROL, b"data"), 5, 400_000, _LISTED, [], 1, 1, None)
    for kind in range(LEGACY, BLOB + 1)
} | {
    "type 0, for any chain": Wish(LEGACY, BOB, (CAROL, b""), 1, 50_000, (), [], 1, 1, None),
    "type 4": Wish(
        SET_CODE,
        ALICE,
        (CAROL, b""),
        0,
        400_000,
        (),
        [Permission(ERIN, PUPPETS[0], 0, CHAIN_ID)],
        1,
        1,
        None,
    ),
}
_FIELDS = st.one_of(
    st.sampled_from([b"", b"\0", b"\1", b"\2", b"\0\1", b"\xff" * 8, b"\xff" * 20, b"\xff" * 33]),
    st.sampled_from([(_ORDER - 1).to_bytes(32), (_ORDER // 2).to_bytes(32), bytes(32)]),
    st.sampled_from([[], [b""], [[b"\1" * 20, []]], [[b"\1" * 19, []]], [[b"\1" * 20, [b"\1"]]]]),
    st.binary(max_size=33),
)


def tampered(data: st.DataObject, transaction: bytes) -> bytes:
    """A transaction with a field, or a byte, changed, added or taken away."""
    kind = transaction[:1] if transaction[0] < 0xC0 else b""
    how = data.draw(st.sampled_from(["byte", "field", "field", "field", "cut", "longer"]))
    if how == "byte":
        place = data.draw(st.integers(0, len(transaction) - 1))
        byte = data.draw(st.binary(min_size=1, max_size=1))
        return transaction[:place] + byte + transaction[place + 1 :]
    if how == "cut":
        return transaction[: data.draw(st.integers(0, len(transaction) - 1))]
    if how == "longer":
        return transaction + data.draw(st.binary(min_size=1, max_size=3))
    fields: list[Any] = list(rlp.decode(transaction[len(kind) :]))
    place = data.draw(st.integers(0, len(fields)))
    fields[place : place + data.draw(st.integers(0, 1))] = data.draw(st.lists(_FIELDS, max_size=1))
    return kind + bytes(rlp.encode(fields))


@pytest.mark.parametrize("kind", KINDS)
def test_engines_agree_on_which_transactions_are_valid(kind: str) -> None:
    pair = shared_pair()
    transaction = signed(KINDS[kind], fields_of(KINDS[kind], pair))
    tally: Counter[tuple[str, str]] = Counter()
    _send(pair, transaction, tally)
    assert tally["sent", "taken"] == 1

    @bounds(examples=60)
    @given(data=st.data())
    def tamper(data: st.DataObject) -> None:
        _send(pair, tampered(data, transaction), tally)

    tamper()
    show(tally)
    assert tally["sent", "refused"] > 10


def _send(pair: Pair, transaction: bytes, tally: Counter[tuple[str, str]]) -> None:
    start = pair.take_snapshot()
    try:
        answer = pair.attempt(lambda engine: engine.send_raw_transaction(transaction))
        pair.agree()
    finally:
        pair.revert_to_snapshot(start)
    tally["sent", "refused" if isinstance(answer, Failed) else "taken"] += 1
