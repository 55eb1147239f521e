"""The owner's notice: every source has failed, so no letter goes out. This file does NOT decide that; flows/digest.py does."""

from __future__ import annotations

from digests.render import Rendered, render_notice
from literature.edition import Edition


def failure_notice(edition: Edition) -> Rendered:
    """What the owner is told of an edition that was not made: which sources failed, since when, and what to do."""
    return render_notice(edition)
