"""The owner is told which sources failed, since when, and what to do; no reader's address is in it."""

from __future__ import annotations

from digests.mail.owner import failure_notice
from literature.model.harvest import VisitOutcome
from tests.digests.factory import an_edition, health


def test_every_failed_source_is_named_in_both_parts() -> None:
    sources = [
        health("pubmed", VisitOutcome.FAILED, error="HTTP 503"),
        health("nature", VisitOutcome.FAILED, error="<b>"),
    ]
    notice = failure_notice(an_edition(sources=sources))
    assert notice.subject == "Interleukin Watch, 23 Nov 2026: all sources failed"
    for part in (notice.html, notice.text):
        assert "pubmed" in part
        assert "since 20 Nov 2026, 06:00" in part
        assert "HTTP 503" in part
    assert "&lt;b&gt;" in notice.html
    assert "\n-- \n" in notice.text
