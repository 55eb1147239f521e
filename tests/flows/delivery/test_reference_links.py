"""Zotero and EndNote take a paper from its PubMed page or its DOI: every entry and every brief line leads to one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html

from digests.publish import archive
from flows.app import App
from flows.delivery.letters import render_letter
from flows.delivery.publish import names
from literature.model.edition import Edition, Item
from literature.model.record import Identifier, Record, Scheme
from literature.model.work import Centrality
from tests.digests.factory import KEY
from tests.flows.digests import draw


def importable(item: Item) -> set[str]:
    """The pages of ``item`` that reference managers take a paper from; of a news story, which has none, its own."""
    record = item.record
    pmid, doi, url = (record.identifier(scheme) for scheme in (Scheme.PMID, Scheme.DOI, Scheme.URL))
    pages = {f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "", f"https://doi.org/{doi}" if doi else ""} - {""}
    return pages or {url}


def links_by_work(html: str) -> dict[int, set[str]]:
    """The addresses in each entry and each brief line of a page, by the id of the work."""
    tree: Any = lxml_html.document_fromstring(html)
    marked = tree.xpath("//*[starts-with(@id, 'w-')]")
    entries = ((each, each.getparent() if each.tag == "h3" else each) for each in marked)
    return {int(each.get("id")[2:]): {unquote(link) for link in entry.xpath(".//a/@href")} for each, entry in entries}


def hold_to_the_rule(edition: Edition, shown: dict[int, set[str]]) -> None:
    items = {item.work_id: item for item in edition.items}
    assert len(shown) > 10
    assert [work for work, links in shown.items() if not links & importable(items[work])] == []


def with_briefs_and_bare_dois(edition: Edition) -> Edition:
    """The same edition: every third work only mentions a molecule, and every second paper has no number of PubMed."""
    items = [
        replace(
            item,
            centrality=Centrality.MARKER if place % 3 == 0 else item.centrality,
            record=without_pmid(item) if place % 2 else item.record,
        )
        for place, item in enumerate(edition.items)
    ]
    return replace(edition, items=tuple(items))


def without_pmid(item: Item) -> Record:
    doi = Identifier(Scheme.DOI, f"10.5555/w{item.work_id}")
    kept = [each for each in item.record.identifiers if each.scheme not in (Scheme.PMID, Scheme.DOI)]
    return replace(item.record, identifiers=(doi, *kept))


def test_each_entry_and_each_brief_line_of_the_page_leads_to_pubmed_or_a_doi(mailing: App) -> None:
    drawn = draw(mailing, KEY, preview=True)
    for edition in (drawn, with_briefs_and_bare_dois(drawn)):
        hold_to_the_rule(edition, links_by_work(archive.page(edition, names(mailing.watch, edition))))


def test_each_entry_and_each_brief_line_of_both_parts_of_the_letter_leads_to_pubmed_or_a_doi(mailing: App) -> None:
    drawn = draw(mailing, KEY, preview=True)
    for edition in (drawn, with_briefs_and_bare_dois(drawn)):
        rendered = render_letter(mailing.watch, edition)
        shown = links_by_work(rendered.html)
        hold_to_the_rule(edition, shown)
        items, text = {item.work_id: item for item in edition.items}, unquote(rendered.text)
        assert [work for work in shown if not any(page in text for page in importable(items[work]))] == []
