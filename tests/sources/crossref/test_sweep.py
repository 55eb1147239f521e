"""Crossref asked about many papers, over real HTTP: each ends as answered, as not known there, or by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from literature.model.errors import BrokenSource, RetrySource
from literature.model.progress import NullProgress
from literature.model.record import Identifier, PartialDate, Scheme, Update
from sources.crossref.sweep import LONGEST_TARGET, Swept, batches, sweep
from sources.crossref.works import INTERVAL, Crossref, CrossrefAccess
from sources.http import Pace
from sources.tries import TRIES
from tests.sources.visiting import NOW, at_once
from tests.standins.crossref import CrossrefStandin, dois_of, update

DAY = date(2026, 11, 12)
PAPERS = [f"10.5555/paper.{number}" for number in range(1, 8)]
PASSES = [
    "down",
    "html",
    "empty",
    "error_in_200",
    "truncated",
    "short",
    "stranger",
    "nameless",
    "twice",
    "other_kind",
    "rate_limit",
    "reset",
]


@pytest.fixture
def standin() -> Iterator[CrossrefStandin]:
    with CrossrefStandin() as served:
        served.knows(*PAPERS)
        yield served


@dataclass
class Asker:
    """Sweeps as a recheck does, without waiting; ``waited`` are the pauses it would have made."""

    standin: CrossrefStandin
    client: httpx.AsyncClient
    waited: list[float] = field(default_factory=list)
    api: Crossref = field(default_factory=lambda: Crossref("watch@example.org", Pace(0.0, sleep=at_once), batch=3))

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def sweep(self, dois: Sequence[str], progress: NullProgress = NullProgress()) -> Swept:  # noqa: B008
        api = replace(self.api, base_url=self.standin.url)
        access = CrossrefAccess(api, self.client, now=lambda: NOW, sleep=self._sleep, chance=lambda: 0.5)
        return await sweep(access, dois, progress)


@pytest.fixture
async def asker(standin: CrossrefStandin) -> AsyncIterator[Asker]:
    async with httpx.AsyncClient() as client:
        yield Asker(standin, client)


async def test_every_paper_is_asked_for_once_and_ends_in_one_place(asker: Asker, standin: CrossrefStandin) -> None:
    swept = await asker.sweep([*PAPERS, "10.5555/unknown", PAPERS[0]])
    assert (swept.answered, swept.unknown, swept.unread) == (tuple(PAPERS), ("10.5555/unknown",), ())
    assert (swept.not_asked, swept.failure) == ((), "")
    assert dois_of(standin.targets) == [*PAPERS, "10.5555/unknown"]
    assert len(standin.targets) == 3


async def test_a_question_is_polite_and_asks_for_no_more_than_it_reads(asker: Asker, standin: CrossrefStandin) -> None:
    await asker.sweep(PAPERS[:2])
    (target,) = standin.targets
    assert urlsplit(target).path == "/works"
    assert parse_qs(urlsplit(target).query) == {
        "filter": ["doi:10.5555/paper.1,doi:10.5555/paper.2"],
        "select": ["DOI,updated-by"],
        "rows": ["2"],
        "mailto": ["watch@example.org"],
    }


async def test_nobody_to_ask_about_is_no_question(asker: Asker, standin: CrossrefStandin) -> None:
    assert (await asker.sweep([])).answered == ()
    assert standin.targets == []


async def test_what_is_asserted_is_read_with_its_source_its_notice_and_its_day(
    asker: Asker, standin: CrossrefStandin
) -> None:
    by_watch = update("10.5555/Notice.1", DAY, source="retraction-watch", record_id="48211")
    standin.asserts(PAPERS[0], update("10.5555/notice.1", date(2026, 11, 10)), by_watch)
    paper, notice = (Identifier(Scheme.DOI, value) for value in (PAPERS[0], "10.5555/notice.1"))
    swept = await asker.sweep(PAPERS)
    assert [record.update for record in swept.records] == [
        Update(paper, "retraction", "publisher", notice, PartialDate(2026, 11, 10)),
        Update(paper, "retraction", "retraction-watch", notice, PartialDate(2026, 11, 12)),
    ]
    assert len({record.source_id for record in swept.records}) == 2
    assert {record.source for record in swept.records} == {"crossref"}
    assert swept.answered == tuple(PAPERS)


async def test_a_new_version_is_no_notice_and_an_unknown_type_is_named(asker: Asker, standin: CrossrefStandin) -> None:
    standin.asserts(PAPERS[0], update("10.5555/v2", DAY, "new_version"), update("10.5555/r", DAY, "reinstatement"))
    swept = await asker.sweep(PAPERS)
    assert (swept.records, swept.unknown_types) == ((), ("reinstatement",))


@pytest.mark.parametrize(
    ("updated", "issued"),
    [
        ({"date-parts": [[2026, 11]]}, PartialDate(2026, 11)),
        ({"date-parts": [[2026]]}, PartialDate(2026)),
        ({"date-parts": [[None]]}, PartialDate()),
        ({"date-parts": [[2026, 2, 31]]}, PartialDate()),
        ({"date-parts": []}, PartialDate()),
        ("2026", PartialDate()),
        (None, PartialDate()),
    ],
)
async def test_a_date_is_read_as_far_as_it_is_one(
    asker: Asker, standin: CrossrefStandin, updated: object, issued: PartialDate
) -> None:
    standin.asserts(PAPERS[0], {**update("10.5555/n", DAY), "updated": updated})
    (record,) = (await asker.sweep(PAPERS[:1])).records
    assert record.update
    assert record.update.issued == issued


@pytest.mark.parametrize("entries", [{"DOI": "10.5555/n"}, ["retraction"], [{"DOI": "10.5555/n"}], [{"type": 7}]])
async def test_entries_of_another_shape_are_named_with_their_paper_and_the_others_are_read(
    asker: Asker, standin: CrossrefStandin, entries: object
) -> None:
    standin.works[PAPERS[1]] = entries
    standin.asserts(PAPERS[0], update("10.5555/n", DAY))
    swept = await asker.sweep(PAPERS[:3])
    assert (len(swept.records), swept.answered) == (1, (PAPERS[0], PAPERS[2]))
    assert [(unread.source_id, bool(unread.body)) for unread in swept.unread] == [(PAPERS[1], True)]


@pytest.mark.parametrize("fault", PASSES)
async def test_a_wrong_answer_is_asked_for_again_and_read_when_it_is_right(
    asker: Asker, standin: CrossrefStandin, fault: str
) -> None:
    standin.misbehave(fault, 1)
    assert (await asker.sweep(PAPERS)).answered == tuple(PAPERS)
    assert len(standin.targets) == 4


@pytest.mark.parametrize("fault", PASSES)
async def test_where_crossref_answers_nothing_right_nothing_is_known(
    asker: Asker, standin: CrossrefStandin, fault: str
) -> None:
    standin.misbehave(fault)
    with pytest.raises(RetrySource) as raised:
        await asker.sweep(PAPERS)
    assert (raised.value.subject, len(standin.targets)) == ("crossref", TRIES)
    assert f"(tries: {TRIES})" in raised.value.message


async def test_a_server_that_is_slow_is_given_up_in_time(standin: CrossrefStandin) -> None:
    standin.misbehave("slow")
    async with httpx.AsyncClient() as client:
        api = Crossref("watch@example.org", Pace(0.0, sleep=at_once), standin.url, seconds=0.2)
        with pytest.raises(RetrySource, match="did not answer in full"):
            await sweep(CrossrefAccess(api, client, sleep=at_once), PAPERS)


async def test_a_server_that_shuts_us_out_is_left_alone(asker: Asker, standin: CrossrefStandin) -> None:
    standin.misbehave("blocked")
    with pytest.raises(RetrySource, match="403"):
        await asker.sweep(PAPERS)
    assert (len(standin.targets), asker.waited) == (1, [])


async def test_a_server_that_asks_for_a_pause_gets_it(asker: Asker, standin: CrossrefStandin) -> None:
    standin.misbehave("rate_limit", 1)
    await asker.sweep(PAPERS[:1])
    assert asker.waited == [2.0]


async def test_what_was_answered_before_crossref_failed_is_kept_and_the_rest_is_named(
    asker: Asker, standin: CrossrefStandin
) -> None:
    standin.asserts(PAPERS[0], update("10.5555/n", DAY))
    standin.misbehave("down", 2, 3, 4)
    swept = await asker.sweep(PAPERS)
    assert (swept.answered, swept.not_asked) == (tuple(PAPERS[:3]), tuple(PAPERS[3:]))
    assert "503" in swept.failure
    assert len(swept.records) == 1


async def test_the_allowance_that_crossref_tells_slows_the_pace_and_never_quickens_it(
    asker: Asker, standin: CrossrefStandin
) -> None:
    asker.api = replace(asker.api, pace=Pace(0.0, sleep=at_once))
    standin.headers |= {"X-Rate-Limit-Limit": "2", "X-Rate-Limit-Interval": "10s"}
    await asker.sweep(PAPERS[:1])
    assert asker.api.pace.interval == 5.0
    standin.headers |= {"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Interval": "1s"}
    await asker.sweep(PAPERS[:1])
    assert asker.api.pace.interval == 5.0
    standin.headers |= {"X-Rate-Limit-Limit": "many", "X-Rate-Limit-Interval": ""}
    await asker.sweep(PAPERS[:1])
    assert asker.api.pace.interval == 5.0


async def test_a_wrong_address_is_refused_at_once(asker: Asker, standin: CrossrefStandin) -> None:
    standin.url += "elsewhere/"
    standin.works.clear()
    with pytest.raises(BrokenSource, match="base_url"):
        await asker.sweep(PAPERS)


STRANGE = [
    "10.1002/(sici)1097-0142(19970101)79:1<1::aid-cncr1>3.0.co;2-#",
    "10.5555/a,b",
    "10.5555/a&rows=0",
    "10.5555/a+b%c",
    "10.5555/ünïcode",
    "10.5555/a?b=c;d",
]


async def test_a_doi_of_odd_characters_is_asked_for_as_it_is(asker: Asker, standin: CrossrefStandin) -> None:
    """One with a comma would be two filters: it is asked for alone."""
    standin.knows(*STRANGE)
    swept = await asker.sweep([*STRANGE, PAPERS[0]])
    assert sorted(swept.answered) == sorted([*STRANGE, PAPERS[0]])
    assert (swept.unknown, swept.unread) == ((), ())


async def test_a_doi_with_a_comma_that_is_not_known_is_named(asker: Asker) -> None:
    assert (await asker.sweep(["10.5555/c,d"])).unknown == ("10.5555/c,d",)


async def test_one_doi_that_crossref_refuses_does_not_keep_the_others_from_being_asked_about(
    asker: Asker, standin: CrossrefStandin
) -> None:
    standin.refused = {PAPERS[0], PAPERS[1]}
    swept = await asker.sweep(PAPERS)
    assert (swept.answered, swept.not_asked) == (tuple(PAPERS[2:]), ())
    assert [unread.source_id for unread in swept.unread] == PAPERS[:2]


async def test_where_every_doi_is_refused_the_question_itself_is_wrong(asker: Asker, standin: CrossrefStandin) -> None:
    standin.refused = set(PAPERS)
    with pytest.raises(BrokenSource, match="is not valid for this route"):
        await asker.sweep(PAPERS)


async def test_progress_counts_the_papers(asker: Asker) -> None:
    told: list[tuple[int, int]] = []

    class Heard(NullProgress):
        def fetched(self, done: int, total: int) -> None:
            told.append((done, total))

    await asker.sweep(PAPERS, Heard())
    assert told == [(3, 7), (6, 7), (7, 7)]


def test_long_dois_make_small_batches_and_none_is_too_long_for_the_server() -> None:
    dois = [f"10.5555/{'x' * 300}.{number}" for number in range(30)]
    made = batches(dois, 50, 1_000)
    assert [doi for batch in made for doi in batch] == dois
    assert {len(batch) for batch in made} == {3}


async def test_no_question_is_longer_than_the_server_takes(asker: Asker, standin: CrossrefStandin) -> None:
    asker.api = replace(asker.api, batch=50)
    dois = [f"10.5555/{'x' * 150}.{number}" for number in range(60)]
    assert len((await asker.sweep(dois)).unknown) == 60
    assert max(map(len, standin.targets)) <= LONGEST_TARGET + 1


async def test_ten_thousand_works_take_200_questions_and_less_than_ten_minutes_at_the_allowed_pace(
    standin: CrossrefStandin,
) -> None:
    """Counted, not timed: DOIs of PubMed have 27 characters on average, and these 32."""
    dois = [f"10.1016/j.invented.2026.{number:08}" for number in range(10_000)]
    async with httpx.AsyncClient() as client:
        api = Crossref("watch@example.org", Pace(0.0, sleep=at_once), standin.url)
        await sweep(CrossrefAccess(api, client, sleep=at_once), dois)
    assert len(standin.targets) == 200
    assert len(standin.targets) * INTERVAL < 600
