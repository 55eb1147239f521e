"""`ilwatch check`: what watch.toml becomes: its terms and their traps, their PubMed queries, the topics' own cases.

Makes no request but with ``online``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digests.words.prose import count
from flows.app import chats_of
from flows.config import Watch, load_watch
from flows.delivery.answering import answering_words
from flows.result import Result
from flows.server.permissions import open_to_others
from flows.trial.online import OnlineAnswers, ask_online
from flows.trial.trial_report import query_lines
from flows.zone_names import zone_advice
from literature.model.identifiers import names_in
from literature.terms.matcher import Term
from literature.terms.traps import Trap, traps
from literature.topics.sorter import FailedCase, Sorter, Topic, failed_cases
from sources.pubmed.query import query

_EXAMPLES = ("example.org", "example.com", "example.net")


@dataclass(frozen=True, slots=True)
class Checked(Result):
    """A configuration without faults of form, and what its rules make of it."""

    watch: Watch
    faults: tuple[FailedCase, ...]
    """Topics whose own must-match and must-not-match cases do not hold."""
    traps: tuple[Trap, ...] = ()
    chat_faults: tuple[str, ...] = ()
    """Chats to whose address nothing can be posted."""
    remarks: tuple[str, ...] = ()
    """What weakens the sorting without making it senseless, and files of ours that others can read."""
    answers: OnlineAnswers | None = None
    """What PubMed and the feeds answered, where they were asked."""
    with_queries: bool = False

    @property
    def warnings(self) -> tuple[Trap, ...]:
        """All traps, those that only PubMed's counts show too."""
        return (*self.traps, *(self.answers.traps if self.answers else ()))

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "terms": [self._term_dict(term) for term in self.watch.terms],
            "topics": [{"id": topic.id, "name": topic.name} for topic in self.watch.topics],
            "feeds": [{"name": feed.name, "url": feed.url, **self._feed_dict(feed.name)} for feed in self.watch.feed],
            "readers": len(self.watch.reader),
            "channels": [{"name": table.name, "url_env": table.url_env} for table in self.watch.channel],
            "channel_faults": list(self.chat_faults),
            "rules": self.watch.rules,
            "faults": [case._asdict() for case in self.faults],
            "warnings": [
                {"term": trap.term, "kind": trap.kind.value, "name": trap.name, "advice": trap.advice}
                for trap in self.warnings
            ],
            "remarks": list(self.remarks),
        }

    def _term_dict(self, term: Term) -> dict[str, Any]:
        asked = query(term)
        answers = {answer.name: answer for answer in self.answers.terms} if self.answers else {}
        online = {"hits": answers[term.name].number, "error": answers[term.name].error} if answers else {}
        return {"name": term.name, "names": len(term.names), "query": asked, "characters": len(asked), **online}

    def _feed_dict(self, name: str) -> dict[str, Any]:
        answers = {answer.name: answer for answer in self.answers.feeds} if self.answers else {}
        return {"entries": answers[name].number, "error": answers[name].error} if answers else {}

    def lines(self) -> list[str]:
        """For people."""
        watch = self.watch
        tables = {"term": watch.term, "topic": watch.topic, "feed": watch.feed, "reader": watch.reader}
        counts = {noun: len(table) for noun, table in tables.items()}
        counts |= {"chat": len(watch.channel)} if watch.channel else {}
        held = ", ".join(count(number, noun) for noun, number in counts.items())
        lines = [f"{watch.watch.name}: {held} (version of the rules: {watch.rules})", "", *self._term_table(), ""]
        if self.with_queries:
            lines += [line for term in watch.terms for line in query_lines(term.name, query(term))]
        answered = [feed for feed in self.answers.feeds if not feed.error] if self.answers else []
        if answered:
            lines += [*(f"{feed.name}: {feed.number:,} in the feed" for feed in answered), ""]
        lines += [f"fault: topic {case.topic}: {case.words}" for case in self.faults] or ["all topic test phrases pass"]
        lines += [f"fault: {fault}" for fault in self.chat_faults]
        lines += [f"warning: term {trap.term}: {trap.advice}" for trap in self.warnings]
        lines += filter(None, [answering_words(watch)])
        return [*lines, *self._follow_lines(), *(f"remark: {remark}" for remark in self.remarks)]

    def _follow_lines(self) -> Iterator[str]:
        """How many papers of each author and journal PubMed has; 0 is most likely a typing error."""
        for answer in self.answers.follows if self.answers else ():
            if answer.number:
                yield f"follow {answer.name}: {count(answer.number, 'paper')} in the last 12 months"
            elif not answer.error:
                yield f"warning: follow {answer.name}: PubMed has no paper of the last 12 months; check the spelling"

    def _term_table(self) -> Iterator[str]:
        """One line a term: how many names it has, how long its query is, what PubMed has, how many traps."""
        terms = [self._term_dict(term) for term in self.watch.terms]
        width = max(len("term"), *(len(term["name"]) for term in terms))
        papers = f"  {'papers a year':>13}" if self.answers else ""
        yield f"{'term':<{width}}  {'names':>5}  {'query':>16}{papers}  warnings"
        for term in terms:
            hits = "failed" if term.get("error") else f"{term.get('hits', 0):,}"
            shown = f"  {hits:>13}" if self.answers else ""
            times = sum(trap.term == term["name"] for trap in self.warnings)
            length = f"{term['characters']:,} characters"
            yield f"{term['name']:<{width}}  {term['names']:>5}  {length:>16}{shown}  {times or 'none'}"

    @property
    def complaints(self) -> tuple[str, ...]:
        """Who was asked and did not answer."""
        return tuple(f"problem: {error}" for error in self.answers.errors) if self.answers else ()

    @property
    def failed(self) -> bool:
        """Whether a topic's own cases do not hold, a chat has no usable address, or somebody did not answer."""
        return bool(self.faults or self.chat_faults or self.complaints)


