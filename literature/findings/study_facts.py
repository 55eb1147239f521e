"""What a reader wants to know of a study in one line: design, phase, how many, which drug, in whom, registered where.

Each is what the text states, with its place; nothing is inferred, and nothing is shown where that is not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from literature.findings.abstract_zones import placed_sentences
from literature.findings.designs import TITLE, Stated, designs, phase
from literature.findings.finding_words import PLAN
from literature.findings.registrations import Registration, registrations
from literature.findings.sample_size import Size, pooled, sample_size
from literature.model.record import AbstractSection, Record
from literature.text import word_set


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """The facts that a record states of its study; None or () where it does not, or not surely."""

    size: Size | None = None
    """How many took part; of a review of studies, in the studies."""
    studies: Size | None = None
    """Of a review of studies: how many."""
    phase: Stated | None = None
    designs: tuple[Stated, ...] = ()
    drug: Stated | None = None
    population: Stated | None = None
    registrations: tuple[Registration, ...] = ()


_POOLS = re.compile(
    r"\bsystem(?:at)?ic (?:literature )?re(?:v|i)+ew|\bmeta-?analys|\bscoping review|\bpooled analysis", re.IGNORECASE
)
_POOLED = frozenset({"Meta-Analysis", "Systematic Review"})
_STEMS = word_set(
    "mab kinra pril olol tecan citabine zolomide tinib ciclib rafenib parib gliptin gliflozin glutide sartan "
    "vastatin oxacin cillin mycin micin navir tegravir asvir buvir lukast prazole dipine xaban gatran grelor "
    "profen coxib setron triptan citinib limus platin taxel rubicin azepam azolam semide thiazide steride "
    "dronate glitazone fibrate oxetine triptyline zodone peridol"
)
"""Stems that the WHO gives to the names of substances."""
_NAMES = word_set(
    "abatacept etanercept rilonacept aflibercept belatacept colchicine dexamethasone prednisolone prednisone "
    "methylprednisolone hydrocortisone budesonide methotrexate azathioprine cyclophosphamide sulfasalazine "
    "mycophenolate hydroxychloroquine metformin aspirin allopurinol febuxostat thalidomide lenalidomide dapsone "
    "insulin testosterone acarbose remdesivir dapansutrile riociguat diazepam"
)
"""Names without such a stem that are frequent here."""
_WORD = re.compile(r"[^\W\d_]{6,}")
_POPULATION = re.compile(
    r"\b(?:in|for|of|among) (?P<who>(?:(?!(?:with|the|of|in|on|to|and|or|from|by|for|between)\b)[\w-]+ "
    r"){0,4}?(?:patients|adults|children|"
    r"adolescents|infants|neonates|women|"
    r"men|people|participants|individuals|subjects|volunteers)(?: and (?:adults|adolescents|children|women|men|"
    r"infants))?"
    r"(?: (?:with|undergoing|receiving|after|at risk of|who|on|aged)\b(?:(?! to\b(?<!mild to)(?<!moderate "
    r"to))[^:;?.()])*)?)",
    re.IGNORECASE,
)
LONGEST_POPULATION = 90
"""Characters."""


def study_facts(record: Record) -> StudyFacts:
    """Return the facts that the title and the abstract of ``record`` state."""
    pools = bool(_POOLS.search(record.title.text) or not _POOLED.isdisjoint(record.publication_types))
    return _stated(record.title.text, record.abstract, registrations(record), pools)


@lru_cache(maxsize=4096)  # an edition is composed once for each choice of topics
def _stated(
    title: str, abstract: tuple[AbstractSection, ...], numbers: tuple[Registration, ...], pools: bool
) -> StudyFacts:
    told = placed_sentences(abstract)
    common = StudyFacts(drug=_drug(title), population=_population(title), registrations=numbers)
    if pools:
        studies, size = pooled(told)
        return replace(common, studies=studies, size=size)
    size = None if PLAN.search(title.lower()) else sample_size(told)
    return replace(common, size=size, phase=phase(title, told), designs=designs(title, told))


def _drug(title: str) -> Stated | None:
    """The drug that the title names; None where it names none, or more than one."""
    found = {name: hit for hit in _WORD.finditer(title) if (name := hit[0].lower()) in _NAMES or _has_stem(name)}
    if len(found) != 1:
        return None
    [(name, hit)] = found.items()
    return Stated(name, TITLE, hit.start(), hit.end())


def _has_stem(name: str) -> bool:
    return any(name[-letters:] in _STEMS for letters in range(3, 11))


def _population(title: str) -> Stated | None:
    """In whom, as the title says it: "patients with gout"."""
    hit = _POPULATION.search(title)
    if not hit:
        return None
    words = hit["who"].strip(" ,-–")
    if " with" not in words and " undergoing" not in words and len(words.split()) < 2:
        return None
    return (
        Stated(words, TITLE, hit.start("who"), hit.start("who") + len(words))
        if len(words) <= LONGEST_POPULATION
        else None
    )
