from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.errors import BrokenSource
from literature.model.harvest import Deleted, Unread
from literature.model.record import Record, RichText
from sources.pubmed.xml import Item, latest, read
from tests.paths import DATA

FILES = DATA / "pubmed"
UPDATE = (FILES / "update.xml").read_bytes()


def article(pmid: int, title: str = "A sample.") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>{title}</ArticleTitle></Article>"
        f"</MedlineCitation></PubmedArticle>"
    )


def name(item: Item) -> str:
    return f"{type(item).__name__} {item.source_id}"


def broken(document: bytes) -> tuple[list[str], str]:
    """What came before the document broke, and what was said."""
    found: list[str] = []
    with pytest.raises(BrokenSource) as fault:
        found.extend(name(item) for item in read(document))
    return found, str(fault.value)


def test_records_deletions_and_unreadable_elements_come_in_the_documents_order() -> None:
    assert [name(item) for item in read(UPDATE)] == [
        "Record 99000021",
        "Unread ",
        "Record 99000021",
        "Record 99000021",
        "Record 99000022",
        "Deleted 99000031",
        "Deleted 99000032",
    ]


def test_an_unreadable_record_keeps_its_bytes_and_its_reason() -> None:
    (unread,) = [item for item in read(UPDATE) if isinstance(item, Unread)]
    assert unread.reason == "it has no PMID"
    assert unread.body.startswith(b"<PubmedArticle>")
    assert unread.body.endswith(b"</PubmedArticle>")
    assert b"A record that NLM forgot to number." in unread.body


def test_a_stream_reads_as_its_bytes() -> None:
    assert list(read(io.BytesIO(UPDATE))) == list(read(UPDATE))


def test_records_bear_the_name_of_their_source() -> None:
    (item,) = read(article(1).encode(), source="mirror")
    assert isinstance(item, Record)
    assert item.source == "mirror"


@pytest.mark.parametrize("root", ["PubmedArticleSet", "PubmedBookArticleSet"])
def test_an_empty_set_is_legal(root: str) -> None:
    assert list(read(f"<{root}></{root}>".encode())) == []


def test_a_set_in_an_envelope_is_read() -> None:
    document = f"<Envelope><PubmedArticleSet>{article(1)}</PubmedArticleSet></Envelope>"
    assert [name(item) for item in read(document.encode())] == ["Record 1"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "an empty document came"),
        (b"Unable to route request!", "no XML came: line 1, column 1"),
        (b"<!DOCTYPE html><html><head><br></head></html>", "an HTML page came"),
        (b"<HTML><body/></HTML>", "an HTML page came"),
        (b"<eSearchResult><Count>3</Count></eSearchResult>", "a document <eSearchResult> without records came"),
        (b"<PubmedArticleSet xmlns='urn:x'/>", "without records came"),
        (b"<PubmedArticleSet><ERROR>Backend failed</ERROR></PubmedArticleSet>", "holds an error: Backend failed"),
    ],
)
def test_what_is_not_pubmeds_answer_is_never_nothing_new(document: bytes, said: str) -> None:
    found, message = broken(document)
    assert found == []
    assert message.startswith("pubmed: ")
    assert said in message


def test_an_ill_formed_document_gives_what_was_whole_and_names_the_place() -> None:
    document = f"<PubmedArticleSet>\n{article(1)}\n{article(2)}\n<PubmedArticle><P></Q></PubmedArticle>{article(3)}"
    assert broken(document.encode()) == (
        ["Record 1", "Record 2"],
        "pubmed: the XML breaks off at line 4, column 23: Opening and ending tag mismatch: P line 4 and Q",
    )


def test_an_undeclared_entity_breaks_the_document_and_loses_nothing_silently() -> None:
    """lxml raises nothing there and goes on as if a new document began."""
    document = f"<PubmedArticleSet>{article(1)}\n{article(2, '&nothing;')}{article(3)}</PubmedArticleSet>"
    found, message = broken(document.encode())
    assert found == ["Record 1"]
    assert "breaks off at line 2, column" in message
    assert "'nothing' not defined" in message


def test_bytes_that_are_no_utf_8_break_the_document() -> None:
    found, message = broken(b"<PubmedArticleSet>" + article(1).encode() + b"<PubmedArticle>\xff")
    assert (found, "line 1" in message) == (["Record 1"], True)


