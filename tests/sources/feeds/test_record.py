from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Event, EventDate, Form, Identifier, Mark, PartialDate, Record, Scheme
from sources.feeds.record import LONGEST_TEXT, records
from sources.feeds.xml import FeedEntry, ParsedFeed, parse
from sources.markup import CUT
from tests.paths import DATA

FILES = DATA / "feeds"


def read(name: str) -> list[Record | Unread]:
    return list(records("example", parse((FILES / name).read_bytes(), {})))


def record(**fields: object) -> Record:
    """The Record of the one entry with these fields."""
    entry = FeedEntry(**{"title": "A title", **fields})  # type: ignore[arg-type]  # the tests name true fields
    (only,) = records("example", ParsedFeed("rss20", "Example feed", "", "", 1, (entry,)))
    assert isinstance(only, Record)
    return only


def test_a_piece_of_news() -> None:
    story = read("news.xml")[0]
    assert isinstance(story, Record)
    assert (story.source, story.source_id, story.form) == ("example", "news-1001", Form.NEWS)
    assert story.title.text == "Blocking IL-1β eases gout flares, study says"
    assert story.title.marks == (Mark(21, 25, "i"),)
    assert story.journal.title == "The Example Times"
    assert [author.name for author in story.authors] == ["Ann Example"]
    assert story.date(Event.ISSUE) == PartialDate(2026, 10, 13)
    assert story.abstract[0].text.text == (
        "A trial of canakinumab & colchicine. Published in Sample Medicine, PubMed 99000017; "
        "earlier work: doi:10.5555/old.2019.3."
    )
    assert story.identifiers == (
        Identifier(Scheme.URL, "https://news.example.org/2026/gout"),
        Identifier(Scheme.GUID, "example news-1001"),
    )
    assert story.mentions == (
        Identifier(Scheme.DOI, "10.5555/gout.2026.17"),
        Identifier(Scheme.PMID, "99000017"),
        Identifier(Scheme.DOI, "10.5555/old.2019.3"),
    )


def named(found: Iterable[Record | Unread]) -> set[tuple[str, str, tuple[Identifier, ...]]]:
    """What tells each Record from others."""
    return {(one.source_id, one.title.text, one.identifiers) for one in found if isinstance(one, Record)}


@pytest.mark.parametrize("name", ["news.xml", "journal.xml", "preprints.xml", "pubmed.xml"])
def test_wherever_a_document_is_cut_no_entry_goes_by_other_names_than_when_it_is_whole(name: str) -> None:
    """An entry without its guid and DOI was admitted under its title or link, and told again when it came whole."""
    document = (FILES / name).read_bytes()
    whole = named(read(name))
    begins = document.index(b"<entry" if b"<entry" in document else b"<item") + 6
    for at in range(begins, len(document), 7):
        try:
            feed = parse(document[:at], {})
        except BrokenSource:
            continue
        found = records("example", feed)
        assert named(found) <= whole
        assert len(found) == feed.announced


def test_entities_are_unescaped_once_and_a_less_than_sign_is_no_tag() -> None:
    story = read("news.xml")[1]
    assert isinstance(story, Record)
    assert story.abstract[0].text.text == "p < 0.05 < 0.1 in all arms"


def test_a_missing_or_impossible_date_stays_missing_and_seconds_since_1970_are_a_date() -> None:
    dates = [story.dates for story in read("news.xml")[1:4] if isinstance(story, Record)]
    assert dates == [(), (), (EventDate(Event.ISSUE, PartialDate(2021, 11, 5)),)]


def test_an_entry_without_title_and_text_is_unread_and_counted() -> None:
    unread = read("news.xml")[4]
    assert isinstance(unread, Unread)
    assert (unread.source_id, unread.reason) == ("news-1005", "an entry without title and text")
    assert b"https://news.example.org/2026/nothing" in unread.body


def test_a_paper_of_a_journal() -> None:
    (paper,) = read("journal.xml")
    assert isinstance(paper, Record)
    assert paper.form is Form.ARTICLE
    assert paper.title.text == "IL-32γ and Mycobacterium tuberculosis: role of CD4+ T cells"
    assert paper.identifier(Scheme.DOI) == "10.5555/jex.2026.0042"
    assert paper.journal == ("Journal of Examples", "", ("1234-5679",), "7", "3", "101-115")
    assert [author.name for author in paper.authors] == ["van der Example M", "Testsson KK", "Author T"]
    assert paper.published == PartialDate(2026, 10, 7)
    assert paper.abstract[0].text.text.startswith("We studied IL-32γ in 24 patients.")
    assert paper.mentions == (Identifier(Scheme.PMCID, "PMC9900042"),)


