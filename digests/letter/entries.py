"""One Bundle of Works to the Entry that a reader sees: names, badges, passage, and every reason why it is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digests.letter.bundles import Bundle
from digests.letter.links import best, domain, links, trials
from digests.letter.parts import Entry, Note
from digests.letter.study_line import facts, trial_facts
from digests.words.notice_words import NOTICE_WORDS, mark, status
from digests.words.prose import clip, count, cut, date_words, passage, plain, tidy, whole_parts
from literature.findings.study_facts import StudyFacts, study_facts
from literature.identity.titles import title_key
from literature.model.edition import Item, Related
from literature.model.record import Author, Form, Record, RichText
from literature.model.work import Centrality, Kind, LinkKind, Match, NoticeKind, Organism, Where
from literature.topics.sorter import unsorted_words

LONGEST_TITLE = 200
LONGEST_NOTICE = 60
"""Of the title of a notice, which repeats that of its work: "Retraction: …" says enough."""
LONGEST_REASON = 70
"""Of why it has its topic: the first one or two words that decided. `ilwatch why` has all of them."""
MOST_OUTLETS = 5
"""Names of outlets that one line has room for."""
UNCERTAIN = 0.6
"""A topic given with less than this is called uncertain."""

KNOWN_HOSTS = frozenset({"pubmed.ncbi.nlm.nih.gov", "doi.org", "pmc.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov"})
"""Hosts that readers know: no domain is shown next to these links."""

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
    """Return the title to show, without the full stop that PubMed ends it with; NLM has records without a title."""
    for candidate in (record.title, RichText(record.vernacular_title)):
        if clean := tidy(candidate):
            stop = len(clean.text) - clean.text.endswith(".") * (not clean.text.endswith(".."))
            return cut(clip(clean, 0, stop), LONGEST_TITLE)
    return RichText("[No title]")


def authors(names: Sequence[Author]) -> str:
    """Return up to three names; of more, the first two, the last and their number."""
    known = [name for author in names if (name := plain(author.name, 60))]
    if len(known) <= 3:
        return ", ".join(known)
    return f"{known[0]}, {known[1]} … {known[-1]} ({len(known)} authors)"


def badges(item: Item) -> tuple[str, ...]:
    """Return what kind of work it is, in words, gravest first; a notice is a notice, whatever its paper studied."""
    if item.announces:
        kinds = [NOTICE_WORDS[item.announces].badge]
    else:
        kinds = [KIND_WORDS.get(item.kind, ""), *(ORGANISM_WORDS[organism] for organism in item.organisms)]
    return tuple(filter(None, (mark(item), FORM_WORDS.get(item.form), *kinds)))


def why(item: Item) -> str:
    """Return each Term with the spellings at its strongest place: ``IL-1RA “anakinra” in title``."""
    by_term: dict[str, list[Match]] = {}
    for match in item.matches:
        by_term.setdefault(match.term, []).append(match)
    if by_term:
        return "; ".join(_evidence(term, matches) for term, matches in by_term.items())
    return plain(item.centrality_reason, 160) or "no watched term in the text itself"


def _evidence(term: str, matches: Sequence[Match]) -> str:
    strongest = min((match.where for match in matches), key=_STRENGTH.__getitem__)
    spellings: dict[str, str] = {}
    for match in matches:
        if match.where is strongest:
            spellings.setdefault(match.spelling.casefold(), f"“{plain(match.spelling, 60)}”")
    return f"{plain(term, 60)} {', '.join(list(spellings.values())[:2])} in {WHERE_WORDS[strongest]}"


def _topic_reason(bundle: Bundle, topic: str, names: Mapping[str, str]) -> str:
    """Why it has this ``topic``, or why it has none; '' where it has others, or where the reason is not known."""
    for label in bundle.labels:
        if label.topic == topic:
            return f"{whole_parts(label.reason, LONGEST_REASON)}{', uncertain' if label.score < UNCERTAIN else ''}"
    if bundle.labels or not bundle.item.unsorted:
        return ""
    reason = plain(unsorted_words(bundle.item.unsorted, bundle.item.nearest, names), 200)
    return reason if bundle.item.nearest else f"none, {reason}"


LEADS = {
    LinkKind.NEWS_ABOUT: ("about", "in the news"),
    LinkKind.PREPRINT_OF: ("published as", "also as preprint"),
    LinkKind.POSSIBLY_SAME: ("possibly the same as", "possibly the same as"),
    LinkKind.COMMENT_ON: ("comment on", "commented on in"),
    LinkKind.VERSION_OF: ("another version of", "also in another version"),
    LinkKind.NOTICE_OF: ("notice about", "notice"),
    LinkKind.CONCERNS: ("correction of, reply to or comment on", "corrected, answered or commented on in"),
}
"""What leads to a related work: from the end that the link starts at, and from the other."""


def _related(related: Related, record: Record) -> Note:
    """The line for a work outside the entry of ``record``; under the same title it is named by its first link."""
    seeded = "in your starting library" if related.seeded else ""
    reason = plain(related.reason, 120) if related.kind is LinkKind.POSSIBLY_SAME else ""
    remark = "; ".join(part for part in (reason, seeded) if part)
    addresses = links(related.identifiers)
    same_title = title_key(related.title) == title_key(record.title.text)
    name = addresses[0].text if addresses and same_title else plain(related.title, 160)
    return Note(LEADS[related.kind][not related.outward], name or "[No title]", best(related.identifiers), remark)


def outlet(item: Item) -> str:
    """Return the journal, or else the source that announced it."""
    return plain(item.record.journal.name, 80) or plain(item.record.source, 80)


def _guest(item: Item) -> Note:
    """The line for a preprint, news story or correction that is part of this entry."""
    where, url = f"{outlet(item)}, {date_words(item.record.published)}", best(item.record.identifiers)
    if item.form is Form.PREPRINT:
        return Note("also as preprint", where, url, status(item))
    name = title(item.record).text
    if item.form is Form.NEWS:
        return Note("in the news", plain(name, 160), url, "; ".join([outlet(item), *_outlets(item)]))
    lead = NOTICE_WORDS[item.announces].badge.lower() if item.announces else "notice"
    return Note(lead, plain(name, LONGEST_NOTICE), url, "; ".join(filter(None, (where, status(item)))))


def _notices(bundle: Bundle) -> Iterator[Note]:
    """The lines for the notices of the work that are not guests of its entry."""
    for notice in bundle.item.notices:
        if notice.work_id not in bundle.members:
            addresses = links(notice.identifiers)
            words = plain(notice.citation, 160) or (addresses[0].text if addresses else "a notice without a citation")
            yield Note(NOTICE_WORDS[notice.kind].lead, words, best(notice.identifiers))


def _outlets(item: Item) -> list[str]:
    return [plain(name, 60) for name in item.outlets[:MOST_OUTLETS]]


def _notes(bundle: Bundle) -> Iterator[Note]:
    """Every link of the entry to other works: its notices, its guests, related works; and who else announced it."""
    yield from _notices(bundle)
    yield from map(_guest, bundle.guests)
    for related in bundle.item.related:
        is_notice = related.kind is LinkKind.NOTICE_OF and not related.outward
        if not is_notice and (related.work_id not in bundle.members or not related.work_id):
            yield _related(related, bundle.item.record)
    if outlets := bundle.item.outlets:
        yield Note(f"also in {count(len(outlets), 'other outlet')}", ", ".join(_outlets(bundle.item)))
    elif extra := [plain(name, 60) for name in bundle.item.sources[1:]]:
        yield Note("also announced by", ", ".join(extra))


def entry(
    bundle: Bundle, *, number: int, topic: str, names: Mapping[str, str], followed: str = "", short_links: bool = False
) -> Entry:
    """Return the Entry of ``bundle`` in the section ``topic``; ``names`` are the topics of this letter, id to name;
    ``followed`` is whom or what its readers follow; ``short_links`` shows them without their identifiers."""
    item, record, labels = bundle.item, bundle.item.record, bundle.labels
    pages = links(record.identifiers, short=short_links)
    address = pages[0].url if pages else ""
    host = domain(address)
    stated = StudyFacts() if item.centrality is Centrality.MARKER else study_facts(record)
    return Entry(
        number=number,
        work_id=item.work_id,
        title=title(record),
        url=address,
        domain="" if host in KNOWN_HOSTS else host,
        authors=authors(record.authors),
        venue=outlet(item),
        date=date_words(record.published),
        badges=badges(item),
        mark=mark(item),
        passage=_passage(item),
        facts=facts(item, stated),
        trial=trial_facts(item, stated),
        why=_marker(item) if item.centrality is Centrality.MARKER else why(item),
        topic=_topic_reason(bundle, topic, names),
        also_under=tuple(names[each.topic] for each in labels if each.topic != topic and each.topic in names),
        notes=tuple(_notes(bundle)),
        links=(*pages, *trials(record.registrations)),
        followed=followed,
    )


def _passage(item: Item) -> RichText:
    """What it found; nothing of a work that takes one line, nor of a retracted one or of what its notice repeats: a
    letter spreads no withdrawn finding."""
    if item.centrality is Centrality.MARKER or item.retracted or item.announces is NoticeKind.RETRACTION:
        return RichText("")
    return passage(item.record, item.matches)


def _marker(item: Item) -> str:
    """Why a work that takes one line is here: "IL-1, IL-1RA: IL-1β, one of several cytokines measured"."""
    terms = ", ".join(dict.fromkeys(plain(match.term, 60) for match in item.matches))
    reason = plain(item.centrality_reason, 100)
    return f"{terms}: {reason}" if terms and reason else why(item)