def test_wherever_a_document_is_cut_the_whole_records_come_and_then_the_fault() -> None:
    document = f"<PubmedArticleSet>{article(1)}{article(2)}</PubmedArticleSet>".encode()
    ends = [document.index(b"</PubmedArticle>") + 16, document.rindex(b"</PubmedArticle>") + 16]
    for cut in range(len(document)):
        found, _ = broken(document[:cut])
        assert found == ["Record 1", "Record 2"][: sum(cut >= end for end in ends)]


ARTICLE = (FILES / "article.xml").read_bytes()


@given(st.integers(0, len(ARTICLE) - 1), st.binary(max_size=3), st.integers(0, 40))
def test_whatever_is_damaged_nothing_but_a_broken_source_is_raised(at: int, put: bytes, cut: int) -> None:
    with contextlib.suppress(BrokenSource):
        list(read(ARTICLE[:at] + put + ARTICLE[at + cut :]))


class Dripping(io.BytesIO):
    """A stream that gives one byte at a time, as a slow network may."""

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(1)


def test_a_stream_may_give_less_than_asked() -> None:
    assert list(read(Dripping(UPDATE))) == list(read(UPDATE))


def test_a_record_is_given_before_the_rest_is_read() -> None:
    stream = io.BytesIO(f"<PubmedArticleSet>{article(1) * 5000}</PubmedArticleSet>".encode())
    next(read(stream))
    assert stream.tell() < 200_000


BOMB = (
    "<!DOCTYPE PubmedArticleSet [<!ENTITY a 'haha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def test_billion_laughs_are_refused_before_anything_is_read() -> None:
    found, message = broken((BOMB + f"<PubmedArticleSet>{article(1, '&i;')}</PubmedArticleSet>").encode())
    assert found == []
    assert "may declare entities" in message


def test_no_file_is_read_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    document = (
        f'<!DOCTYPE S [<!ENTITY x SYSTEM "{secret.as_uri()}">]><PubmedArticleSet>{article(1, "&x;")}</PubmedArticleSet>'
    )
    found, message = broken(document.encode())
    assert found == []
    assert "SECRET" not in message


def test_the_dtd_of_the_doctype_is_never_opened(tmp_path: Path) -> None:
    dtd = tmp_path / "pubmed.dtd"
    dtd.write_text("<!ENTITY who 'SECRET'>")
    doctype = f'<!DOCTYPE PubmedArticleSet SYSTEM "{dtd.as_uri()}">'
    (item,) = read(f"{doctype}<PubmedArticleSet>{article(1, '&who; x')}</PubmedArticleSet>".encode())
    assert isinstance(item, Record)
    assert item.title.text == "&who; x"


def test_a_text_of_more_than_ten_megabytes_is_refused() -> None:
    found, message = broken(f"<PubmedArticleSet>{article(1)}{article(2, 'a' * 10_100_000)}</PubmedArticleSet>".encode())
    assert found == ["Record 1"]
    assert "too long" in message


def test_a_document_nested_too_deep_is_refused() -> None:
    found, message = broken(f"<PubmedArticleSet>{article(1)}{article(2, '<i>' * 300)}".encode())
    assert found == ["Record 1"]
    assert "depth" in message


def versions(*numbers: int) -> list[Record]:
    return [Record("pubmed", "7", RichText(f"{at}"), version=number) for at, number in enumerate(numbers)]


def test_the_highest_version_wins_wherever_it_stands() -> None:
    kept = latest(versions(1, 3, 2))
    assert [(r.version, r.title.text) for r in kept if isinstance(r, Record)] == [(3, "1")]


def test_of_two_copies_of_one_version_the_later_wins() -> None:
    kept = latest(versions(2, 2))
    assert [r.title.text for r in kept if isinstance(r, Record)] == ["1"]


def test_latest_keeps_the_order_and_all_that_is_no_version() -> None:
    items: list[Item] = [
        Deleted("7"),
        Unread("", "x"),
        Unread("", "x"),
        *versions(1, 2),
        Record("pubmed", "8", RichText("")),
    ]
    assert [name(item) for item in latest(items)] == ["Deleted 7", "Unread ", "Unread ", "Record 7", "Record 8"]
