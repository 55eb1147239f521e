"""The answers to the forms "why" and "try", as Markdown of the Prefect UI: every paper that they name is linked.

This file does NOT find the answers (flows/curation/why.py and flows/trial do).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import TextWrapper

from digests.letter.links import best
from flows.curation.why import Story
from flows.trial.trial_report import MOST_MISSED, TrialReport
from flows.ui.markdown import escaped, fenced, linked
from literature.model.identifiers import names_in
from literature.model.record import Identifier, Scheme

COLUMNS = 86
"""Characters of a line as it stands that the page of an artifact shows; it cuts the rest off."""


def story_markdown(story: Story, topics: Mapping[str, str]) -> str:
    """Return the history of one paper, or the papers that were meant, as a list; ``topics`` is id -> name."""
    if story.titles:
        papers = (f"- {escaped(name)}: {linked(title, best(names_in(name)))}" for name, title in story.titles)
        return "\n".join([escaped(story.lines()[0]), "", *papers])
    heading, *rest = story.lines(topics)
    item = story.item
    first = linked(heading, best(item.record.identifiers)) if item else escaped(heading)
    named = [(each.title, best(each.identifiers)) for each in item.related] if item else []
    return "\n".join([f"### {first}\n", *(f"- {escaped(line)}" for line in rest), *_papers(named)])


def trial_markdown(report: TrialReport) -> str:
    """Return the trial of a term as the command prints it, in lines that the page shows whole, and links to the papers
    that it names."""
    sample = report.trial.sample.titles
    named = [(each.title, best([Identifier(Scheme.PMID, each.pmid)])) for each in sample]
    missed = report.trial.recall.missed if report.trial.recall else ()
    named += [(each.title, best(names_in(each.name))) for each in missed[:MOST_MISSED]]
    return "\n".join([fenced("\n".join(map(_wrapped, report.lines()))), *_papers(named)])


def _papers(named: Iterable[tuple[str, str]]) -> list[str]:
    """Return links to papers, title and address of each; nothing of those without an address."""
    links = [f"- {linked(title, url)}" for title, url in dict.fromkeys(named) if url]
    return ["\n#### The papers named here\n", *links] if links else []


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return TextWrapper(COLUMNS, subsequent_indent=indent, break_on_hyphens=False).fill(line)
