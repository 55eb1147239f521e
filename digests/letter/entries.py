"""One Bundle of Works to the Entry that a reader sees: names, badges, passage, and every reason why it is here.

This file does NOT order entries and does NOT lay them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digests.letter.bundles import Bundle
from digests.letter.links import best, domain, links, trials
from digests.letter.parts import Entry, Note
from digests.letter.prose import clip, count, cut, passage, plain, tidy
from digests.letter.standing import ANNOUNCED_WORDS, TOUCHED_WORDS, mark, standing
from literature.identity.titles import title_key
from literature.model.edition import Item, Related
from literature.model.record import Author, Form, Record, RichText, Scheme
from literature.model.work import Centrality, Kind, Label, LinkKind, Match, NoticeKind, Organism, Where
from literature.topics.sorter import unsorted_words

LONGEST_TITLE = 200
LONGEST_NOTICE = 60
"""Of the title of a notice, which repeats that of its work: "Retraction: …" says enough."""
MOST_OUTLETS = 5
"""Names of outlets that one line has room for."""
UNCERTAIN = 0.6
"""A topic given with less than this is called uncertain."""

KNOWN_HOSTS = frozenset({"pubmed.ncbi.nlm.nih.gov", "doi.org", "pmc.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov"})
"""Where readers know what they get: no domain is shown beside these links."""

KIND_WORDS = {
    Kind.RANDOMISED_TRIAL: "Randomised trial",
    Kind.TRIAL: "Clinical trial",
    Kind.OBSERVATIONAL: "Observational study",
    Kind.CASE_REPORT: "Case report",
    Kind.SYSTEMATIC_REVIEW: "Systematic review",
    Kind.REVIEW: "Review",
    Kind.GUIDELINE: "Guideline",
    Kind.PRECLINICAL: "Preclinical",
    Kind.BIOINFORMATICS: "Bioinformatics",
    Kind.PROTOCOL: "Protocol",
    Kind.EDITORIAL: "Editorial",
    Kind.CORRECTION: "Correction",
}
FORM_WORDS = {Form.PREPRINT: "Preprint", Form.BOOK: "Book", Form.NEWS: "News"}
ORGANISM_WORDS = {Organism.HUMAN: "Human", Organism.ANIMAL: "Animal", Organism.IN_VITRO: "In vitro"}
WHERE_WORDS = {
    Where.TITLE: "title",
    Where.ABSTRACT: "abstract",
    Where.KEYWORD: "keywords",
    Where.SUBSTANCE: "substances",
    Where.MESH: "MeSH",
}
_STRENGTH = {where: rank for rank, where in enumerate(Where)}


def title(record: Record) -> RichText:
    """The title to show, without the full stop that PubMed ends it with; NLM has records without a title."""
    for candidate in (record.title, RichText(record.vernacular_title)):
        if clean := tidy(candidate):
            stop = len(clean.text) - clean.text.endswith(".") * (not clean.text.endswith(".."))
            return cut(clip(clean, 0, stop), LONGEST_TITLE)
    return RichText("[No title]")


def authors(names: Sequence[Author]) -> str:
    """Up to three names; of more the first two, the last and how many they are."""
    known = [name for author in names if (name := plain(author.name, 60))]
    if len(known) <= 3:
        return ", ".join(known)
    return f"{known[0]}, {known[1]} … {known[-1]} ({len(known)} authors)"


def badges(item: Item) -> tuple[str, ...]:
    """What sort of work it is, in words, gravest first; a notice is a notice, whatever its paper was done on."""
    if item.announces:
        sort = [ANNOUNCED_WORDS[item.announces]]
    else:
        sort = [KIND_WORDS.get(item.kind, ""), *(ORGANISM_WORDS[organism] for organism in item.organisms)]
    words = [
        mark(item),
        FORM_WORDS.get(item.form, ""),
        *sort,
        "Free full text" if item.record.identifier(Scheme.PMCID) else "",
    ]
    return tuple(word for word in words if word)


def why(item: Item) -> str:
    """Each Term with the spellings found at its strongest place: ``IL-1RA “anakinra” in title``."""
    by_term: dict[str, list[Match]] = {}
    for match in item.matches:
        by_term.setdefault(match.term, []).append(match)
    if by_term:
        return "; ".join(_evidence(term, found) for term, found in by_term.items())
    return plain(item.centrality_reason, 160) or "no watched term in its own text"


def _evidence(term: str, found: Sequence[Match]) -> str:
    strongest = min((match.where for match in found), key=_STRENGTH.__getitem__)
    spellings: dict[str, str] = {}
    for match in found:
        if match.where is strongest:
            spellings.setdefault(match.spelling.casefold(), f"“{plain(match.spelling, 60)}”")
    return f"{plain(term, 60)} {', '.join(list(spellings.values())[:2])} in {WHERE_WORDS[strongest]}"


def _under(label: Label) -> str:
    """What gave a work the topic of ``label``."""
    doubt = ", uncertain" if label.score < UNCERTAIN else ""
    return f"{plain(label.reason, 160)}{doubt}"


def _unsorted(bundle: Bundle, names: Mapping[str, str]) -> str:
    """Why no topic has it; '' where one has, or where it is not known."""
    if bundle.labels or not bundle.item.unsorted:
        return ""
    reason = plain(unsorted_words(bundle.item.unsorted, bundle.item.nearest, names), 200)
    return reason if bundle.item.nearest else f"none, {reason}"


def _related(other: Related, own: Record) -> Note:
    """The line for a work that is not part of the entry of ``own``; under the same title it goes by its first name."""
    leads = {
        (LinkKind.NEWS_ABOUT, True): "about",
        (LinkKind.NEWS_ABOUT, False): "in the news",
        (LinkKind.PREPRINT_OF, True): "published as",
        (LinkKind.PREPRINT_OF, False): "also as preprint",
        (LinkKind.POSSIBLY_SAME, True): "possibly the same as",
        (LinkKind.POSSIBLY_SAME, False): "possibly the same as",
        (LinkKind.COMMENT_ON, True): "comment on",
        (LinkKind.COMMENT_ON, False): "commented on in",
        (LinkKind.VERSION_OF, True): "another version of",
        (LinkKind.VERSION_OF, False): "also in another version",
        (LinkKind.NOTICE_OF, True): "notice about",
        (LinkKind.CONCERNS, True): "correction of, reply to or comment on",
        (LinkKind.CONCERNS, False): "corrected, answered or commented on in",
    }
    seeded = "in your starting library" if other.seeded else ""
    reason = plain(other.reason, 120) if other.kind is LinkKind.POSSIBLY_SAME else ""
    remark = "; ".join(part for part in (reason, seeded) if part)
    named = links(other.identifiers)
    name = named[0].text if named and title_key(other.title) == title_key(own.title.text) else plain(other.title, 160)
    return Note(leads[other.kind, other.outward], name or "[No title]", best(other.identifiers), remark)


def outlet(item: Item) -> str:
    """Where it appeared, or else the source that announced it."""
    return plain(item.record.journal.name, 80) or plain(item.record.source, 80)


def _guest(item: Item) -> Note:
    """The line for a work that is part of this entry: a preprint of it, news of it, or a correction of it."""
    where, url = f"{outlet(item)}, {plain(str(item.record.published), 40)}", best(item.record.identifiers)
    if item.form is Form.PREPRINT:
        return Note("also as preprint", where, url, standing(item))
    name = title(item.record).text
    if item.form is Form.NEWS:
        return Note("in the news", plain(name, 160), url, "; ".join([outlet(item), *_outlets(item)]))
    lead = ANNOUNCED_WORDS[item.announces].lower() if item.announces else "notice"
    return Note(lead, plain(name, LONGEST_NOTICE), url, "; ".join(filter(None, (where, standing(item)))))


def _notices(bundle: Bundle) -> Iterator[Note]:
    """The lines for the notices of the work that do not stand here as guests."""
    for notice in bundle.item.notices:
        if notice.work_id not in bundle.members:
            named = links(notice.identifiers)
            words = plain(notice.citation, 160) or (named[0].text if named else "a notice not named")
            yield Note(TOUCHED_WORDS[notice.kind], words, best(notice.identifiers))


def _beside(bundle: Bundle) -> Iterator[Related]:
    """Works beside it that have no other place here: its guests have, and so have its notices."""
    for other in bundle.item.related:
        noticed = other.kind is LinkKind.NOTICE_OF and not other.outward
        if not noticed and (other.work_id not in bundle.members or not other.work_id):
            yield other


def _outlets(item: Item) -> list[str]:
    return [plain(name, 60) for name in item.outlets[:MOST_OUTLETS]]


def notes(bundle: Bundle) -> tuple[Note, ...]:
    """Every tie of the entry to other works: notices first, then its guests, then works beside it; and who else
    announced it."""
    found = [*_notices(bundle), *map(_guest, bundle.guests)]
    found.extend(_related(other, bundle.item.record) for other in _beside(bundle))
    if outlets := bundle.item.outlets:
        found.append(Note(f"also in {count(len(outlets), 'other outlet')}", ", ".join(_outlets(bundle.item))))
    elif extra := [plain(name, 60) for name in bundle.item.sources[1:]]:
        found.append(Note("also announced by", ", ".join(extra)))
    return tuple(found)


def entry(bundle: Bundle, *, number: int, topic: str, names: Mapping[str, str]) -> Entry:
    """The Entry of ``bundle`` in the section ``topic``; ``names`` are the topics of this letter, id to name."""
    item = bundle.item
    record = item.record
    address = best(record.identifiers)
    return Entry(
        number=number,
        work_id=item.work_id,
        title=title(record),
        url=address,
        domain="" if domain(address) in KNOWN_HOSTS else domain(address),
        authors=authors(record.authors),
        venue=outlet(item),
        date=plain(str(record.published), 40),
        badges=badges(item),
        mark=mark(item),
        passage=_passage(item),
        why=_marker(item) if item.centrality is Centrality.MARKER else why(item),
        topic=next((_under(label) for label in bundle.labels if label.topic == topic), _unsorted(bundle, names)),
        also_under=tuple(names[o.topic] for o in bundle.labels if o.topic != topic and o.topic in names),
        notes=notes(bundle),
        links=(*links(record.identifiers), *trials(record.registrations)),
    )


def _passage(item: Item) -> RichText:
    """What it says; nothing of what is retracted, nor what the notice repeats of it: a letter spreads no finding that
    was taken back."""
    if item.retracted or item.announces is NoticeKind.RETRACTION:
        return RichText("")
    return passage(item.record.abstract, item.matches, news=item.form is Form.NEWS)


def _marker(item: Item) -> str:
    """Why a folded work is here, in few words: "IL-1, IL-1RA: IL-1β, one of several cytokines measured"."""
    terms = ", ".join(dict.fromkeys(plain(match.term, 60) for match in item.matches))
    reason = plain(item.centrality_reason, 100)
    return f"{terms}: {reason}" if terms and reason else why(item)
