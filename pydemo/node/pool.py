"""Transactions that wait for a block: in the order of their nonces, the better paying first.

The rules are geth's: a transaction ahead of its nonce waits for those before it, and one takes the
place of another with its nonce if it pays a tenth more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from pydemo.chain.envelope import Signature
from pydemo.errors import TransactionRefused
from pydemo.evm.transaction import Message, gas_price

MOST = 10_000
"""How many may wait."""
_BUMP = 10
"""By how many percent a replacement must pay more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transaction that is complete, with whom it is from."""

    message: Message
    signature: Signature
    hash: bytes


class Pool:
    """What is not mined yet."""

    def __init__(self) -> None:
        self._by_sender: dict[int, dict[int, Waiting]] = {}
        self._by_hash: dict[bytes, Waiting] = {}

    def __len__(self) -> int:
        return len(self._by_hash)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(tuple(self._by_hash.values()))

    def get(self, tx_hash: bytes) -> Waiting | None:
        return self._by_hash.get(tx_hash)

    def add(self, waiting: Waiting) -> Waiting | None:
        """Let a transaction wait. Returns the one whose place it takes.

        Raises:
            errors.TransactionRefused: it is here already, pays too little to replace another, or
                too many wait.
        """
        if waiting.hash in self._by_hash:
            raise TransactionRefused("already known")
        sent = waiting.message
        replaced = self._by_sender.get(sent.sender, {}).get(sent.nonce)
        if replaced is not None:
            _check_it_pays_more(replaced.message, sent)
            del self._by_hash[replaced.hash]
        elif len(self) >= MOST:
            raise TransactionRefused(f"txpool is full: {MOST} transactions wait")
        self._by_sender.setdefault(sent.sender, {})[sent.nonce] = waiting
        self._by_hash[waiting.hash] = waiting
        return replaced

    def remove(self, tx_hash: bytes) -> bool:
        waiting = self._by_hash.pop(tx_hash, None)
        if waiting is None:
            return False
        sent = waiting.message
        of_sender = self._by_sender[sent.sender]
        del of_sender[sent.nonce]
        if not of_sender:
            del self._by_sender[sent.sender]
        return True

    def clear(self) -> None:
        self._by_sender.clear()
        self._by_hash.clear()

    def next_nonce(self, sender: int, nonce: int) -> int:
        """The nonce a sender's next transaction should have, counting those that wait."""
        of_sender = self._by_sender.get(sender, {})
        while nonce in of_sender:
            nonce += 1
        return nonce

    def ready(self, nonce_of: Callable[[int], int], base_fee: int) -> Iterator[Waiting]:
        """Those that can go into a block, the best paying first, each sender's in order.

        Args:
            nonce_of: the nonce an account has on the chain.
            base_fee: of the block; who offers less stays.
        """
        heads: list[tuple[int, int, Waiting]] = []
        for place, (sender, of_sender) in enumerate(self._by_sender.items()):
            first = of_sender.get(nonce_of(sender))
            if first is not None and first.message.max_fee >= base_fee:
                heads.append((-gas_price(first.message, base_fee), place, first))
        heapify(heads)
        while heads:
            _, place, best = heappop(heads)
            following = self._by_sender.get(best.message.sender, {}).get(best.message.nonce + 1)
            yield best
            if following is not None and following.message.max_fee >= base_fee:
                heappush(heads, (-gas_price(following.message, base_fee), place, following))


def _check_it_pays_more(old: Message, new: Message) -> None:
    def enough(before: int, offered: int) -> bool:
        return offered * 100 >= before * (100 + _BUMP)

    tips = [sent.max_fee if sent.priority_fee is None else sent.priority_fee for sent in (old, new)]
    if not (enough(old.max_fee, new.max_fee) and enough(*tips)):
        raise TransactionRefused(
            f"replacement transaction underpriced: it must pay {_BUMP}% more than the one that "
            f"waits with nonce {old.nonce}"
        )
