"""A visit to PubMed, over real HTTP against the stand-in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Cursor, Harvest
from literature.terms.matcher import Term
from sources.http import Pace
from sources.pubmed.cursor import from_cursor
from sources.pubmed.eutils import Access, Eutils
from sources.pubmed.query import query
from sources.pubmed.visit import ABSENT, NOT_AVAILABLE, sort_out, visit_pubmed
from tests.sources.visiting import context
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_answers import Answer
from tests.standins.ncbi_faults import Fault
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record

TODAY = date(2026, 3, 2)
QUERIES = {"IL-1": '("interleukin-1"[tiab])', "gout": '("gout"[tiab] OR "podagra"[tiab])'}


@dataclass
class Corpus:
    """What is held; knows as much of ``unknown`` as the store does."""

    held: set[str] = field(default_factory=set)

    def unknown(self, pmids: Sequence[str]) -> Collection[str]:
        return set(pmids) - self.held

    def take(self, harvest: Harvest) -> None:
        self.held |= {record.source_id for record in harvest.records}


@dataclass
class Visitor:
    """Visits as the poll does, without waiting between tries."""

    eutils: Eutils
    client: httpx.AsyncClient
    corpus: Corpus = field(default_factory=Corpus)
    cursor: Cursor | None = None

    async def visit(self, today: date = TODAY, queries: Mapping[str, str] = QUERIES) -> Harvest:
        async def at_once(seconds: float) -> None:
            """No waiting in tests."""

        access = Access(self.eutils, self.client, Pace(0), sleep=at_once)
        now = datetime.combine(today, datetime.min.time(), UTC)
        given = replace(context(self.client, now=now, cursor=self.cursor), unknown=self.corpus.unknown)
        return await visit_pubmed(queries, access, given)


def serve(tmp_path: Path, *records: str, ceiling: int = 9_999) -> NcbiStandin:
    file = tmp_path / "records.xml"
    file.write_bytes(document(*records))
    return NcbiStandin([file], ceiling=ceiling)


WEEK = tuple(record(pmid) for pmid in range(1, 8))


@pytest.fixture
def week(tmp_path: Path) -> Iterator[NcbiStandin]:
    with serve(tmp_path, *WEEK) as standin:
        yield standin


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as one:
        yield one


def visitor(standin: NcbiStandin, client: httpx.AsyncClient, **settings: object) -> Visitor:
    eutils = Eutils("ilwatch", "owner@example.org", standin.url, look_back=timedelta(days=30), batch=3, seconds=20)
    return Visitor(replace(eutils, **settings), client)  # type: ignore[arg-type]  # checked by the dataclass's users


def closes(harvest: Harvest) -> bool:
    return harvest.announced == len(harvest.records) + len(harvest.held) + len(harvest.unread)


def absent(harvest: Harvest) -> set[str]:
    """The PMIDs that the next visit will ask for again."""
    assert harvest.cursor
    return set(from_cursor(harvest.cursor).absent.since)


def pmids(harvest: Harvest) -> list[str]:
    return [one.source_id for one in harvest.records]


async def test_everything_announced_arrives_once_and_the_second_visit_fetches_nothing(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    reader = visitor(week, client)
    first = await reader.visit()
    assert pmids(first) == ["1", "2", "3", "4", "5", "6", "7"]
    assert closes(first)
    assert [len(r.parameters["id"].split(",")) for r in week.asked("efetch")] == [3, 3, 1]
    reader.corpus.take(first)
    reader.cursor = first.cursor
    week.misbehave()
    second = await reader.visit()
    assert (second.records, second.held, week.asked("efetch")) == ((), tuple("1234567"), [])
    assert (second.alarms, closes(second)) == ((), True)


async def test_real_records_all_arrive_once(shared: Path, client: httpx.AsyncClient) -> None:
    labels = (shared / "pubmed/il1/il1_labels.tsv").read_text().splitlines()
    rows = [dict(zip(labels[0].split("\t"), line.split("\t"), strict=False)) for line in labels[1:]]
    ours = {r["pmid"] for r in rows if {"IL-1", "IL-1RA"} & set(f"{r['in_title']}|{r['in_abstract']}".split("|"))}
    terms = (
        Term("IL-1", ("interleukin-1", "interleukin-1β", "IL-1α", "IL-1β", "IL-1R", "IL1R1"), mesh=("Interleukin-1",)),
        Term("IL-1RA", ("interleukin-1 receptor antagonist", "anakinra")),
        Term("IL-32", ("interleukin-32",)),
    )
    with NcbiStandin([shared / "pubmed/il1/il1_real.xml"]) as standin:
        reader = visitor(standin, client, batch=50, look_back=timedelta(days=30_000))
        harvest = await reader.visit(date(2021, 6, 8), {term.name: query(term) for term in terms})
        assert closes(harvest)
        assert len(set(pmids(harvest))) == harvest.announced
        assert ours
        assert ours - set(pmids(harvest)) == set()
        reader.corpus.take(harvest)
        reader.cursor = harvest.cursor
        again = await reader.visit(date(2021, 6, 9), {term.name: query(term) for term in terms})
        assert (again.records, again.unread) == ((), ())


async def test_windows_are_whole_days_of_both_dates_from_the_look_back_to_tomorrow(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    reader = visitor(week, client)
    reader.cursor = (await reader.visit(TODAY)).cursor
    week.misbehave()
    await reader.visit(date(2026, 3, 9), {"IL-1": QUERIES["IL-1"]})
    searches = [r.parameters for r in week.asked("esearch") if "datetype" in r.parameters]
    windows = [tuple(search[k] for k in ("datetype", "mindate", "maxdate")) for search in searches]
    assert windows == [("crdt", "2026/01/31", "2026/03/10"), ("edat", "2026/01/31", "2026/03/10")]
    assert {request.method for request in week.requests} == {"POST"}


async def test_a_pubmed_that_stands_still_is_silent_after_three_days_and_lives_when_records_come(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    """Its answers are perfect: every search finds what it found yesterday. The records that come need not be ours."""
    with serve(tmp_path, record(1, created=TODAY)) as standin:
        reader = visitor(standin, client)
        silent = list[datetime | None]()
        for number in range(5):
            harvest = await reader.visit(TODAY + timedelta(days=number))
            reader.corpus.take(harvest)
            reader.cursor = harvest.cursor
            silent.append(harvest.silent_since)
        assert silent == [None, None, None, *[datetime(2026, 3, 2, tzinfo=UTC)] * 2]
        (tmp_path / "other.xml").write_bytes(document(record(2, "Of quite another thing", created=date(2026, 3, 6))))
        standin.index = load([tmp_path / "records.xml", tmp_path / "other.xml"], None)
        assert (await reader.visit(date(2026, 3, 7))).silent_since is None


@pytest.mark.parametrize(
    ("created", "silent"),
    [((12, 13), None), ((5, 9), datetime(2026, 2, 9, tzinfo=UTC)), ((), datetime(2026, 2, 4, tzinfo=UTC))],
    ids=["until Friday", "until last Monday", "none"],
)
async def test_on_a_holiday_monday_records_of_the_days_since_the_last_visit_show_that_pubmed_lives(
    created: Sequence[int], silent: datetime | None, tmp_path: Path, client: httpx.AsyncClient
) -> None:
    """After twelve days without a visit, or on the day of a thaw, the visit brought them and called PubMed silent:
    Sunday and Washington's Birthday have no records, and no other days were counted."""
    days = [date(2026, 2, 4), *(date(2026, 2, day) for day in created)]
    with serve(tmp_path, *(record(number, created=day) for number, day in enumerate(days, start=1))) as standin:
        reader = visitor(standin, client)
        reader.cursor = (await reader.visit(date(2026, 2, 5))).cursor
        assert (await reader.visit(date(2026, 2, 16))).silent_since == silent


