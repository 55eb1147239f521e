"""A library file as a whole: which reader takes it, what is refused, under which id each record comes."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Record, Scheme
from sources.library.detect import decode
from sources.library.read import read_library
from tests.paths import DATA, ROOT

FILES = DATA / "library"
PUBMED = ROOT / "seeds" / "sample" / "pubmed.xml"
TITLE = "Interleukin-1 in an invented cohort of patients with gout"


def records(path: Path) -> list[Record]:
    return [one for one in read_library(path) if isinstance(one, Record)]


def written(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("two.nbib", ["pmid:99000101", "pmid:99000102"]),
        ("three.ris", ["pmid:99000104", "pmid:99000105"]),
        ("three.bib", ["pmid:99000106"]),
        ("pubmed.csv", ["pmid:99000107"]),
        ("works.toml", ["doi:10.5555/sample.2026.0105"]),
        ("metadata.txt", ["doi:10.5555/sample.2026.0107"]),
        ("pubmed_page.txt", ["pmid:99000108"]),
    ],
)
def test_each_suffix_has_its_reader_and_each_record_the_id_of_its_strongest_identifier(
    name: str, ids: list[str]
) -> None:
    found = records(FILES / name)
    assert [one.source_id for one in found if not one.source_id.startswith("title:")] == ids
    assert {one.source for one in found} == {"seed"}


@pytest.mark.parametrize("name", ["two.nbib", "three.ris", "three.bib", "pubmed.csv"])
def test_a_library_of_text_may_be_called_txt(tmp_path: Path, name: str) -> None:
    copy = written(tmp_path, "saved.txt", (FILES / name).read_bytes())
    assert [one.source_id for one in records(copy)] == [one.source_id for one in records(FILES / name)]


@pytest.mark.parametrize("name", ["week.xml", "week.xml.gz", "week.XML"])
def test_pubmed_xml_is_read_plain_and_compressed(tmp_path: Path, name: str) -> None:
    body = PUBMED.read_bytes()
    found = records(written(tmp_path, name, gzip.compress(body) if name.endswith("gz") else body))
    assert len(found) == 27
    assert found[0].source_id == "pmid:99000001"


def test_a_pubmed_set_without_a_prolog_is_read(tmp_path: Path) -> None:
    record = b"<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
    body = b"<PubmedArticleSet>" + record + b"</PubmedArticleSet>"
    assert [record.source_id for record in records(written(tmp_path, "answer.fcgi.xml", body))] == ["pmid:7"]


def test_a_cut_gzip_is_named_after_what_was_whole_has_come(tmp_path: Path) -> None:
    path = written(tmp_path, "week.xml.gz", gzip.compress(PUBMED.read_bytes())[:-200])
    with pytest.raises(BrokenSource, match=r"week\.xml\.gz"):
        list(read_library(path))


def test_xml_that_breaks_off_is_named_by_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, "week.xml", PUBMED.read_bytes()[:-500])
    with pytest.raises(BrokenSource) as broken:
        list(read_library(path))
    assert broken.value.subject == "week.xml"


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("paper.txt", b"%PDF-1.7 ...", "PDF"),
        ("table.csv", b"PK\x03\x04....", "Office"),
        ("seeds.ris", b"\x1f\x8b\x08...", "gzip"),
        ("page.txt", b"\n<!DOCTYPE html><html>", "web page"),
        ("page.xml", b"<html><body>", "web page"),
        ("seeds.nbib", b'<?xml version="1.0"?><PubmedArticleSet/>', "name it .xml"),
        ("notes.txt", b"{\\rtf1 text}", "rich text"),
        ("noise.bib", b"@article{a\x00\x01\x02", "no text"),
        ("void.csv", b" \n \n", "empty"),
        ("seeds.docx", b"text", "names no format"),
        ("seeds", b"TY  - JOUR\n", "names no format"),
        ("mark.csv", b"\xef\xbb\xbf", "empty"),
        ("image.bib", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
        ("savedrecs.txt", b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n", "Web of Science"),
        ("list.txt", b'{"title": "T"}\n', "name it .jsonl"),
        (
            "laughs.xml",
            b'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>',
            "refu",
        ),
        ("seeds.ris", b"just a sentence", "no record found"),
        ("seeds.nbib", b"just a sentence", "no record found"),
        ("seeds.bib", b"just a sentence", "no record found"),
        ("works.toml", b"# nothing yet\n", "no record found"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(tmp_path: Path, name: str, body: bytes, reason: str) -> None:
    with pytest.raises(BrokenSource, match=reason) as refused:
        list(read_library(written(tmp_path, name, body)))
    assert refused.value.subject == name


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.ris").mkdir()
    for name in ("missing.ris", "missing.xml", "folder.ris"):
        with pytest.raises(BrokenSource, match="cannot be read"):
            list(read_library(tmp_path / name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_decoded_by_its_byte_order_mark(encoding: str) -> None:
    assert decode("IL-1β\r\nMorıchı\rend".encode(encoding), "a.ris") == "IL-1β\nMorıchı\nend"


def test_what_is_not_utf8_is_read_as_windows_1252_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert decode("one\nTedgård – π".replace("π", "x").encode("cp1252"), "old.ris") == "one\nTedgård – x"
    assert "old.ris: line 2 is not UTF-8; it, and every other such line, is read as Windows-1252" in caplog.text


def test_of_two_joined_files_each_keeps_its_encoding() -> None:
    assert decode("Müller\n".encode() + "Müller\n".encode("cp1252") + "β\n".encode(), "a.ris") == "Müller\nMüller\nβ\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["three.ris", "three.bib", "two.nbib", "pubmed.csv"])
def test_utf16_without_a_mark_is_known_by_its_first_character(tmp_path: Path, name: str, encoding: str) -> None:
    copy = written(tmp_path, name, (FILES / name).read_text(encoding="utf-8").encode(encoding))
    assert records(copy) == records(FILES / name)


def test_a_byte_order_mark_inside_and_the_end_sign_of_dos_are_no_text() -> None:
    assert decode(b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n\x1a", "joined.ris") == "a\nb\n"


def test_nul_bytes_are_named_with_their_line(tmp_path: Path) -> None:
    body = b"TY  - JOUR\nTI  - T\nAB  - " + b"x" * 2000 + b"\nER  - \n\0\0\0"
    with pytest.raises(BrokenSource, match=r"crash\.ris:5: NUL bytes") as refused:
        list(read_library(written(tmp_path, "crash.ris", body)))
    assert refused.value.subject == "crash.ris:5"


SAMPLES = {"RIS": "three.ris", "BibTeX": "three.bib", "PubMed's tagged text": "two.nbib"}


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("suffix", [".ris", ".bib", ".nbib", ".csv", ".jsonl"])
def test_a_format_under_the_name_of_another_is_told(tmp_path: Path, kind: str, suffix: str) -> None:
    """PubMed's tagged text, read as RIS, was one record that could not be read, and BibTeX as JSON one a line."""
    sample = FILES / SAMPLES[kind]
    if sample.suffix == suffix:
        return
    with pytest.raises(BrokenSource, match=f"this is {kind}: name it {sample.suffix}"):
        list(read_library(written(tmp_path, f"wrong{suffix}", sample.read_bytes())))


