"""What a database holds, without the instants: two runs that did the same work leave the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

QUERIES = {
    "works": "SELECT id, seeded, centrality, kind, retracted, edition_key FROM work ORDER BY id",
    "heads": "SELECT id, first_record, best_record, merged_into FROM work ORDER BY id",
    "identifiers": "SELECT scheme, value, work_id FROM identifier ORDER BY scheme, value",
    "records": "SELECT source, source_id, outcome, reason, work_id, backfilled FROM record ORDER BY source, source_id",
    "links": "SELECT record_id, other_id, kind FROM link ORDER BY record_id, other_id, kind",
    "blocks": "SELECT key, record_id FROM block ORDER BY key, record_id",
    "editions": "SELECT key, number, items FROM edition ORDER BY key",
    "terms": "SELECT name, rules, backfill_since, backfill_left FROM term ORDER BY name",
    "cursors": "SELECT source, state FROM cursor ORDER BY source",
}


def holdings(database: Path) -> dict[str, list[Any]]:
    """The rows of each question, in order."""
    with closing(sqlite3.connect(database)) as connection:
        return {name: connection.execute(query).fetchall() for name, query in QUERIES.items()}
