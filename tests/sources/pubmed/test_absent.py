"""PMIDs that are announced and never returned: a year of visits over real HTTP, and the rule by itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from literature.model.harvest import Harvest, Unread
from sources.pubmed.absent import NONE_ABSENT, Absent, absent_from_json, check_absence
from sources.pubmed.cursor import from_cursor
from sources.pubmed.visit import ABSENT
from tests.sources.pubmed.test_visit import Visitor, closes, pmids, visitor
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_answers import Answer
from tests.standins.ncbi_faults import Request
from tests.standins.ncbi_index import RECORD
from tests.standins.ncbi_sample import document, record

FIRST = date(2026, 3, 2)
DAY = timedelta(days=1)


class Ghosts(NcbiStandin):
    """PubMed with PMIDs that its search announces and EFetch leaves out: those of ``ghosts``."""

    ghosts: frozenset[str] = frozenset()

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if request.utility != "efetch":
            return answer
        gone = re.compile(rb"<PMID[^>]*>(%s)</PMID>" % b"|".join(pmid.encode() for pmid in self.ghosts or {"-"}))
        body = RECORD.sub(lambda found: b"" if gone.search(found[0]) else found[0], answer.body)
        return Answer(body, answer.status, answer.content_type)


@pytest.fixture
def pubmed(tmp_path: Path) -> Iterator[Ghosts]:
    file = tmp_path / "records.xml"
    file.write_bytes(document(*(record(pmid, created=FIRST + DAY * pmid) for pmid in range(1, 100))))
    with Ghosts([file]) as standin:
        yield standin


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as one:
        yield one


async def keep(reader: Visitor, day: int) -> Harvest:
    """A visit whose Harvest is stored, as the poll does."""
    harvest = await reader.visit(FIRST + DAY * day)
    assert closes(harvest)
    reader.corpus.take(harvest)
    reader.cursor = harvest.cursor or reader.cursor
    return harvest


async def test_a_ghost_does_not_hold_the_window_and_is_written_off_by_name_once(
    pubmed: Ghosts, client: httpx.AsyncClient
) -> None:
    """It pinned the cursor: each visit asked for all the days since, for 13 months and on."""
    pubmed.ghosts = frozenset({"3"})
    reader = visitor(pubmed, client, batch=200)
    lost = []
    for day in range(5, 90):
        harvest = await keep(reader, day)
        lost += [(day, one.reason) for one in harvest.unread if one.reason != ABSENT]
        assert [one.source_id for one in harvest.unread] == (["3"] if day <= 65 else [])
    pubmed.misbehave()
    await keep(reader, 90)
    assert pubmed.asked("esearch")[0].parameters["mindate"] == f"{FIRST + DAY * 59:%Y/%m/%d}"
    ((day, reason),) = lost
    assert day == 65
    assert "PMID 3 since 2026-03-07" in reason
    assert reader.corpus.held == {str(pmid) for pmid in range(1, 92)} - {"3"}


async def test_the_day_of_the_loss_raises_an_alarm_and_no_other_day(pubmed: Ghosts, client: httpx.AsyncClient) -> None:
    pubmed.ghosts = frozenset({"3"})
    reader = visitor(pubmed, client, batch=200)
    alarms = [len((await keep(reader, day)).alarms) for day in (5, 6, 65, 66)]
    assert alarms == [0, 0, 1, 0]


@pytest.mark.parametrize("day", [6, 30, 64], ids=["the next day", "at the edge of the window", "the last day"])
async def test_a_ghost_that_comes_after_all_is_admitted(pubmed: Ghosts, client: httpx.AsyncClient, day: int) -> None:
    """Also long after the search's window has gone past the day on which it was announced."""
    pubmed.ghosts = frozenset({"3"})
    reader = visitor(pubmed, client, batch=200)
    for before in range(5, day, 5):
        await keep(reader, before)
    pubmed.ghosts = frozenset()
    assert "3" in pmids(await keep(reader, day))
    assert reader.cursor
    assert from_cursor(reader.cursor).absent == NONE_ABSENT