def test_xml_in_utf16_is_read(tmp_path: Path) -> None:
    record = "<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
    text = f'<?xml version="1.0" encoding="UTF-16"?><PubmedArticleSet>{record}</PubmedArticleSet>'
    assert [one.source_id for one in records(written(tmp_path, "wide.xml", text.encode("utf-16")))] == ["pmid:7"]


def test_two_unread_records_under_one_id_stay_two(tmp_path: Path) -> None:
    body = b"@article{k, year = 2014}\n@article{k, year = 2015}\n"
    found = [one.source_id for one in read_library(written(tmp_path, "nameless.bib", body))]
    assert found == ["k", "k 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_cut_inside_a_character_is_half_a_file(encoding: str) -> None:
    with pytest.raises(BrokenSource, match="damaged or cut"):
        decode("TI  - IL-1β".encode(encoding)[:-1], "half.ris")


def test_one_doi_under_two_titles_makes_two_ids(tmp_path: Path) -> None:
    """Meeting abstracts share their supplement's DOI; one id would make one work of them."""
    one = "TY  - JOUR\nTI  - {}\nDO  - 10.5555/supplement\nER  - \n"
    titles = (TITLE, "Another abstract altogether, on zebrafish", TITLE.upper())
    body = "".join(one.format(title) for title in titles).encode()
    first, other, again = records(written(tmp_path, "meeting.ris", body))
    assert first.source_id == again.source_id == "doi:10.5555/supplement"
    assert other.source_id.startswith("doi:10.5555/supplement ")
    assert other.identifier(Scheme.DOI) == "10.5555/supplement"


def test_without_identifier_the_id_comes_from_what_names_the_work(tmp_path: Path) -> None:
    def identity(title: str, author: str, year: str, pages: str = "1") -> str:
        text = f"TY  - JOUR\nTI  - {title}\nAU  - {author}\nPY  - {year}\nSP  - {pages}\nER  - \n"
        return records(written(tmp_path, "one.ris", text.encode()))[0].source_id

    base = identity(TITLE, "Sampleton, A.", "2026")
    assert base.startswith("title:")
    assert identity(TITLE.upper() + ".", "Sampleton, Anna", "2026", pages="7") == base
    assert identity(TITLE, "Specimen, C.", "2026") != base
    assert identity(TITLE, "Sampleton, A.", "2025") != base
    assert identity("Editorial", "Sampleton, A.", "2026", "1") != identity("Editorial", "Sampleton, A.", "2026", "9")


def test_the_seed_corpus_is_read_whole() -> None:
    found = list(read_library(PUBMED.parent.parent / "corpus.toml"))
    assert not [one for one in found if isinstance(one, Unread)]
    assert len(found) == 6


def test_the_given_seed_pages_bear_the_names_of_the_seed_corpus(shared: Path) -> None:
    corpus = records(PUBMED.parent.parent / "corpus.toml")
    known = {one for record in corpus for one in record.identifiers} | {record.source_id for record in corpus}
    pages = [record for page in sorted((shared.parent / "seeds").glob("*.txt")) for record in records(page)]
    assert len(pages) == 3
    for page in pages:
        assert known & {*page.identifiers, page.source_id}, page.title
        assert page.abstract
