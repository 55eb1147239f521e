"""What NCBI answers, in its own XML: ESearch with its ceiling of 9,999, EFetch without the PMIDs it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from tests.standins.ncbi_index import Index
from tests.standins.ncbi_query import BadQueryError, Search, run

ESEARCH = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">
"""
EFETCH = b"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
"""
DATETYPES = {"crdt": "Create", "edat": "Entry", "pdat": "Publication", "mdat": "Modification"}
TOO_FAR = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than {last}. For PubMed, ESearch can only retrieve "
    "the first {ceiling} records matching the query."
)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/xml; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    """Others than those that every answer has."""


def esearch(index: Index, parameters: Mapping[str, str], ceiling: int) -> Answer:
    """Answer a search, by the rules of the pubmed database."""
    try:
        search = run(index, parameters.get("term", ""))
    except BadQueryError:
        return esearch_error("Empty term and query_key - nothing todo")
    ids, translation = _dated(index, search, parameters)
    start = int(parameters.get("retstart", "0"))
    asked = int(parameters.get("retmax", "20"))
    if start > ceiling - 1 and len(ids) > ceiling:
        return esearch_error(TOO_FAR.format(last=ceiling - 1, ceiling=f"{ceiling:,}"))
    given = max(0, min(asked, ceiling - start))
    warnings = [f"Restrictions achieved. start and count adjusted to {start}, {given}"] if asked > given else []
    page = [entry.pmid for entry in index.entries if entry.pmid in ids][start : start + given]
    xml = _esearch_xml(len(ids), start, page, translation=translation, search=search, warnings=warnings)
    return Answer(xml.encode())


def efetch(index: Index, parameters: Mapping[str, str]) -> Answer:
    """The records of ``id``, each as its file has it; unknown PMIDs vanish, one that is no number is an error."""
    asked = [text.strip() for text in parameters.get("id", "").split(",") if text.strip()]
    bad = [text for text in asked if not text.isdigit()]
    if bad or not asked:
        return efetch_error(f"Invalid uid {bad[0]} at position= 0" if bad else "Empty id list; nothing todo")
    entries = [index.by_pmid[int(text)] for text in asked if int(text) in index.by_pmid]
    return efetch_set([entry.body for entry in entries])


def efetch_set(records: list[bytes]) -> Answer:
    inside = b"\n".join([b"", *records, b""]) if records else b""
    return Answer(EFETCH + b"<PubmedArticleSet>" + inside + b"</PubmedArticleSet>\n")


def esearch_error(text: str) -> Answer:
    return Answer(f"{ESEARCH}<eSearchResult>\n\t<ERROR>{escape(text)}</ERROR>\n</eSearchResult>\n".encode())


def efetch_error(text: str, status: int = 200) -> Answer:
    head = ESEARCH.replace("eSearchResult", "eEfetchResult").replace("esearch 20060628", "efetch 20131226")
    head = head.replace("20060628/esearch", "20131226/efetch")
    return Answer(f"{head}<eFetchResult>\n\t<ERROR>{escape(text)}</ERROR>\n</eFetchResult>\n".encode(), status)


def _dated(index: Index, search: Search, parameters: Mapping[str, str]) -> tuple[frozenset[int], str]:
    """The search within mindate and maxdate; one without the other is dropped, as NCBI does."""
    first, last = parameters.get("mindate", ""), parameters.get("maxdate", "")
    if not (first and last):
        return search.ids, search.translation
    datetype = parameters.get("datetype", "pdat")
    ids = search.ids & index.between(datetype, first, last)
    return ids, f"({search.translation}) AND {first}:{last}[Date - {DATETYPES[datetype]}]"


def _esearch_xml(
    count: int, start: int, page: list[int], *, translation: str, search: Search, warnings: list[str]
) -> str:
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in page)
    errors = "".join(f"<PhraseNotFound>{escape(text)}</PhraseNotFound>" for text in search.not_found)
    errors += "".join(f"<FieldNotFound>{escape(text)}</FieldNotFound>" for text in search.no_field)
    warnings = warnings + (["No items found."] if not count else [])
    output = "".join(f"<OutputMessage>{escape(text)}</OutputMessage>" for text in warnings)
    return (
        f"{ESEARCH}<eSearchResult><Count>{count}</Count><RetMax>{len(page)}</RetMax><RetStart>{start}</RetStart>"
        f"<IdList>\n{ids}</IdList><TranslationSet/><QueryTranslation>{escape(translation)}</QueryTranslation>"
        + (f"<ErrorList>{errors}</ErrorList>" if errors else "")
        + (f"<WarningList>{output}</WarningList>" if output else "")
        + "</eSearchResult>\n"
    )
