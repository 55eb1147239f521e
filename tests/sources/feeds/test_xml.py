from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.errors import BrokenSource
from sources.feeds import xml
from sources.feeds.xml import FeedEntry, parse
from tests.paths import DATA

FILES = DATA / "feeds"

RSS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>{}</channel></rss>'


def rss(items: str) -> bytes:
    return RSS.format(items).encode()


def test_an_entry_is_what_the_feed_wrote() -> None:
    entry = parse((FILES / "journal.xml").read_bytes(), {}).entries[0]
    assert entry.title.startswith("IL-32γ and <em>Mycobacterium")
    assert entry.summary == "Vol. 7, No. 3"
    assert "IL-32<sub>γ</sub> in 24 patients" in entry.content
    assert entry == FeedEntry(
        guid="https://journal.example.org/doi/full/10.5555/JEX.2026.0042?af=R",
        link="https://journal.example.org/doi/full/10.5555/JEX.2026.0042?af=R",
        title=entry.title,
        summary=entry.summary,
        content=entry.content,
        authors=("Maria van der Example", "Testsson, Karl K.", "Third Author"),
        updated="2026-10-07T07:00:00Z",
        updated_at="2026-10-07T07:00:00",
        names=("10.5555/JEX.2026.0042", "doi:10.5555/JEX.2026.0042"),
        journal=entry.title,
        volume="7",
        issue="3",
        first_page="101",
        last_page="115",
    )


@pytest.mark.parametrize(
    "items",
    [
        "<dc:identifier>info:doi/10.5555/a</dc:identifier><dc:identifier>hwp:sci;1</dc:identifier>",
        "<dc:identifier xsi:type='x:URI'>info:doi/10.5555/a</dc:identifier><dc:identifier>hwp:sci;1</dc:identifier>",
        "<dcterms:identifier>hwp:sci;1</dcterms:identifier><dc:identifier>info:doi/10.5555/a</dc:identifier>",
    ],
)
def test_every_identifier_of_an_entry_is_kept_with_and_without_attributes(items: str) -> None:
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/' xmlns:xsi='x'"
    (entry,) = parse(rss(f"<item {space}><title>A</title>{items}</item>"), {}).entries
    assert set(entry.names) == {"info:doi/10.5555/a", "hwp:sci;1"}


def test_the_identifier_of_the_feed_is_none_of_its_entries() -> None:
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    body = rss(f"<dc:identifier {space}>10.5555/issue</dc:identifier><item><title>A</title></item>")
    assert parse(body, {}).entries[0].names == ()


def test_the_feed_itself_is_described() -> None:
    feed = parse((FILES / "journal.xml").read_bytes(), {})
    assert (feed.version, feed.title) == ("rss10", "Journal of Examples: Table of Contents")
    assert (feed.journal, feed.issn, feed.announced, feed.alarm) == ("Journal of Examples", "1234-5679", 1, "")


def test_every_value_goes_through_json_unchanged() -> None:
    feed = parse((FILES / "news.xml").read_bytes(), {})
    assert json.loads(json.dumps(feed))[5][0][0] == "news-1001"


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("Mon, 12 Oct 2026 22:30:00 EST", "2026-10-13T03:30:00"),
        ("2026-10-12", "2026-10-12T00:00:00"),
        ("2026-10-12T08:00:00+02:00", "2026-10-12T06:00:00"),
        ("0001-01-01T00:00:00Z", ""),
        ("1636099200", "2021-11-05T08:00:00"),
        ("1936099200", "2031-05-09T13:20:00"),
        ("Mo, 12 Okt 2026 10:00:00 +0200", "2026-10-12T08:00:00"),
        ("31 June 2026", ""),
        ("Available online 3 November 2021", ""),
    ],
)
def test_a_date_is_read_in_utc_and_a_wrong_one_is_none(printed: str, moment: str) -> None:
    entry = parse(rss(f"<item><title>x</title><pubDate>{printed}</pubDate></item>"), {}).entries[0]
    assert (entry.published, entry.published_at) == (printed, moment)