def test_a_paper_in_a_pubmed_feed_is_known_by_its_pmid_and_never_by_its_link() -> None:
    (paper,) = read("pubmed.xml")
    assert isinstance(paper, Record)
    assert paper.source_id == "pubmed:99000042"
    assert dict(paper.identifiers) == {
        Scheme.PMID: "99000042",
        Scheme.DOI: "10.5555/jex.2026.0001",
        Scheme.GUID: "example pubmed:99000042",
    }
    assert paper.abstract[0].text.text == "Interleukin-32 is an example of a cytokine."
    assert paper.journal.title == "Journal of examples"
    assert paper.date(Event.ENTREZ) == PartialDate(2026, 10, 12)
    assert paper.mentions == ()


def test_versions_of_a_preprint_are_one_thing_under_the_doi_without_the_version() -> None:
    second, first, _, _ = read("preprints.xml")
    assert isinstance(second, Record)
    assert isinstance(first, Record)
    assert first.source_id == second.source_id == "10.64898/2026.10.01.999001"
    assert (first.version, second.version) == (1, 2)
    assert {first.form, second.form} == {Form.PREPRINT}
    assert second.identifier(Scheme.DOI) == "10.64898/2026.10.01.999001"
    assert second.mentions == ()
    assert second.date(Event.REVISED) == PartialDate(2026, 10, 11)


def test_a_journal_that_shares_the_preprint_prefix_is_no_preprint() -> None:
    paper = read("preprints.xml")[2]
    assert isinstance(paper, Record)
    assert (paper.form, paper.identifier(Scheme.DOI)) == (Form.ARTICLE, "10.1101/gr.999999.126")


def test_a_preprint_may_tell_its_doi_beside_the_link() -> None:
    preprint = read("preprints.xml")[3]
    assert isinstance(preprint, Record)
    assert preprint.source_id == "10.1101/2026.10.03.26999003"
    assert preprint.journal.title == "medRxiv"


def test_a_name_that_entries_of_different_titles_bear_names_none_of_them() -> None:
    assert [one.source_id for one in read("digest.xml")] == [
        "d1",
        "d2",
        "third story 2026-10-12T10:00:00",
        "https://digest.example.org/4",
        "https://digest.example.org/5",
        "sixth story",
        "sixth story",
        "第七个故事",
        "第八个故事",
    ]


def test_a_shared_link_or_a_bare_host_is_no_identifier() -> None:
    found = [one.identifier(Scheme.URL) for one in read("digest.xml") if isinstance(one, Record)]
    assert found == ["", "", "", "https://digest.example.org/4", "https://digest.example.org/5", "", "", "", ""]


def test_each_entry_over_the_most_is_unread_by_its_number() -> None:
    feed = ParsedFeed("rss20", "", "", "", 3, (FeedEntry(title="only"),))
    assert [one.source_id for one in records("example", feed)] == ["only", "entry 2", "entry 3"]
    assert all(isinstance(one, Unread) for one in records("example", feed)[1:])


@pytest.mark.parametrize(
    ("title", "outlet", "shown"),
    [
        ("A story - Reuters", "Reuters", "A story"),
        ("A story - Reuters", "", "A story - Reuters"),
        ("A story - Reuters", "AP", "A story - Reuters"),
        ("A - B - Times &amp; Post", "Times & Post", "A - B"),
    ],
)
def test_the_outlet_is_cut_from_a_title_only_where_the_source_says_it(title: str, outlet: str, shown: str) -> None:
    assert record(title=title, outlet=outlet).title.text == shown


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        ({"link": "https://www.sciencedirect.com/science/article/pii/S000?dgcid=rss_sd_all"}, Form.ARTICLE),
        ({"guid": "10.1002/dro2.121"}, Form.ARTICLE),
        ({"link": "https://www.tandfonline.com/doi/full/10.1080/01650521?af=R"}, Form.ARTICLE),
        ({"link": "https://journal.example.org/7/3/", "volume": "7"}, Form.ARTICLE),
        ({"link": "http://biorxiv.org/cgi/content/short/2023.12.16.571984v1?rss=1"}, Form.PREPRINT),
        ({"link": "https://news.example.org/1", "summary": "doi:10.5555/x"}, Form.NEWS),
    ],
)
def test_what_an_entry_is_follows_from_its_own_names(fields: dict[str, object], form: Form) -> None:
    assert record(**fields).form is form


