"""Whether and how the readers of a letter can answer, by the configuration and the key in the environment.

Without a key letters have no links to answer by, and nothing is wrong; a key that could be guessed counts as none, and
`ilwatch check` says so.
"""

from __future__ import annotations

import os
from datetime import date

from digests.mail.answer_links import AnswerLinks
from digests.mail.answer_tokens import EPOCH, SHORTEST_KEY
from flows.config import FeedbackTable, Watch
from literature.model.errors import BrokenConfig


def answer_links(watch: Watch, edition: date) -> AnswerLinks | None:
    """Return how the readers of ``edition`` answer; None where they cannot."""
    key = feedback_key(watch)
    if not key or edition < EPOCH:
        return None
    return AnswerLinks(key, edition, answer_address(watch), watch.feedback.base_url)


def feedback_key(watch: Watch) -> str:
    """Return the secret that signs what readers answer with; '' where there is none that can be used."""
    key = os.environ.get(watch.feedback.key_env, "")
    return key if len(key) >= SHORTEST_KEY else ""


def require_key(watch: Watch) -> None:
    """Raise BrokenConfig where there is no such secret: no answer could be genuine."""
    if not feedback_key(watch):
        fault = f"the environment variable {watch.feedback.key_env} must hold {SHORTEST_KEY} random characters or more"
        raise BrokenConfig("[feedback]", (fault,))


def answer_address(watch: Watch) -> str:
    """Return where answers are mailed to."""
    return watch.feedback.address or watch.watch.contact


def answering_words(watch: Watch) -> str:
    """Say how readers answer, or why they cannot; '' where nothing is set for it."""
    name = watch.feedback.key_env
    if not os.environ.get(name) and watch.feedback == FeedbackTable():
        return ""
    if not os.environ.get(name):
        return f"letters have no links to answer by: the environment variable {name} is not set"
    if not feedback_key(watch):
        return f"letters have no links to answer by: {name} has fewer than {SHORTEST_KEY} characters"
    if watch.feedback.base_url:
        return f"readers answer on the page {watch.feedback.base_url} (`ilwatch serve-feedback`)"
    read = f"`ilwatch inbox` reads {watch.feedback.inbox}" if watch.feedback.inbox else "[feedback] inbox is empty"
    return f"readers answer by mail to {answer_address(watch)}; {read}"
