"""The digest without Prefect, as the command line makes it."""

from __future__ import annotations

from datetime import date

from flows.app import App
from flows.jobs import digest
from flows.jobs.steps import run_bare
from literature.model.edition import Edition


def make_digest(app: App, key: date, *, preview: bool = False) -> digest.Digest:
    return run_bare(digest.digest_steps(app, key, preview=preview))


def draw(app: App, key: date, *, preview: bool) -> Edition:
    return digest.draw(app.mailing, app.editions, key, app.versions, preview=preview)
