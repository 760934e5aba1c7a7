"""What waits for a client: in order, bounded in number and size, with room made for answers."""

from __future__ import annotations

import asyncio

import pytest

from pydemo.node.outbox import Outbox


def an_outbox(messages: int = 3, size: int = 100) -> tuple[Outbox, list[str]]:
    """With a list that gets longer each time the client is to be dropped."""
    dropped: list[str] = []
    return Outbox(messages, size, lambda: dropped.append("dropped")), dropped


def test_messages_come_out_in_the_order_they_went_in() -> None:
    async def run() -> list[str]:
        outbox, _ = an_outbox()
        outbox.tell("a")
        await outbox.answer("b")
        outbox.tell("c")
        return [await outbox.take() for _ in range(3)]

    assert asyncio.run(run()) == ["a", "b", "c"]


@pytest.mark.parametrize(("count", "size"), [(4, 1), (3, 40)])
def test_a_client_that_takes_too_few_or_too_little_is_dropped_once(count: int, size: int) -> None:
    outbox, dropped = an_outbox()
    assert [outbox.tell("x" * size) for _ in range(count - 1)] == [True] * (count - 1)
    assert dropped == []
    assert outbox.tell("x" * size) is False
    assert outbox.tell("x" * size) is False
    assert dropped == ["dropped"]


def test_a_message_larger_than_all_that_may_wait_goes_out_alone() -> None:
    outbox, dropped = an_outbox()
    assert outbox.tell("x" * 1_000)
    assert not outbox.tell("x")
    assert dropped == ["dropped"]


def test_what_is_taken_makes_room() -> None:
    async def run() -> list[str]:
        outbox, dropped = an_outbox()
        for _ in range(20):
            assert outbox.tell("x" * 60)
            await outbox.take()
        return dropped

    assert asyncio.run(run()) == []


def test_an_answer_waits_for_room_and_drops_nobody() -> None:
    async def run() -> tuple[bool, bool, list[str]]:
        outbox, dropped = an_outbox()
        outbox.tell("x" * 90)
        answering = asyncio.create_task(outbox.answer("y" * 90))
        await asyncio.sleep(0)
        waited = not answering.done()
        await outbox.take()
        await asyncio.wait_for(answering, 5)
        return waited, await outbox.take() == "y" * 90, dropped

    assert asyncio.run(run()) == (True, True, [])


def test_an_answer_does_not_wait_for_a_client_that_is_gone() -> None:
    async def run() -> None:
        outbox, _ = an_outbox()
        outbox.tell("x" * 90)
        answering = asyncio.create_task(outbox.answer("y" * 90))
        await asyncio.sleep(0)
        outbox.close()
        await asyncio.wait_for(answering, 5)

    asyncio.run(run())
