"""On whom a work was done: people, animals, cells in culture; several may apply.

MeSH's check tags count where the record is indexed, words of title and abstract where it is not yet. NLM gives work on
cells the tag of those whose cells they are; the words say whether these took part themselves.
"""

from __future__ import annotations

import re

from literature.model.record import Record
from literature.model.work import Organism
from literature.study import organism_words

_CULTURES = (
    r"(?:cell line(?:, \w+)?|cells, cultured|in vitro techniques|tumor cells, cultured|primary cell culture|"
    r"cell culture techniques|(?:organ )?culture techniques|coculture techniques)$|"
    r".*\b(?:hela|hl-60|k562|u937|jurkat|thp-1|cho|cos|vero|hek293|hep g2|mcf-7|caco-2|pc12|3t3|raw 264\.7) cells$"
)
"""MeSH headings of cells in culture."""


def organisms(record: Record, title: str, abstract: str) -> tuple[Organism, ...]:
    """Return on whom ``record`` reports, by its headings or by its folded ``title`` and ``abstract``; () is unknown."""
    if tags := _tags(record):
        return _checked(tags, title, abstract)
    text = f"{title} {abstract}"
    lab = _laboratory(text)
    people = _took_part(title, abstract, lab) if lab else re.search(organism_words.PEOPLE, text)
    return (Organism.HUMAN, *lab) if people else tuple(lab)


def organisms_of_review(record: Record, title: str, abstract: str) -> tuple[Organism, ...]:
    """Return ``organisms`` of a work that reports on the work of others: animals and cells count in its title only.

    A review names the mice and cells of those whom it cites in passing, and patients as the reason to care for a
    molecule. NLM's tags say the same of what is cited: they count only for a letter, which has no abstract.
    """
    lab = _laboratory(title)
    people = bool(re.search(organism_words.PEOPLE, title))
    if not people and not re.search(organism_words.MOLECULES, title):
        cited = re.search(organism_words.CITED_PEOPLE, abstract)
        people = bool(cited) if abstract else Organism.HUMAN in _tags(record)
    return (Organism.HUMAN, *lab) if people else tuple(lab)


def organisms_of_data(record: Record, title: str, abstract: str) -> tuple[Organism, ...]:
    """Return on whom the data is that a work computed with: people of whom it says so, or whose public data it is."""
    if _tags(record):
        return organisms(record, title, abstract)
    people = re.search(organism_words.PEOPLE, title) or re.search(organism_words.SAMPLES, abstract)
    people = people or re.search(organism_words.PEOPLES_DATA, f"{title} {abstract}")
    return (Organism.HUMAN, *_laboratory(title)) if people else tuple(_laboratory(title))


def cells_were_tested(record: Record, abstract: str) -> bool:
    """Return whether cells were tested, though NLM may tag the work of those alone whose cells they were."""
    return bool(re.search(organism_words.ASSAY, abstract)) or (bool(record.mesh) and _cells(abstract))


def _tags(record: Record) -> frozenset[Organism]:
    headings = {heading.name.casefold() for heading in record.mesh}
    checked = {Organism.HUMAN: "humans" in headings, Organism.ANIMAL: "animals" in headings}
    if not any(checked.values()):
        return frozenset()
    cultured = any(re.match(_CULTURES, name) for name in headings)
    return frozenset(organism for organism, has in {**checked, Organism.IN_VITRO: cultured}.items() if has)


def _checked(tags: frozenset[Organism], title: str, abstract: str) -> tuple[Organism, ...]:
    """``tags`` without people or animals of whom cells alone took part.

    Where samples of people are named and NLM tags animals and no culture, the animals are those of an abstract that
    does not name them: "slowed the growth of tumours".
    """
    text, kept = f"{title} {abstract}", set(tags)
    cells = _cells(text)
    if re.search(organism_words.ASSAY, text) and re.search(organism_words.BENCH, text):
        kept.add(Organism.IN_VITRO)
    if cells and _only_cells_of_people(title, abstract):
        kept.discard(Organism.HUMAN)
    unnamed = tags == {Organism.HUMAN, Organism.ANIMAL} and re.search(organism_words.SAMPLES, abstract)
    if cells and not unnamed and not _animal(text):
        kept.discard(Organism.ANIMAL)
    return tuple(organism for organism in Organism if organism in kept) or (Organism.IN_VITRO,)


def _only_cells_of_people(title: str, abstract: str) -> bool:
    """People who are named next to cells in the title are most often only the reason for the work."""
    named = re.search(organism_words.PEOPLE, f"{title} {abstract}")
    return not _sampled(title, abstract) and (_cells(title) or not named)


def _laboratory(text: str) -> list[Organism]:
    lab = [Organism.ANIMAL] if _animal(text) else []
    return [*lab, Organism.IN_VITRO] if _cells(text) else lab


def _cells(text: str) -> bool:
    return any(re.search(sign, text) for sign in organism_words.CELLS)


def _took_part(title: str, abstract: str, lab: list[Organism]) -> bool:
    if _sampled(title, abstract):
        return True
    if re.search(organism_words.CANCER, title) and re.search(organism_words.CANCER_TISSUE, abstract):
        return True
    return Organism.ANIMAL not in lab and bool(re.search(organism_words.DISEASED_TISSUE, abstract))


def _sampled(title: str, abstract: str) -> bool:
    return bool(re.search(organism_words.SAMPLES, abstract) or re.search(organism_words.DONE_ON_PEOPLE, title))


def _animal(text: str) -> bool:
    """Whether animals took part; the animal of a reagent did not."""
    if re.search(organism_words.SURELY_ANIMAL, text) or re.search(organism_words.PROCEDURES, text):
        return True
    animal = re.compile(organism_words.ANIMAL)
    if animal.search(text) and animal.search(re.sub(organism_words.REAGENT, " ", text)):
        return True
    return bool(re.search(organism_words.PERHAPS_ANIMAL, text)) and not _on_people_too(text)


def _on_people_too(text: str) -> bool:
    """Whether what was done in vivo may have been done on people."""
    if not re.search(organism_words.PEOPLE, text) or re.search(organism_words.ALTERED, text):
        return False
    if re.search(organism_words.BOTH_WAYS, text):
        return bool(re.search(organism_words.GIVEN, text))
    return bool(re.search(organism_words.SAMPLES, text)) or not _cells(text)