def check_watch(path: Path, now: datetime, *, with_queries: bool = False, online: bool = False) -> Checked:
    """The checked file; ``online``, PubMed and the feeds are asked. Raises BrokenConfig with all faults of form."""
    watch = load_watch(path, now.date())
    return Checked(
        watch=watch,
        faults=failed_cases(Sorter(watch.topics).sort, watch.topics),
        traps=traps(watch.terms),
        chat_faults=tuple(f"{chat.name}: {chat.fault}" for chat in chats_of(watch) if chat.fault),
        remarks=(
            *_silent_chats(watch),
            *_alike(watch.topics),
            *(remark for topic in watch.topics for remark in _odd(topic)),
            *_placeholders(watch),
            *filter(None, [zone_advice(watch.watch.timezone)]),
            *open_to_others(watch, path),
        ),
        answers=asyncio.run(ask_online(watch, now)) if online else None,
        with_queries=with_queries,
    )


def _silent_chats(watch: Watch) -> Iterator[str]:
    for table in watch.channel:
        if not os.environ.get(table.url_env, "").strip():
            nothing = f"nothing will be sent to channel {table.name}"
            yield f"the environment variable {table.url_env} is not set: {nothing}"


def _placeholders(watch: Watch) -> Iterator[str]:
    """Addresses that are only examples (RFC 2606 keeps their domains for that): a mail to one reaches nobody."""
    readers = {f'reader "{reader.address}"': reader.address for reader in watch.reader}
    for place, address in {"watch.contact": watch.watch.contact, "mail.sender": watch.mail.sender, **readers}.items():
        domain = address.rpartition("@")[2].casefold()
        if domain in _EXAMPLES or domain.endswith(tuple(f".{each}" for each in _EXAMPLES)):
            yield f"{place}: {address} is only an example and reaches nobody: write a real address"


def _alike(topics: Iterable[Topic]) -> Iterator[str]:
    """Topics that no record can tell apart."""
    first: dict[tuple[str, ...], str] = {}
    for topic in topics:
        words = tuple(sorted({word.casefold() for word in topic.keywords}))
        earlier = first.setdefault(words, topic.id)
        if earlier != topic.id:
            yield f"topic {topic.id} has the keywords of {earlier}; no record can tell them apart"


def _odd(topic: Topic) -> Iterator[str]:
    """What in one topic contradicts itself, or can name nothing."""
    friends = {word.casefold() for word in topic.false_friends}
    for keyword in topic.keywords:
        if keyword.casefold() in friends:
            yield f"topic {topic.id}: {keyword!r} is a keyword and a false friend; it never counts"
    for phrase in sorted(set(topic.must_match) & set(topic.must_not_match)):
        yield f"topic {topic.id}: {phrase!r} is in must_match and in must_not_match"
    for name in topic.examples:
        if not names_in(name):
            yield f"topic {topic.id}: the example {name!r} is neither a PMID nor a DOI"