def test_the_address_of_a_nameless_author_is_not_kept() -> None:
    entry = parse(rss("<item><title>x</title><author>someone@example.org</author></item>"), {}).entries[0]
    assert entry.authors == ()


@pytest.mark.parametrize(
    ("body", "content_type", "what"),
    [
        (b"", "text/xml", "empty body"),
        (b" \n\t", "", "empty body"),
        (b"<!DOCTYPE html>\n<html><title>Nature - Not Found</title>", "text/html", "an HTML page"),
        (b'{"error": "try later"}', "application/json", "JSON"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "", "a JSON Feed"),
        (b"\x1f\x8b\x08\x00rest", "", "gzip bytes"),
        (b"\x00\x01\x02 noise", "", "other bytes"),
        (b"<?xml version='1.0'?><catalogue/>", "text/xml", "other XML"),
        (b"<rss version='2.0'><channel><title>cut", "text/xml", "a feed cut short"),
    ],
)
def test_what_is_no_feed_is_never_read_as_no_news(body: bytes, content_type: str, what: str) -> None:
    with pytest.raises(BrokenSource, match=what):
        parse(body, {"Content-Type": content_type})


def test_the_refusal_shows_how_the_body_began_without_its_control_characters() -> None:
    with pytest.raises(BrokenSource) as refused:
        parse(b"<html>\x1b[31m" + b"x" * 500, {"content-type": "text/html"})
    assert "content type text/html" in refused.value.message
    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 200


def test_a_feed_that_is_empty_and_well_formed_is_a_feed() -> None:
    feed = parse(rss(""), {})
    assert (feed.announced, feed.entries, feed.alarm) == (0, (), "")


def test_a_wrong_content_type_is_a_note_and_no_fault() -> None:
    feed = parse(rss("<item><title>x</title></item>"), {"content-type": "text/html"})
    assert feed.alarm == ""
    assert "text/html" in feed.notes[0]


def test_a_feed_cut_short_gives_its_entries_and_an_alarm() -> None:
    whole = rss("".join(f"<item><title>story {n}</title></item>" for n in range(20)))
    feed = parse(whole[: len(whole) // 2], {})
    assert 5 < feed.announced < 15
    assert "may be missing" in feed.alarm


def test_a_body_that_names_a_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<item><title>secret</title></item>"))
    with pytest.raises(BrokenSource):
        parse(str(secret).encode(), {})


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    attack = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss version="2.0"><channel>'
    feed = parse((attack + "<item><title>[&x;]</title></item></channel></rss>").encode(), {})
    assert "SECRET" not in repr(feed)


def test_entries_over_the_most_are_counted_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ENTRIES", 3)
    feed = parse(rss("<item><title>x</title></item>" * 5), {})
    assert (feed.announced, len(feed.entries)) == (5, 3)


def test_a_field_that_is_cut_is_noted() -> None:
    feed = parse(rss(f"<item><title>x</title><description>{'y' * 300_000}</description></item>"), {})
    assert len(feed.entries[0].summary) == xml.MAX_MARKUP
    assert feed.notes == ("texts cut at 200,000 characters: 1",)


def test_no_value_holds_a_character_that_no_database_takes() -> None:
    entry = parse(rss("<item><title>a&#1;b\x0bc</title><guid>g\x00h</guid></item>"), {}).entries[0]
    assert (entry.title, entry.guid) == ("abc", "gh")


def test_a_leap_second_is_no_date() -> None:
    raw = {"published": "x", "published_parsed": time.struct_time((2016, 12, 31, 23, 59, 60, 5, 366, 0))}
    assert xml._moment(raw, "published") == ""


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_refusal(body: bytes) -> None:
    try:
        feed = parse(body, {})
    except BrokenSource:
        return
    assert feed.version
