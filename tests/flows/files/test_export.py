"""Exports are read back by our own readers without loss, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser import entrypoint
from hypothesis import given
from hypothesis import strategies as st

from digests.publish.bibtex import bibtex
from digests.publish.ris_csv import FORMULA, ris, table
from flows.app import App
from flows.files.export import Format, choose_works, render
from literature.model.edition import Item
from literature.model.errors import BrokenConfig, UsageError
from literature.model.identifiers import identifier
from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    Mark,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from sources.library.bib import read as read_bib
from sources.library.csv import read as read_csv
from sources.library.fields import stated
from sources.library.ris import read as read_ris
from tests.digests.factory import an_item

READERS = {Format.RIS: read_ris, Format.BIBTEX: read_bib, Format.CSV: read_csv}


def read_back(form: Format, items: Sequence[Item]) -> list[Record]:
    found = [*READERS[form](render(items, form), f"export.{form}")]
    records = [one for one in found if isinstance(one, Record)]
    assert len(records) == len(found) == len(items)
    return records


def works(app: App, **chosen: Any) -> tuple[Item, ...]:
    return choose_works(app.corpus, app.editions, app.watch, **chosen)


def folded(text: str) -> str:
    return " ".join(text.split())


def facts(record: Record) -> dict[str, Any]:
    """What a library is for."""
    kept = (Scheme.DOI, Scheme.PMID, Scheme.PMCID)
    first, _, last = record.journal.pages.partition("-")
    return {
        "title": folded(record.title.text),
        "authors": [(a.collective or a.family, a.given or a.initials) for a in record.authors],
        "journal": record.journal.title or record.journal.abbreviation,
        "place": (record.journal.volume, record.journal.issue, first if first == last else record.journal.pages),
        "date": record.published,
        "names": [record.identifier(scheme) for scheme in kept],
        "form": record.form,
        "keywords": record.keywords,
        "abstract": " ".join(folded(f"{s.label}: {s.text.text}" if s.label else s.text.text) for s in record.abstract),
    }


def names(*pairs: tuple[Scheme, str]) -> tuple[Identifier, ...]:
    return tuple(one for scheme, raw in pairs if (one := identifier(scheme, raw)))


def a_paper(title: str = "Anakinra in gout", **fields: Any) -> Record:
    return Record("pubmed", "1", RichText(title), **fields)


def item(record: Record) -> Item:
    return an_item(1, record=record)


SIGNS = "Aα王שñé 1 {}%&$#_^~\\-'`\"<>,;:!?/|.()[]=+@*"
TEXTS = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=40),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40),
).filter(lambda text: stated(text.strip()))  # else an empty cell, to a reader of tables
WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=8)
FAMILIES = st.one_of(WORDS, st.sampled_from(["O'Neill", "van der Berg"]))
PEOPLE = st.tuples(FAMILIES, WORDS).map(lambda pair: Author(family=pair[0], given=pair[1]))
GROUPS = st.sampled_from(["DIRA Study Group", "{Gruppe} 7 & 8", "研究 班", "PRECISE"]).map(
    lambda name: Author(collective=name)
)
DATES = st.sampled_from(
    [PartialDate(2026, 11, 18), PartialDate(2026, 11), PartialDate(2026), PartialDate(2000, text="2000 May-Jun")]
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    return Record(
        source="pubmed",
        source_id="1",
        title=RichText(draw(TEXTS)),
        form=draw(st.sampled_from([Form.ARTICLE, Form.PREPRINT, Form.NEWS, Form.BOOK])),
        abstract=tuple(
            AbstractSection(RichText(text), label)
            for text, label in draw(st.lists(st.tuples(TEXTS, LABELS), max_size=2))
        ),
        authors=tuple(draw(st.lists(st.one_of(PEOPLE, GROUPS), max_size=4))),
        journal=Journal(
            draw(st.sampled_from(["J Immunol", "Ann. Rheum. & Dis. {A}"])), volume="12", issue="3", pages="e1-9"
        ),
        dates=(EventDate(Event.ELECTRONIC, draw(DATES)),),
        identifiers=names(
            (Scheme.DOI, "10.1002/(sici)1097_0258<1661::aid>3.0.co;2-2"), (Scheme.PMID, "7"), (Scheme.PMCID, "PMC8")
        ),
        keywords=tuple(draw(st.lists(st.sampled_from(["IL-1β", "R&D", "100 %", "gout"]), max_size=2, unique=True))),
    )


LABELS = st.sampled_from(["", "BACKGROUND", "R & D"])


@pytest.mark.parametrize("form", READERS)
@given(record=records())
def test_what_is_exported_is_read_back_without_loss(form: Format, record: Record) -> None:
    (found,) = read_back(form, [item(record)])
    assert facts(found) == facts(record)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize(
    "title",
    [
        "p < 0.05 and q > 1",
        "a<b>c and </i> and &beta; and &amp;beta;",
        "{IL-1} }{ \\alpha $x$ 5 % of A & B_c # ~ ^",
        "=HYPERLINK(1)",
        "-- ''quoted'' ``so'' --- ?` << >> ,,",
        "ER  - TY  - @article{x,",
        "\u2028 two\u2029lines\x85here",
        '"quoted" and; parted, by; signs',
    ],
)
def test_titles_that_mean_something_to_a_format_are_only_text(form: Format, title: str) -> None:
    (found, after) = read_back(form, [item(a_paper(title)), replace(item(a_paper("Next")), work_id=2)])
    assert (folded(found.title.text), after.title.text) == (folded(title), "Next")


@pytest.mark.parametrize("form", [Format.RIS, Format.CSV])
def test_marks_of_a_title_come_back(form: Format) -> None:
    title = RichText("CD4+ & IL1RN < 10", (Mark(3, 4, "sup"), Mark(7, 12, "i")))
    (found,) = read_back(form, [item(replace(a_paper(), title=title))])
    assert found.title == title


def test_bibtex_writes_marks_as_commands() -> None:
    record = replace(a_paper(), title=RichText("10 6 of IL1RN", (Mark(3, 4, "sup"), Mark(8, 13, "i"))))
    assert r"title = {{10 \textsuperscript{6} of \textit{IL1RN}}}" in bibtex([item(record)])


def test_a_work_without_a_title_is_exported_and_read() -> None:
    for form in READERS:
        (found,) = read_back(form, [item(a_paper(""))])
        assert found.title.text == "[No title]"


def test_no_cell_of_a_table_is_a_formula() -> None:
    record = a_paper("=1+1", authors=(Author(collective="@SUM(A1)"),), journal=Journal("+J"), keywords=("-x",))
    assert not [
        cell for cell in table([item(record)]).splitlines()[1].split(",") if cell.startswith(("=", "+", "-", "@"))
    ]


@pytest.mark.parametrize("before", ["", " ", "\t", "\n", "\r", " \t\r\n ", "\ufeff", "\u200b", "\u3000"], ids=ascii)
@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_formula_in_full_width_or_behind_white_space_is_none(sign: str, before: str) -> None:
    formula = f"{before}{sign}cmd|'/c calc'!A1"
    record = a_paper(formula, authors=(Author(collective=formula),), journal=Journal(formula, volume=formula))
    rows = list(csv.reader(io.StringIO(table([item(record)]))))
    cells = [cell for cell in rows[1] if "cmd|" in cell]
    assert len(cells) >= 4
    assert all(cell.startswith(" ") and not cell[1:2].isspace() for cell in cells)
    assert FORMULA.match(f"{before}{sign}")
    assert not FORMULA.match("IL-1 + IL-32")


def test_other_programs_libraries_read_the_files_too() -> None:
    (entry,) = rispy.loads(ris([item(a_paper())]))
    assert entry["title"] == "Anakinra in gout"
    assert not entrypoint.parse_string(bibtex([item(a_paper())])).failed_blocks


def test_an_empty_choice_is_an_empty_file_of_its_kind() -> None:
    assert render((), Format.JSON) == "[]\n"
    assert render((), Format.CSV).startswith("ID,Title,")
    assert render((), Format.RIS).strip() == render((), Format.BIBTEX).strip() == ""


def test_a_whole_edition_goes_through_every_format(mailing: App) -> None:
    found = works(mailing)
    assert len(found) == 27
    for form in READERS:
        assert [facts(one) for one in read_back(form, found)] == [facts(one.record) for one in found]


def test_what_is_not_there_is_said_and_not_exported_as_nothing(mailing: App) -> None:
    with pytest.raises(UsageError, match=r"hart: is no topic of watch\.toml; there are: .*cardio"):
        works(mailing, topic="hart")
    with pytest.raises(BrokenConfig, match="there is no edition of 2020-01-06"):
        works(mailing, edition=date(2020, 1, 6))


def test_a_period_has_both_its_days(mailing: App) -> None:
    monday = date(2026, 11, 23)
    assert len(works(mailing, since=monday, until=monday)) == 27
    assert works(mailing, until=date(2026, 11, 22)) == works(mailing, since=date(2026, 11, 24)) == ()


def test_real_papers_come_back(shared: Path) -> None:
    """145 papers about IL-1 as PubMed gives them."""
    from sources.pubmed.xml import read

    xml = (shared / "pubmed" / "il1" / "il1_real.xml").read_bytes()
    real = [one for one in read(xml) if isinstance(one, Record)]
    papers = [replace(item(one), work_id=number) for number, one in enumerate(real)]
    for form in READERS:
        for found, one in zip(read_back(form, papers), real, strict=True):
            assert facts(found)["title"] == facts(one)["title"]
            assert facts(found)["names"] == facts(one)["names"]
            assert facts(found)["abstract"] == facts(one)["abstract"]
            assert [name for name, _ in facts(found)["authors"]] == [name for name, _ in facts(one)["authors"]]


def test_json_says_how_sure_the_rules_are_and_why_a_work_has_no_topic() -> None:
    held = replace(an_item(topics=[]), unsorted="no keyword of a topic is in it", centrality_score=0.75)
    (told,) = json.loads(render([held], Format.JSON))
    assert (told["centrality"], told["centrality_score"]) == ("core", 0.75)
    assert (told["topics"], told["unsorted"]) == ([], "no keyword of a topic is in it")