async def test_a_clock_that_is_a_year_ahead_does_not_take_this_years_records_for_life(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    with serve(tmp_path, record(1, created=TODAY), record(2, created=TODAY + timedelta(days=9))) as standin:
        reader = visitor(standin, client)
        reader.cursor = (await reader.visit(TODAY + timedelta(days=1))).cursor
        ahead = await reader.visit(TODAY + timedelta(days=365))
        assert ahead.silent_since == datetime(2026, 3, 11, tzinfo=UTC)


async def test_a_visit_whose_newest_records_cannot_be_counted_is_kept_and_says_so(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    week.misbehave(*(f"esearch:error_in_200@{number}" for number in (5, 6, 7)))
    harvest = await visitor(week, client).visit()
    assert (len(harvest.records), bool(harvest.cursor)) == (7, True)
    assert harvest.notes[-1].startswith("PubMed's newest records could not be counted: esearch: failed at NCBI")


async def test_late_records_come_by_their_creation_and_early_ones_by_their_entry(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    late = record(21, created=TODAY, entered=date(2019, 5, 1))
    revived = record(22, created=date(2020, 1, 1), entered=TODAY)
    tomorrow = record(23, created=TODAY, entered=TODAY + timedelta(days=1))
    old = record(24, created=date(2020, 1, 1))
    with serve(tmp_path, late, revived, tomorrow, old) as standin:
        assert pmids(await visitor(standin, client).visit()) == ["21", "22", "23"]


async def test_a_clock_that_was_set_back_narrows_no_window(week: NcbiStandin, client: httpx.AsyncClient) -> None:
    reader = visitor(week, client)
    reader.cursor = (await reader.visit(date(2031, 1, 1))).cursor
    assert len((await reader.visit(TODAY)).records) == 7


async def visit_over_the_ceiling(
    folder: Path, client: httpx.AsyncClient, size: int, ceiling: int
) -> tuple[Harvest, int]:
    """Visit a PubMed of ``size`` results, created in an order that is not that of their PMIDs; all but the last two are
    held. Return what came, and how many searches it took."""
    days = [date(2026, 2, 3) + timedelta(days=n) for n in range(25)]
    numbers = [30_000_000 + 7 * n for n in range(size)]
    records = [record(number, created=days[n * 11 % 25]) for n, number in enumerate(numbers)]
    with serve(folder, *records, ceiling=ceiling) as standin:
        reader = visitor(standin, client)
        reader.corpus.held = {str(number) for number in numbers[:-2]}
        harvest = await reader.visit(queries={"IL-1": QUERIES["IL-1"]})
    return harvest, len(standin.asked("esearch"))


async def test_a_result_over_the_ceiling_is_split_by_pmid_until_all_of_it_has_come(
    tmp_path: Path, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of NCBI's own ceiling, which benchmarks/ceiling.py takes."""
    monkeypatch.setattr("sources.pubmed.search.CEILING", 999)
    harvest, searches = await visit_over_the_ceiling(tmp_path, client, 2_500, 999)
    assert harvest.announced == 2_500
    assert pmids(harvest) == ["30017486", "30017493"]
    assert searches < 40


async def test_a_server_that_ignores_pmid_ranges_is_refused(tmp_path: Path, client: httpx.AsyncClient) -> None:
    ids = "".join(f"<Id>{n}</Id>" for n in range(1, 10_000))
    body = f"<eSearchResult><Count>12000</Count><IdList>{ids}</IdList></eSearchResult>".encode()
    with serve(tmp_path) as standin:
        standin.misbehave(Fault("body", answer=Answer(body)))
        with pytest.raises(BrokenSource, match="cannot give 12000 PMIDs"):
            await visitor(standin, client).visit()


async def test_pages_that_are_cut_silently_are_paged_through(week: NcbiStandin, client: httpx.AsyncClient) -> None:
    week.misbehave("clamp_silently")
    harvest = await visitor(week, client).visit()
    assert len(harvest.records) == 7
    assert len(week.asked("esearch")) > len(QUERIES) * 2


async def test_a_record_that_efetch_leaves_out_is_named_and_stands_in_the_cursor(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    week.misbehave("efetch:drop_record@1")
    harvest = await visitor(week, client).visit()
    assert [(one.source_id, one.reason) for one in harvest.unread] == [("3", ABSENT)]
    assert (len(harvest.records), absent(harvest), closes(harvest)) == (6, {"3"}, True)


async def test_a_batch_that_fails_for_good_costs_only_itself_and_is_asked_for_again_by_name(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    week.misbehave("efetch:html@1", "efetch:empty@2", "efetch:html@3")
    harvest = await visitor(week, client).visit()
    assert pmids(harvest) == ["4", "5", "6", "7"]
    (reason,) = {one.reason for one in harvest.unread}
    assert reason.startswith("efetch: an HTML page instead of XML")
    assert (absent(harvest), closes(harvest)) == ({"1", "2", "3"}, True)


async def test_one_record_that_is_broken_for_good_costs_only_itself(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    """Its whole batch of 200 would fail at every visit, for ever."""
    week.misbehave("efetch:ill_formed=5")
    harvest = await visitor(week, client).visit()
    assert [record.source_id for record in harvest.records] == ["1", "2", "3", "4", "6", "7"]
    (unread,) = harvest.unread
    assert unread.source_id == "5"
    assert b"<PMID" in unread.body
    assert absent(harvest) == set(), "its bytes are kept: it need not be asked for again"


async def test_a_server_that_cuts_every_answer_off_is_not_asked_without_end(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    week.misbehave("efetch:truncated")
    with pytest.raises(BrokenSource, match="efetch"):
        await visitor(week, client).visit()
    assert len(week.asked("efetch")) < 100


async def test_a_fault_that_passes_costs_nothing(week: NcbiStandin, client: httpx.AsyncClient) -> None:
    week.misbehave("rate_limit@1", "viewer_timeout_400@2", "reset@4", "efetch:truncated@1", "efetch:prolog_only@2")
    harvest = await visitor(week, client).visit()
    assert len(harvest.records) == 7
    assert harvest.cursor


@pytest.mark.parametrize("utility", ["esearch", "efetch"])
@pytest.mark.parametrize(
    "fault",
    [
        *("rate_limit", "error_in_200", "viewer_timeout_400", "route_failure", "html", "empty", "truncated"),
        *("prolog_only", "reset", "huge", "slow"),
    ],
)
async def test_a_fault_that_lasts_fails_the_visit_by_name(
    week: NcbiStandin, client: httpx.AsyncClient, utility: str, fault: str
) -> None:
    week.misbehave(f"{utility}:{fault}")
    limits = {"seconds": 0.3, "max_bytes": 3_000_000} if fault in ("huge", "slow") else {}
    with pytest.raises(BrokenSource) as caught:
        await visitor(week, client, api_key="s3cretkey", **limits).visit()
    assert caught.value.subject == "pubmed"
    assert isinstance(caught.value, RetrySource) == (fault != "huge")
    assert "s3cretkey" not in str(caught.value)


def recorded(file: Path) -> Answer:
    """A file of real answers: a body as it stands, or a recorded exchange with its status."""
    if file.name.startswith("cassette__"):
        exchange = json.loads(file.read_text())
        return Answer(str(exchange["body"]).encode(), exchange["status"])
    return Answer(file.read_bytes(), 429 if "429" in file.name else 200)


async def loss(week: NcbiStandin, client: httpx.AsyncClient, utility: str, answer: Answer) -> str:
    """What a visit says where ``utility`` always gives ``answer``: its error, or what each PMID was lost of."""
    week.misbehave(Fault("body", utility, answer=answer))
    try:
        harvest = await visitor(week, client).visit()
    except BrokenSource as error:
        return str(error)
    assert absent(harvest) == {one.source_id for one in harvest.unread}
    assert harvest.announced == len(harvest.unread) > 0
    return harvest.unread[0].reason


@pytest.mark.parametrize("utility", ["esearch", "efetch"])
async def test_no_recorded_answer_is_read_as_nothing_new(
    shared: Path, week: NcbiStandin, client: httpx.AsyncClient, utility: str
) -> None:
    """None of these files answers our questions, be it an error or another question's good answer."""
    files = [file for file in sorted((shared / "pubmed/eutils").iterdir()) if file.suffix != ".tsv"]
    assert len(files) > 30
    for file in files:
        said = await loss(week, client, utility, recorded(file))
        assert said == ABSENT or said.startswith(f"pubmed: {utility}: "), file.name


@pytest.mark.parametrize("utility", ["esearch", "efetch"])
@pytest.mark.parametrize("wrap", ["<e><ERROR>{}</ERROR></e>", '{{"ERROR": "{}"}}', "{}"])
async def test_no_recorded_error_string_is_read_as_nothing_new(
    shared: Path, week: NcbiStandin, client: httpx.AsyncClient, wrap: str, utility: str
) -> None:
    rows = (shared / "pubmed/eutils/error_strings.tsv").read_text().splitlines()[1:]
    assert len(rows) > 10
    for text in (row.split("\t")[3] for row in rows):
        said = await loss(week, client, utility, Answer(wrap.format(text).encode()))
        assert said == ABSENT or said.startswith(f"pubmed: {utility}: "), text


async def test_a_query_of_which_pubmed_understood_nothing_is_refused(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    body = b"<eSearchResult><Count>264</Count><IdList/><QueryTranslation>J[au]</QueryTranslation></eSearchResult>"
    week.misbehave(Fault("body", "esearch", answer=Answer(body)))
    with pytest.raises(BrokenSource, match=r"none of our phrases and searched for J\[au\]"):
        await visitor(week, client).visit()


async def test_a_changed_reading_of_the_same_query_is_an_alarm(week: NcbiStandin, client: httpx.AsyncClient) -> None:
    reader = visitor(week, client)
    before = await reader.visit()
    assert before.cursor
    reader.cursor = Cursor(before.cursor.replace("podagra", "gouty arthritis"))
    (alarm,) = (await reader.visit()).alarms
    assert alarm.startswith("gout: PubMed now reads the same query differently; gone:")


async def test_the_notes_tell_each_terms_count_reading_and_warnings(
    week: NcbiStandin, client: httpx.AsyncClient
) -> None:
    notes = (await visitor(week, client).visit()).notes
    assert notes[0].startswith('IL-1: 7 found; PubMed read the query as (("interleukin 1"[Title/Abstract])) AND 2026/')
    assert notes[2] == 'gout: PhraseNotFound: "podagra"[tiab]'


def test_pmids_that_are_not_available_are_named_as_such() -> None:
    catch = sort_out(["5"], b"id: 5 Error occurred: The following PMID is not available: 5")
    assert [(one.source_id, one.reason, one.body) for one in catch.unread] == [("5", NOT_AVAILABLE, b"")]


def test_of_several_versions_the_highest_is_taken_and_a_surplus_record_is_only_noted() -> None:
    body = document(record(1, "first"), record(1, "third", version=3), record(1, "second", version=2), record(9))
    catch = sort_out(["1"], body)
    assert [str(one.title) for one in catch.records] == ["third"]
    assert catch.notes == ("EFetch sent what was not asked for: 9",)


def test_a_record_that_cannot_be_read_keeps_its_bytes() -> None:
    damaged = "<PubmedArticle><MedlineCitation><PMID>?</PMID></MedlineCitation></PubmedArticle>"
    catch = sort_out(["7", "8"], document(damaged, record(8)))
    assert [one.source_id for one in catch.records] == ["8"]
    assert [(one.source_id, one.body) for one in catch.unread] == [("7", damaged.encode())]


def test_one_damaged_record_excuses_one_missing_pmid_only() -> None:
    damaged = "<PubmedArticle><MedlineCitation><PMID>?</PMID></MedlineCitation></PubmedArticle>"
    catch = sort_out(["6", "7", "8"], document(damaged, record(8)))
    assert [(one.source_id, bool(one.body)) for one in catch.unread] == [("6", True), ("7", False)]
