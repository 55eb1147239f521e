"""The papers of the three seed documents come back as PubMed, a feed or a library gives them, and are recognised.

What PubMed says of them is written here from the bibliographic facts of seeds/corpus.toml: none of the folder of real
PubMed files holds one of these papers. The one that the sample week holds is read from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import pytest

from literature.identity.compare import compare
from literature.identity.comparison import Likeness
from literature.identity.fields import blocking_keys, fields
from literature.model.identifiers import identifier
from literature.model.record import (
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from sources.library.read import read_entries
from sources.pubmed.xml import read
from tests.paths import ROOT

SEEDS = [seed for seed in read_entries(ROOT / "seeds/corpus.toml") if isinstance(seed, Record)]


class Facts(NamedTuple):
    """What PubMed, and those who copy it, print of a paper."""

    titles: tuple[str, ...]
    authors: tuple[Author, ...]
    journal: Journal
    year: int
    names: tuple[tuple[Scheme, str], ...]


DEFICIENCY = Facts(
    (
        "An autoinflammatory disease with deficiency of the interleukin-1-receptor antagonist.",
        "An Autoinflammatory Disease with Deficiency of the Interleukin-1–Receptor Antagonist",
        "An autoinflammatory disease with deficiency of the interleukin-1‐receptor antagonist",
        "[An autoinflammatory disease with deficiency of the interleukin-1-receptor antagonist].",
        "AN AUTOINFLAMMATORY DISEASE WITH DEFICIENCY OF THE INTERLEUKIN 1 RECEPTOR ANTAGONIST [see comments]",
        "An auto-inflammatory disease with deficiency of the interleukin-1-receptor antagonist",
    ),
    (Author("Aksentijevich", "Ivona", "I"), Author("Masters", "Seth L", "SL"), Author("Ferguson", "Polly J", "PJ")),
    Journal("The New England journal of medicine", "N Engl J Med", volume="360", issue="23", pages="2426-37"),
    2009,
    ((Scheme.PMID, "19494218"), (Scheme.DOI, "10.1056/NEJMoa0807865")),
)
DELETION = Facts(
    (
        "An autoinflammatory disease due to homozygous deletion of the IL1RN locus.",
        "An Autoinflammatory Disease Due to Homozygous Deletion of the IL1RN Locus",
        "[An autoinflammatory disease due to homozygous deletion of the IL1RN locus.]",
        "An autoinflammatory disease due to homozygous deletion of the IL-1RN locus",
    ),
    (Author("Reddy", "Sreelatha", "S"), Author("Jia", "Shuang", "S"), Author("Geoffrey", "Rhonda", "R")),
    Journal("The New England journal of medicine", "N Engl J Med", volume="360", issue="23", pages="2438-2444"),
    2009,
    ((Scheme.PMID, "19494219"), (Scheme.DOI, "10.1056/NEJMoa0809568")),
)
EDITORIAL = Facts(
    (
        "Interleukin-1beta and the autoinflammatory diseases.",
        "Interleukin-1β and the Autoinflammatory Diseases",
        "Interleukin-1 beta and the autoinflammatory diseases",
        "INTERLEUKIN-1ß AND THE AUTOINFLAMMATORY DISEASES [Editorial]",
        "Interleukin-1𝛽 and the auto-inflammatory diseases",
    ),
    (Author("Dinarello", "Charles A", "CA"),),
    Journal("The New England journal of medicine", "N Engl J Med", volume="360", issue="23"),
    2009,
    (),  # the seed has no identifier of it
)
EPILEPSY = Facts(
    (
        "Towards a Treatment for Neuroinflammation in Epilepsy: Interleukin-1 Receptor Antagonist, Anakinra, as a"
        " Potential Treatment in Intractable Epilepsy.",
        "towards a treatment for neuroinflammation in epilepsy - interleukin-1 receptor antagonist, anakinra, as a"
        " potential treatment in intractable epilepsy",
        "Toward a Treatment for Neuroinflammation in Epilepsy: Interleukin‑1 Receptor Antagonist, Anakinra, as a"
        " Potential Treatment in Intractable Epilepsy [Review]",
    ),
    (Author("Yamanaka", "Gaku", "G"), Author("Ishida", "Yu", "Y"), Author("Kanou", "Kanako", "K")),
    Journal("International journal of molecular sciences", "Int J Mol Sci", volume="22", issue="12", pages="6282"),
    2021,
    ((Scheme.DOI, "10.3390/ijms22126282"),),
)
MYASTHENIA = Facts(
    (
        "Elevated serum level of interleukin-32α in the patients with myasthenia gravis.",
        "Elevated serum level of interleukin-32alpha in the patients with myasthenia gravis",
        "Elevated Serum Level of Interleukin-32 Alpha in the Patients With Myasthenia Gravis",
        "[Elevated serum level of interleukin‐32ɑ in the patients with myasthenia gravis].",
        "Elevated serum levels of interleukin-32α in patients with myasthenia gravis",
    ),
    (Author("Na", "Sang-Jun", "SJ"), Author("Invented", "Second", "S"), Author("Author", "Third", "T")),
    Journal("Journal of neurology", "J Neurol", volume="258", issue="10", pages="1865-70"),
    2011,
    ((Scheme.PMID, "21487807"), (Scheme.DOI, "10.1007/s00415-011-6036-7")),
)
PAPERS = {
    "deficiency": DEFICIENCY,
    "deletion": DELETION,
    "editorial": EDITORIAL,
    "epilepsy": EPILEPSY,
    "myasthenia": MYASTHENIA,
}


def seed_of(facts: Facts) -> Record:
    family = facts.authors[0].family
    return next(seed for seed in SEEDS if any(author.family == family for author in seed.authors))


def identities(facts: Facts) -> Iterator[tuple[Identifier, ...]]:
    """All its identifiers, each alone, none."""
    own = tuple(item for scheme, raw in facts.names if (item := identifier(scheme, raw)))
    yield from dict.fromkeys((own, *((item,) for item in own), ()))


def forms(facts: Facts) -> Iterator[Record]:
    """The paper in every spelling of its title, author list, journal name and date, with and without identifiers."""
    printed, online = (EventDate(event, PartialDate(facts.year, 6, 4)) for event in (Event.ISSUE, Event.ELECTRONIC))
    earlier = EventDate(Event.ELECTRONIC, PartialDate(facts.year - 1, 12, 30))
    names = facts.authors, tuple(Author(item.family, "", item.initials) for item in facts.authors), facts.authors[:1]
    journals = (
        facts.journal,
        facts.journal._replace(abbreviation="", pages=""),
        facts.journal._replace(title="", volume=""),
    )
    days = (printed,), (online,), (printed, earlier)
    for title, authors, journal, dates, own in product(facts.titles, names, journals, days, identities(facts)):
        yield Record("library", "", RichText(title), authors=authors, journal=journal, dates=dates, identifiers=own)


@pytest.mark.parametrize("name", PAPERS)
def test_a_seeded_paper_is_recognised_in_every_form(name: str) -> None:
    seed = seed_of(PAPERS[name])
    for form in forms(PAPERS[name]):
        assert compare(form, seed).likeness is compare(seed, form).likeness is Likeness.SAME, (
            form,
            compare(form, seed),
        )
        assert set(blocking_keys(fields(form))) & set(blocking_keys(fields(seed))), form


@pytest.mark.parametrize(("one", "other"), list(combinations(PAPERS, 2)))
def test_no_seeded_paper_is_taken_for_another(one: str, other: str) -> None:
    """Not the siblings of one issue, which share journal, year, volume, issue and half of their words, either: their
    titles differ, so nothing but a shared name could bring them near."""
    seed = seed_of(PAPERS[other])
    for form in forms(PAPERS[one]):
        assert compare(form, seed).likeness is compare(seed, form).likeness is Likeness.DIFFERENT, form
        assert compare(form, seed).contradicts


def test_siblings_stay_two_under_one_page_or_one_doi() -> None:
    """An issue's DOI, or the first page of the editorial's neighbour, copied to the other."""
    form, sibling = next(forms(DELETION)), seed_of(DEFICIENCY)
    placed = replace(form, identifiers=(), journal=sibling.journal)
    named = replace(form, identifiers=tuple(item for item in sibling.identifiers if item.scheme is Scheme.DOI))
    for copied in (placed, named):
        assert compare(copied, sibling).likeness is Likeness.DIFFERENT, compare(copied, sibling)


@pytest.mark.parametrize("name", PAPERS)
def test_ahead_of_print_in_the_year_before_a_seed_without_a_name_in_common_is_kept_in_doubt(name: str) -> None:
    facts = PAPERS[name]
    ahead = Record(
        "library",
        "",
        RichText(facts.titles[0]),
        authors=facts.authors,
        journal=Journal(facts.journal.title),
        dates=(EventDate(Event.ELECTRONIC, PartialDate(facts.year - 1, 12, 30)),),
    )
    assert compare(ahead, seed_of(facts)).likeness is Likeness.POSSIBLY


def test_a_reply_to_a_seeded_paper_is_not_the_paper() -> None:
    form = next(forms(DEFICIENCY))
    title, journal = RichText(f"Reply to: {form.title.text}"), form.journal._replace(pages="1170-1")
    reply = replace(form, title=title, journal=journal, identifiers=())
    assert compare(reply, seed_of(DEFICIENCY)).likeness is Likeness.RELATED


def test_the_pubmed_record_of_the_sample_week_is_recognised_with_and_without_its_names() -> None:
    items = list(read((ROOT / "seeds/sample/pubmed.xml").read_bytes()))
    result = [item for item in items if isinstance(item, Record) and item.identifier(Scheme.PMID) == "19494218"]
    seed = seed_of(DEFICIENCY)
    assert len(result) == 1
    assert compare(result[0], seed).likeness is Likeness.SAME
    assert compare(replace(result[0], identifiers=()), seed).likeness is Likeness.SAME
    others = [item for item in items if isinstance(item, Record) and item not in result]
    assert others
    assert not any(compare(second, first).likeness is Likeness.SAME for second in others for first in SEEDS)


def test_the_seeded_story_is_recognised_from_another_outlet_and_is_none_of_its_papers() -> None:
    story = next(seed for seed in SEEDS if seed.form is Form.NEWS)
    copy = replace(
        story,
        source="Invented feed",
        title=RichText("Gene Mutation Linked to Autoinflammatory Disease | MedicineNet.com"),
        journal=Journal("Invented outlet"),
        dates=(EventDate(Event.ISSUE, PartialDate(2009, 6, 4)),),
    )
    assert compare(copy, story).likeness is Likeness.SAME
    assert all(compare(copy, seed_of(facts)).likeness is Likeness.DIFFERENT for facts in PAPERS.values())