async def test_a_ghost_that_comes_after_it_was_written_off_is_admitted_where_it_is_announced(
    pubmed: Ghosts, client: httpx.AsyncClient
) -> None:
    pubmed.ghosts = frozenset({"3"})
    reader = visitor(pubmed, client, batch=200, look_back=timedelta(days=120))
    for day in (5, 65, 70):
        harvest = await keep(reader, day)
    assert (harvest.unread, harvest.alarms) == ((), ())
    assert any("announced again and not returned again: 3" in note for note in harvest.notes)
    pubmed.ghosts = frozenset()
    assert "3" in pmids(await keep(reader, 71))
    assert reader.cursor
    assert from_cursor(reader.cursor).absent == NONE_ABSENT


async def test_a_hundred_ghosts_cost_one_request_a_visit(tmp_path: Path, client: httpx.AsyncClient) -> None:
    file = tmp_path / "many.xml"
    file.write_bytes(document(*(record(pmid, created=FIRST) for pmid in range(1, 151))))
    with Ghosts([file]) as pubmed:
        pubmed.ghosts = frozenset(str(pmid) for pmid in range(1, 101))
        reader = visitor(pubmed, client, batch=200)
        assert len((await keep(reader, 1)).unread) == 100
        pubmed.misbehave()
        assert len((await keep(reader, 2)).unread) == 100
        assert len(pubmed.asked("efetch")) == 1


async def test_ghosts_on_which_efetch_fails_hold_up_neither_new_records_nor_the_visit(
    pubmed: Ghosts, client: httpx.AsyncClient
) -> None:
    """An answer of EFetch without any record was seen to be empty; asked for with the new ones, they would fail too."""
    pubmed.ghosts = frozenset({"3"})
    reader = visitor(pubmed, client, batch=200)
    await keep(reader, 5)
    pubmed.misbehave("efetch:empty@2", "efetch:empty@3", "efetch:empty@4")
    harvest = await keep(reader, 6)
    assert pmids(harvest) == ["7"]
    assert [(one.source_id, "an empty answer" in one.reason) for one in harvest.unread] == [("3", True)]
    pubmed.misbehave("efetch:empty")
    reader.corpus.held.add("8")
    assert (await keep(reader, 7)).announced > 0


def test_a_first_day_in_the_future_counts_from_today() -> None:
    """One visit with a wrong year would else ask for it for ever."""
    before = Absent(since={"7": date(2031, 1, 1)})
    absence = check_absence(before, [Unread("7", ABSENT)], ["7"], FIRST)
    assert absence.absent.since == {"7": FIRST}


def test_what_was_given_up_is_forgotten_after_a_year_of_silence() -> None:
    before = Absent(given_up={"7": FIRST})
    assert check_absence(before, [], [], FIRST + 364 * DAY).absent.given_up == {"7": FIRST}
    assert check_absence(before, [], [], FIRST + 365 * DAY).absent.given_up == {}


def test_many_losses_of_one_day_are_one_reason_and_all_named_in_the_notes() -> None:
    ids = [str(pmid) for pmid in range(1, 151)]
    before = Absent(since=dict.fromkeys(ids, FIRST))
    absence = check_absence(before, [Unread(pmid, ABSENT) for pmid in ids], (), FIRST + 60 * DAY)
    (reason,) = {one.reason for one in absence.unread}
    assert "and 130 more" in reason
    assert any(set(ids) <= set(re.findall(r"\d+", note)) for note in absence.notes)
    assert absence.absent == Absent(given_up=dict.fromkeys(ids, FIRST + 60 * DAY))


def test_the_list_goes_through_json_and_back() -> None:
    absent = Absent({"1": FIRST}, {"2": FIRST + DAY})
    assert absent_from_json(absent.to_json()) == absent