def test_the_longer_of_summary_and_content_is_the_text_and_a_title_said_twice_is_none() -> None:
    assert record(summary="short", content="<p>much longer</p>").abstract[0].text.text == "much longer"
    assert record(summary="<p>A title</p>").abstract == ()


def test_a_long_text_is_cut_visibly() -> None:
    text = record(summary="x" * (LONGEST_TEXT + 1)).abstract[0].text.text
    assert text == "x" * LONGEST_TEXT + CUT


@pytest.mark.parametrize("link", ["http://[", "javascript:alert(1)", "/relative", "https://" + "x" * 2_000 + ".org/a"])
def test_a_link_that_is_none_is_no_identifier(link: str) -> None:
    only = record(link=link, summary=f'<a href="{link}">x</a>')
    assert only.identifiers == ()
    assert only.source_id == "a title"


def test_no_record_holds_a_script_or_a_handler() -> None:
    hostile = '<img src=x onerror="alert(1)"><a href="javascript:alert(2)">x</a><script>alert(3)</script>text'
    assert "alert" not in repr(record(title="t" + hostile, summary=hostile, content=hostile))


@pytest.mark.parametrize(
    "fields",
    [
        {"names": ("info:doi/10.5555/abc", "hwp:resource-id:sci;1/2/3")},
        {"names": ("hwp:resource-id:sci;1/2/3", "info:doi/10.5555/abc")},
        {"names": ("doi: 10.5555/ABC",)},
        {"names": ("https://doi.org/10.5555/abc?af=R",)},
        {"names": ("10.5555/abc",)},
        {"guid": "urn:doi:10.5555/abc"},
        {"guid": "https://journal.example.org/doi/full/10.5555/abc?af=R"},
        {"link": "https://journal.example.org/doi/abs/10.5555/abc"},
        {"summary": "<p>J Sample 187: 161-176</p><p>DOI: 10.5555/abc</p><p>Abstract: text</p>"},
    ],
)
def test_a_doi_is_read_in_every_form_that_feeds_use(fields: dict[str, object]) -> None:
    found = [one for one in record(**fields).identifiers if one.scheme is Scheme.DOI]
    assert found == [Identifier(Scheme.DOI, "10.5555/abc")]


@pytest.mark.parametrize(
    "fields",
    [
        {"guid": "https://news.example.org/story?about=10.5555/abc"},
        {"names": ("https://news.example.org/story?about=10.5555/abc", "issn:0340-5354")},
        {"summary": "<p>A story.</p><p>The paper appeared today. DOI: 10.5555/abc</p>"},
        {"summary": "<p>" + "A long story. " * 60 + "</p><p>DOI: 10.5555/abc</p>"},
    ],
)
def test_a_doi_that_an_entry_only_speaks_of_is_not_its_own(fields: dict[str, object]) -> None:
    assert not any(one.scheme is Scheme.DOI for one in record(**fields).identifiers)


def test_a_feed_tells_which_doi_it_repaired() -> None:
    doi = Identifier(Scheme.DOI, "10.5555/abc")
    assert record(names=("info:doi/10.5555/abc",)).repaired == (doi,)
    assert record(names=("info:doi/10.5555/abc", "10.5555/abc")).repaired == ()


def test_no_entry_of_a_real_feed_loses_the_doi_that_it_prints(shared: Path) -> None:
    """HighWire's feeds print two identifiers and Pensoft's none but in the text."""
    captures = shared / "feeds" / "captures"
    names = ("zotero__feedCDATA.rss.xml", "biorss__2021-12-21__Latest-Articles-from-PhytoKeys.xml")
    for name, count in zip(names, (2, 100), strict=True):
        read_ones = [one for one in records(name, parse((captures / name).read_bytes(), {})) if isinstance(one, Record)]
        dois = {one.identifier(Scheme.DOI) for one in read_ones} - {""}
        assert len(dois) == len(read_ones) == count
