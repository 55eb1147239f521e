"""The stand-in of NCBI answers as NCBI does, so that what passes here means something."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from lxml import etree

from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_faults import parse
from tests.standins.ncbi_sample import document, record


def on(day: int, pmid: int, title: str, abstract: str = "", version: int = 1) -> str:
    """A record created on that day of February 2026, with an entry date a year before."""
    created, entered = date(2026, 2, day), date(2025, 1, day)
    return record(pmid, title, abstract, created=created, entered=entered, version=version)


GOUT = on(1, 11, "IL-1β in gout &amp; pain", "Nothing else.")


@pytest.fixture(scope="module")
def xml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ncbi") / "records.xml"
    records = (
        GOUT,
        on(2, 12, "A cohort", "Of interleukin 1 <i>receptor</i> antagonist."),
        on(3, 13, "IL-10 and HOIL-1"),
        on(4, 14, "Old words"),
        on(4, 14, "IL-32 again", version=2),
    )
    file.write_bytes(document(*records))
    return file


@pytest.fixture
def standin(xml: Path) -> Iterator[NcbiStandin]:
    with NcbiStandin([xml], ceiling=3) as running:
        yield running


def ask(standin: NcbiStandin, utility: str, **form: str) -> httpx.Response:
    return httpx.post(f"{standin.url}{utility}.fcgi", data={"db": "pubmed", **form}, timeout=10)


def search(standin: NcbiStandin, term: str, **form: str) -> etree._Element:
    return etree.fromstring(ask(standin, "esearch", term=term, **form).content)


def ids(answer: etree._Element) -> list[str]:
    return [found.text or "" for found in answer.iterfind("IdList/Id")]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ('"il 1beta"[tiab]', ["11"]),
        ('"IL-1"[tiab] OR IL-32[ti]', ["14"]),
        ('"interleukin-1 receptor antagonist"[tiab]', ["12"]),
        ('"interleukin-1 receptor antagonist"[ti]', []),
        ("interleukin 1 receptor antagonist[tiab]", ["12"]),
        ('"Interleukin-1"[mh] AND 12:13[UID]', ["13", "12"]),
        ('("IL32 protein, human"[nm]) AND (cohort OR (gout AND "pain"))', ["12", "11"]),
        ('"Interleukin-1"[mh] NOT 12:14[UID]', ["11"]),
        ("gout pain", ["11"]),
        ('"old words"[ti]', []),
    ],
)
def test_boolean_queries_of_tagged_phrases(standin: NcbiStandin, term: str, expected: list[str]) -> None:
    assert ids(search(standin, term)) == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"datetype": "crdt", "mindate": "2026/02/02", "maxdate": "2026/02/03"}, ["13", "12"]),
        ({"datetype": "edat", "mindate": "2025/01/04", "maxdate": "2025/01/04"}, ["14"]),
        ({"datetype": "edat", "mindate": "2026/01/01", "maxdate": "2026/12/31"}, []),
        ({"datetype": "crdt", "mindate": "2026/02/03"}, ["14", "13", "12"]),
    ],
)
def test_windows_of_dates_and_a_lone_date_that_is_dropped(
    standin: NcbiStandin, dates: dict[str, str], expected: list[str]
) -> None:
    assert ids(search(standin, '"Interleukin-1"[mh]', **dates)) == expected


def test_the_ceiling_is_kept_silently_and_an_offset_beyond_it_is_an_error(standin: NcbiStandin) -> None:
    everything = '"Interleukin-1"[mh]'
    page = search(standin, everything, retmax="4")
    assert (page.findtext("Count"), len(ids(page))) == ("4", 3)
    assert "Restrictions achieved" in page.findtext("WarningList/OutputMessage", "")
    assert ids(search(standin, everything, retstart="2", retmax="9")) == ["12"]
    assert "'retstart' cannot be larger than 2" in search(standin, everything, retstart="3").findtext("ERROR", "")
    assert search(standin, "gout", retstart="3").findtext("Count") == "1"


def test_an_arm_without_a_hit_is_named_and_costs_the_others_nothing(standin: NcbiStandin) -> None:
    answer = search(standin, '"il 99"[tiab] OR gout[tiab] OR pain[nosuch]')
    assert answer.findtext("ErrorList/PhraseNotFound") == '"il 99"[tiab]'
    assert answer.findtext("ErrorList/FieldNotFound") == "nosuch"
    assert answer.findtext("QueryTranslation") == (
        '"il 99"[Title/Abstract] OR "gout"[Title/Abstract] OR "pain"[All Fields]'
    )
    assert search(standin, "elephant", retmax="3").findtext("WarningList/OutputMessage") == "No items found."


def test_efetch_gives_the_records_as_they_stand_in_the_file_and_unknown_ones_vanish(
    standin: NcbiStandin, xml: Path
) -> None:
    body = ask(standin, "efetch", id="14,99,11").content
    assert [p.text for p in etree.fromstring(body).iter("PMID")] == ["14", "11"]
    assert GOUT.encode() in body
    assert etree.fromstring(ask(standin, "efetch", id="99").content).tag == "PubmedArticleSet"
    assert b"Invalid uid abc" in ask(standin, "efetch", id="11,abc").content


def test_a_long_address_is_refused_where_a_post_is_not(standin: NcbiStandin) -> None:
    term = " OR ".join(f'"phrase {n}"[tiab]' for n in range(600))
    assert httpx.get(f"{standin.url}esearch.fcgi", params={"term": term}).status_code == 414
    assert ask(standin, "esearch", term=term).status_code == 200
    assert httpx.get(f"{standin.url}esearch.fcgi", params={"term": "gout"}).status_code == 200


def test_what_is_created_after_today_does_not_exist_yet(xml: Path) -> None:
    with NcbiStandin([xml], today="2026-02-02") as standin:
        assert ids(search(standin, '"Interleukin-1"[mh]')) == ["12", "11"]


def test_a_misbehaviour_may_be_for_one_utility_and_one_request(standin: NcbiStandin) -> None:
    standin.misbehave("efetch:drop_record@2")
    assert ids(search(standin, "gout")) == ["11"]
    answers = [ask(standin, "efetch", id="11,12").content.count(b"<PubmedArticle>") for _ in range(3)]
    assert answers == [2, 1, 2]
    assert [request.parameters["id"] for request in standin.asked("efetch")] == ["11,12"] * 3


def test_a_429_echoes_the_key(standin: NcbiStandin) -> None:
    standin.misbehave("rate_limit")
    answer = ask(standin, "esearch", term="gout", api_key="k3y")
    assert (answer.status_code, answer.json()["api-key"]) == (429, "k3y")


def test_a_body_from_a_file_is_served_with_its_status(standin: NcbiStandin, tmp_path: Path) -> None:
    (tmp_path / "body.txt").write_text("as recorded")
    standin.misbehave(f"esearch:body=418={tmp_path / 'body.txt'}@1")
    answer = ask(standin, "esearch", term="gout")
    assert (answer.status_code, answer.text) == (418, "as recorded")
    assert ask(standin, "esearch", term="gout").status_code == 200


def test_an_unknown_misbehaviour_is_refused() -> None:
    with pytest.raises(ValueError, match="known are rate_limit"):
        parse("explode@3")


def test_as_a_process_it_says_where_it_listens_and_ends_on_sigterm(xml: Path) -> None:
    command = [sys.executable, "-m", "tests.standins.ncbi", "--xml", str(xml), "--misbehave", "html@2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().removeprefix("listening on ").strip()
        pages = [httpx.post(f"{url}esearch.fcgi", data={"term": "gout"}).text for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert "<Count>1</Count>" in pages[0]
    assert pages[1].startswith("<!DOCTYPE html>")
