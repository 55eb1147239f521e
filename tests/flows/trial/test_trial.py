"""A trial of a term against a real server: what it would bring is counted, read and explained; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from flows.config import default_since
from flows.trial.trial import NEWEST, TermTrial, try_term
from flows.trial.trial_report import TrialReport
from literature.model.errors import BrokenSource
from literature.model.identifiers import identifier
from literature.model.record import Record, RichText, Scheme
from literature.terms.matcher import Term
from literature.terms.traps import TrapKind
from literature.topics.sorter import Topic
from sources.http import Pace
from sources.pubmed.eutils import Access, Eutils
from tests.flows.children import at_once
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record

TODAY = date(2026, 11, 28)
GASDERMIN = Term("gasdermin D", ("gasdermin D", "GSDMD"))
IL1 = Term("IL-1", ("IL-1", "interleukin-1"))
SEPSIS = Topic("sepsis", "Sepsis", ("sepsis",))


@pytest.fixture
def standin() -> Iterator[NcbiStandin]:
    with NcbiStandin(today=f"{TODAY:%Y-%m-%d}") as server:
        yield server


def serve(standin: NcbiStandin, folder: Path, *records: str) -> None:
    (folder / "records.xml").write_bytes(document(*records))
    standin.index = load([folder / "records.xml"], None)


async def trial(
    standin: NcbiStandin,
    term: Term = GASDERMIN,
    known: Sequence[Record] | None = None,
    seeds: Sequence[Record] = (),
) -> TermTrial:
    async with httpx.AsyncClient() as client:
        access = Access(Eutils("ilwatch", "o@example.org", standin.url), client, Pace(0), sleep=at_once)
        return await try_term(term, (IL1,), (SEPSIS,), access, TODAY, seeds=seeds, known=known)


def paper(pmid: str, title: str = "A paper") -> Record:
    name = identifier(Scheme.PMID, pmid)
    return Record("seed", pmid, RichText(title), identifiers=(name,) if name else ())


async def test_hits_are_counted_by_the_month_of_their_creation(standin: NcbiStandin, tmp_path: Path) -> None:
    days = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 5, 1), date(2026, 5, 31), date(2026, 11, 28)]
    serve(standin, tmp_path, *(record(n, "Gasdermin D", created=day) for n, day in enumerate(days, 1)))
    tried = await trial(standin)
    assert len(tried.months) == 12
    assert {f"{month.first:%Y-%m}": month.hits for month in tried.months if month.hits} == {
        "2025-12": 1,
        "2026-05": 2,
        "2026-11": 1,
    }
    assert tried.hits == 4


async def test_the_newest_are_read_and_none_twice_however_many_there_are(standin: NcbiStandin, tmp_path: Path) -> None:
    serve(standin, tmp_path, *(record(n, "Gasdermin D", created=date(2026, 1 + n % 11, 3)) for n in range(1, 200)))
    tried = await trial(standin)
    assert tried.sample.fetched == tried.sample.confirmed == NEWEST
    assert len({title.pmid for title in tried.sample.titles}) == 10
    assert all(int(title.pmid) % 11 == 10 for title in tried.sample.titles)
    assert len(standin.asked("esearch")) == 12 + 1 + 1 + 4
    assert len(standin.asked("efetch")) == 1


async def test_what_another_term_brings_already_is_counted_and_adds_nothing_to_a_letter(
    standin: NcbiStandin, tmp_path: Path
) -> None:
    both = "Gasdermin D and interleukin-1 in sepsis"
    serve(
        standin,
        tmp_path,
        record(1, both, created=TODAY),
        record(
            2,
            "Gasdermin D drives sepsis",
            "Gasdermin D was the aim. We conclude that gasdermin D matters.",
            created=TODAY,
        ),
        record(3, "A study", "We measured TNF, IL-6, IL-10, CRP and gasdermin D.", created=TODAY),
    )
    tried = await trial(standin)
    assert (tried.hits, tried.covered) == (3, 1)
    assert (tried.sample.core, tried.sample.new_core, tried.sample.new_markers) == (2, 1, 1)
    assert tried.weekly == pytest.approx((1 / 52, 1 / 52))
    assert dict(tried.sample.topics) == {"sepsis": 2, "": 1}


async def test_what_the_matcher_does_not_believe_is_counted_with_the_reason(
    standin: NcbiStandin, tmp_path: Path
) -> None:
    serve(standin, tmp_path, record(1, "Toll/IL-1 receptor domains", created=TODAY))
    tried = await trial(standin, Term("IL-1", ("IL-1",), exclude=("Toll/IL-1 receptor",)))
    assert (tried.sample.fetched, tried.sample.confirmed) == (1, 0)
    assert dict(tried.sample.rejected) == {"only false friends: Toll/IL-1 receptor": 1}


async def test_each_known_paper_that_it_misses_has_its_reason(standin: NcbiStandin, tmp_path: Path) -> None:
    serve(
        standin,
        tmp_path,
        record(1, "Gasdermin D", created=date(2001, 1, 1)),
        record(2, "Pyroptosis", created=TODAY),
        record(3, "Gasder\u200bmin D", "The GSDMD-like", created=TODAY),
    )
    known = [paper("1"), paper("2"), paper("9"), paper("", "Without a number")]
    recall = (await trial(standin, known=known)).recall
    assert recall
    assert (recall.papers, recall.found) == (4, 1)
    assert [(missed.name, missed.why) for missed in recall.missed] == [
        ("2", "no watched term"),
        ("9", "PubMed does not give this PMID"),
        ("", "has no PMID here: whether PubMed has it is not known"),
    ]


async def test_seeds_that_name_it_are_listed(standin: NcbiStandin) -> None:
    tried = await trial(standin, seeds=[paper("1", "Gasdermin D in gout"), paper("2", "Gout")])
    assert tried.seeds == ("Gasdermin D in gout",)


async def test_a_term_that_finds_nothing_and_one_that_finds_too_much_are_traps(
    standin: NcbiStandin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.trial.trial.MOST_HITS", 2)
    assert [trap.kind for trap in (await trial(standin)).traps] == [TrapKind.NOTHING]
    serve(standin, tmp_path, *(record(n, "Gasdermin D", created=TODAY) for n in (1, 2, 3)))
    (trap,) = (await trial(standin)).traps
    assert (trap.kind, trap.hits) == (TrapKind.TOO_MANY, 3)


async def test_a_term_that_pubmed_cannot_be_asked_for_costs_no_request(standin: NcbiStandin) -> None:
    tried = await trial(standin, Term("ИЛ-36", ("ИЛ-36",)))
    assert [trap.kind for trap in tried.traps] == [TrapKind.NO_QUERY]
    assert standin.requests == []


async def test_a_server_that_fails_is_named(standin: NcbiStandin) -> None:
    standin.misbehave("html")
    with pytest.raises(BrokenSource) as raised:
        await trial(standin)
    assert raised.value.subject == "pubmed"


async def test_the_report_says_the_same_to_people_and_to_programs(standin: NcbiStandin, tmp_path: Path) -> None:
    serve(standin, tmp_path, record(7, "Gasdermin D-like proteins", created=TODAY))
    report = TrialReport(await trial(standin, known=[paper("7"), paper("8")]), {"sepsis": "Sepsis"}, 20_000)
    data, text = report.data(), "\n".join(report.lines())
    assert data["hits"] == 1
    assert "1 paper in the last 12 months" in text
    assert 'exclude = ["Gasdermin D-like"]' in text
    assert data["false_friends"][0]["line"] == 'exclude = ["Gasdermin D-like"]'
    assert data["history"] == {"since": str(default_since(TODAY)), "papers": 1}
    assert f"Since {default_since(TODAY)} PubMed has added 1 paper on it" in text
    assert "more than [limits] backfill (0)" in "\n".join(replace(report, most=0).lines())
    assert "Of the 2 papers that it should find, it finds 1." in text
    assert data["recall"]["missed"] == [{"title": "A paper", "name": "8", "why": "PubMed does not give this PMID"}]
    assert text.endswith("Nothing was stored.")
