"""All PMIDs that a query has in a window of days: counted, paged, and split where PubMed gives no more.

This file does NOT fetch records and does NOT decide which windows to ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from literature.model.errors import BrokenSource, RetrySource
from sources.pubmed.answer import SOURCE, tree
from sources.pubmed.eutils import Access, ask

CEILING = 9_999
"""ESearch gives no more PMIDs of one query, and says so only in a warning (biopython #4189)."""
UIDS_AT_ONCE = 200
"""PMIDs of one question: as many as are fetched at once."""
PART_OF_HISTORY = 1_000
"""Papers of one part of a history, on average: five fetches, so that a search costs little, and a kill too."""
OUR_FIELDS = re.compile(r"\[(?:tiab|title/abstract|mh|mesh terms|nm|supplementary concept)", re.IGNORECASE)


class Window(NamedTuple):
    """Whole days, both included, by one of PubMed's dates: ``kind`` is crdt (created) or edat (entry)."""

    kind: str
    first: date
    last: date


def months(today: date, number: int) -> list[Window]:
    """Return the last ``number`` calendar months by date of creation, oldest first; the last one ends tomorrow, since
    PubMed's days are those of Washington."""
    windows, last = list[Window](), today + timedelta(days=1)
    first = today.replace(day=1)
    for _ in range(number):
        windows.append(Window("crdt", first, last))
        last = first - timedelta(days=1)
        first = last.replace(day=1)
    return windows[::-1]


def parts_of(since: date, last: date, papers: int) -> Iterator[Window]:
    """Yield the days from ``since`` to ``last``, both included, that hold so many ``papers``, by date of creation: by
    whole months, as many in a part as have PART_OF_HISTORY on average, the newest first.

    Each record has one such date, so that the parts are disjoint and leave nothing out.
    """
    months = _month(last) - _month(since) + 1
    at_once = max(1, months * PART_OF_HISTORY // max(1, papers))
    while last >= since:
        first = max(_first_day(_month(last) - at_once + 1), since)
        yield Window("crdt", first, last)
        last = first - timedelta(days=1)


def _month(day: date) -> int:
    """Its month, counted from the year 0."""
    return 12 * day.year + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month >= _month(date.min) else date.min


class Range(NamedTuple):
    """PMIDs from ``low`` to ``high``, both included."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}:{self.high}"


class Warned(NamedTuple):
    """One entry of an answer's WarningList or ErrorList, such as ``PhraseNotFound``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of ESearch: ``count`` is of the whole query, ``ids`` only what this answer gave of it."""

    count: int
    ids: tuple[str, ...]
    translation: str
    warned: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All that a query has in a window, and how PubMed understood it."""

    ids: frozenset[str]
    translation: str
    warned: tuple[Warned, ...]


async def search(access: Access, query: str, window: Window) -> SearchResult:
    """All PMIDs of ``query`` in ``window``; never fewer than PubMed counts.

    Raises RetrySource when an answer is short or wrong, BrokenSource when PubMed searched for something else.
    """
    first = await _page(access, query, window)
    if first.count > CEILING:
        ids = await _split(access, query, window, first, Range(1, 999_999_999))
    else:
        ids = await _rest(access, query, window, first)
    return SearchResult(ids, first.translation, first.warned)


async def count_in(access: Access, query: str, window: Window) -> int:
    """How many PMIDs ``query`` has in ``window``; raises as ``search`` does."""
    return (await _page(access, query, window, most=0)).count


async def count_by_window(access: Access, query: str, windows: Sequence[Window]) -> list[int]:
    """Count the records of ``query`` in each of ``windows``: one request each, and no PMID is given."""
    return [await count_in(access, query, window) for window in windows]


async def newest(access: Access, query: str, windows: Sequence[Window], most: int) -> list[str]:
    """Return at most ``most`` PMIDs of ``query``, newest first, from the last of ``windows`` that have any."""
    pmids = list[str]()
    for window in reversed(windows):
        pmids += sorted((await search(access, query, window)).ids, key=int, reverse=True)
        if len(pmids) >= most:
            break
    return pmids[:most]


async def found_among(access: Access, query: str, pmids: Sequence[str]) -> frozenset[str]:
    """Return those of ``pmids`` that ``query`` finds, of any date."""
    found = frozenset[str]()
    for start in range(0, len(pmids), UIDS_AT_ONCE):
        uids = " OR ".join(f"{pmid}:{pmid}[UID]" for pmid in pmids[start : start + UIDS_AT_ONCE])
        parameters = {"term": f"{query} AND ({uids})", "retmax": str(UIDS_AT_ONCE)}
        found |= frozenset((await ask(access, "esearch", parameters, read_page)).ids)
    return found


async def count_created(access: Access, first: date, last: date) -> int:
    """How many records of any subject were created from ``first`` to ``last``, both included."""
    term = f'"{first:%Y/%m/%d}"[crdt] : "{last:%Y/%m/%d}"[crdt]'
    return (await ask(access, "esearch", {"term": term, "retmax": "0"}, read_page)).count


async def newest_created(access: Access, first: date, last: date) -> date | None:
    """The last day from ``first`` to ``last`` on which a record of any subject was created, by halving; None: none."""
    if first > last or not await count_created(access, first, last):
        return None
    while first < last:
        middle = first + (last - first) // 2
        if await count_created(access, middle + timedelta(days=1), last):
            first = middle + timedelta(days=1)
        else:
            last = middle
    return first


async def _rest(access: Access, query: str, window: Window, page: Page) -> frozenset[str]:
    """The ids of ``page`` and those that ESearch kept for further pages."""
    ids = dict.fromkeys(page.ids)
    while len(ids) < page.count:
        had = len(ids)
        ids |= dict.fromkeys((await _page(access, query, window, start=had)).ids)
        if len(ids) == had:
            raise RetrySource(SOURCE, f"esearch: {page.count} PMIDs announced and {had} given; ask again later")
    return frozenset(ids)


async def _split(access: Access, query: str, window: Window, page: Page, uids: Range) -> frozenset[str]:
    """The ids of a query that has more than CEILING of them among ``uids``.

    By ranges of PMIDs, as EDirect does: they are exact and disjoint; slices by date are not (rentrez #111). The cut is
    not in the middle of the range, but where the newest CEILING ids say that the upper part will just fit.
    """
    known = sorted(map(int, page.ids))
    cut = known[len(known) // 10] if known else 0
    if not uids.low < cut <= uids.high or known[0] < uids.low or known[-1] > uids.high:
        raise BrokenSource(SOURCE, f"esearch: wrong ids for {uids}[UID]; this server cannot give {page.count} PMIDs")
    ids: frozenset[str] = frozenset()
    for part in (Range(uids.low, cut - 1), Range(cut, uids.high)):
        part_query = f"({query}) AND {part}[UID]"
        some = await _page(access, part_query, window)
        if some.count > CEILING:
            ids |= await _split(access, query, window, some, part)
        else:
            ids |= await _rest(access, part_query, window, some)
    if len(ids) < page.count:
        raise RetrySource(SOURCE, f"esearch: {page.count} PMIDs announced and {len(ids)} given in parts")
    return ids


async def _page(access: Access, query: str, window: Window, start: int = 0, most: int = CEILING) -> Page:
    parameters = {
        "term": query,
        # PubMed drops one date without the other, and its own choice of datetype differs by client.
        "datetype": window.kind,
        "mindate": f"{window.first:%Y/%m/%d}",
        "maxdate": f"{window.last:%Y/%m/%d}",
        "retstart": str(start),
        "retmax": str(most),
    }
    page = await ask(access, "esearch", parameters, read_page)
    if page.count and page.translation and not OUR_FIELDS.search(page.translation):
        # A phrase it does not know can be dropped and the query widened to what is left (ReCiter #282).
        message = f"esearch: PubMed understood none of our phrases and searched for {page.translation[:200]}"
        raise BrokenSource(SOURCE, message)
    return page


def read_page(body: bytes) -> Page:
    """Read an eSearchResult. Raises RetrySource where it has no Count or ids that are no PMIDs."""
    root = tree(body)
    count = root.findtext("Count", "").strip()
    ids = tuple((element.text or "").strip() for element in root.iterfind("IdList/Id"))
    if not all(re.fullmatch(r"[0-9]{1,9}", number) for number in (count, *ids)):
        raise RetrySource(SOURCE, "esearch: an answer without a count or with ids that are none")
    listed = [element for path in ("ErrorList/*", "WarningList/*") for element in root.iterfind(path)]
    warned = (Warned(str(element.tag), " ".join(str(element.text or "").split())) for element in listed)
    translation = " ".join(root.findtext("QueryTranslation", "").split())
    return Page(int(count), ids, translation, tuple(warning for warning in warned if warning.text))
