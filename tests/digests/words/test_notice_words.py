"""Who says that there is a notice, and who does not, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digests.letter.compose import compose
from digests.letter.parts import Alert
from digests.words.notice_words import said
from literature.model.edition import Assertion, HeldNotice, Silence
from literature.model.record import Identifier, PartialDate, Scheme
from literature.model.work import NoticeKind
from tests.digests.factory import a_notice, an_edition

WATCH = Assertion("crossref", PartialDate(2026, 11, 12), "retraction-watch")
PUBLISHER = Assertion("crossref", PartialDate(2026, 11), "publisher")
PUBMED = Assertion("pubmed", PartialDate(), "", date(2026, 11, 20))
NOT_YET = Silence("pubmed", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("kind", "asserted", "silent", "words"),
    [
        (
            NoticeKind.RETRACTION,
            [WATCH],
            [NOT_YET],
            "Retracted, says Crossref (Retraction Watch), 12 Nov 2026; PubMed does not say so yet (asked 20 Nov 2026)",
        ),
        (
            NoticeKind.RETRACTION,
            [PUBMED, PUBLISHER],
            [],
            "Retracted, say PubMed, first seen 20 Nov 2026; and Crossref (publisher), Nov 2026",
        ),
        (
            NoticeKind.CORRECTION,
            [Assertion("pubmed", PartialDate(2026))],
            [Silence("crossref", date(2026, 11, 1), knows_paper=False)],
            "Corrected, says PubMed, 2026; Crossref does not know this paper (asked 1 Nov 2026)",
        ),
        (
            NoticeKind.CONCERN,
            [Assertion("J Sample Med"), Assertion("seed:ours.nbib")],
            [],
            "Expression of concern, say J Sample Med; and your starting library",
        ),
        (NoticeKind.RETRACTION, [], [NOT_YET], ""),
    ],
    ids=["one", "both, one without a day", "not known there", "a feed and a library", "an old edition"],
)
def test_all_who_say_so_are_named_and_all_who_were_asked_and_do_not(
    kind: NoticeKind, asserted: list[Assertion], silent: list[Silence], words: str
) -> None:
    assert said(kind, asserted, silent) == words


def alert(notice: HeldNotice) -> Alert:
    (found,) = compose(an_edition(notices=[notice]), {}, contact="watch@example.org").alerts
    return found


def test_an_alert_of_an_old_edition_is_as_it_was() -> None:
    found = alert(a_notice())
    assert (found.citation, found.said) == ("J Immunol. 2026;1:2", "")


def test_an_alert_that_only_crossref_has_leads_to_the_notice_by_its_doi() -> None:
    doi = (Identifier(Scheme.DOI, "10.5555/notice"),)
    found = alert(replace(a_notice(), citation="", notice_identifiers=doi, asserted=(WATCH,), silent=(NOT_YET,)))
    assert found.notice_url == "https://doi.org/10.5555/notice"
    assert found.citation
    assert found.said.startswith("Retracted, says Crossref (Retraction Watch), 12 Nov 2026")


def test_a_citation_with_a_full_stop_gets_no_second_one() -> None:
    found = alert(replace(a_notice(), citation="J Inv. 2026;1:2. doi: 10.5555/n.", asserted=(PUBMED,)))
    assert found.citation == "J Inv. 2026;1:2. doi: 10.5555/n."
