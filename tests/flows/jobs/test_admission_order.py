"""In which order the sources of a poll are admitted when servers are slow."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from flows.jobs.admission_order import AdmissionOrder

SOURCES = ("pubmed", "a", "b", "c")
SOON, NEVER = timedelta(), timedelta(hours=9)


async def admitted(order: AdmissionOrder, slow: str, answers: asyncio.Event) -> list[str]:
    """The sources in the order of their admission, of which ``slow`` answers last of all, at ``answers``."""
    done: list[str] = []

    async def visit(source: str) -> None:
        order.asked(source)
        if source == slow:
            await answers.wait()
        await order.turn(source)
        done.append(source)
        order.closed(source)
        if len(done) == len(SOURCES) - 1:
            answers.set()

    await asyncio.gather(*(visit(source) for source in reversed(SOURCES)))
    return done


@pytest.mark.parametrize("slow", SOURCES)
async def test_within_the_wait_the_order_is_that_of_the_file_whoever_is_slow(slow: str) -> None:
    answers = asyncio.Event()
    answers.set()
    assert await admitted(AdmissionOrder(dict.fromkeys(SOURCES, NEVER)), slow, answers) == list(SOURCES)


@pytest.mark.parametrize("slow", SOURCES)
async def test_a_source_that_is_slower_holds_up_nobody_and_is_admitted_when_it_comes(slow: str) -> None:
    """All others waited for it to the end, minutes long, with what they had brought in no database."""
    others = [source for source in SOURCES if source != slow]
    assert await admitted(AdmissionOrder(dict.fromkeys(SOURCES, SOON)), slow, asyncio.Event()) == [*others, slow]


async def test_pubmed_is_waited_for_where_a_feed_is_not() -> None:
    order = AdmissionOrder(dict.fromkeys(SOURCES, SOON) | {"pubmed": NEVER})
    order.asked("pubmed")
    order.asked("a")
    waiting = asyncio.create_task(order.turn("b"))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    order.closed("pubmed")
    await waiting


async def test_the_wait_counts_from_the_first_try() -> None:
    order = AdmissionOrder(dict.fromkeys(SOURCES, timedelta(milliseconds=50)) | {"pubmed": SOON})
    order.asked("pubmed")
    order.asked("a")
    await asyncio.sleep(0.03)
    order.asked("a")
    await asyncio.wait_for(order.turn("b"), 30)


async def test_who_was_not_asked_yet_is_waited_for() -> None:
    """It stands in line behind the six that are asked at once."""
    order = AdmissionOrder(dict.fromkeys(SOURCES, SOON))
    order.asked("pubmed")
    waiting = asyncio.create_task(order.turn("b"))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    order.asked("a")
    await waiting
