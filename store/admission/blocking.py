"""The index of blocking keys: which Records inside share a key with one at the door.

A key is kept as a number of 64 bits: titles are long, and a collision only offers one more Record to be judged.
This file does NOT judge: what it offers is decided by literature/identity/compare.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import Session, col

from literature.identity.fields import Fields, blocking_keys
from literature.identity.grouping import LARGEST_BLOCK
from store.engine.batches import chunks, insert_rows
from store.tables import BlockRow


def blocks(one: Fields) -> tuple[int, ...]:
    """The keys of ``one`` as they are kept, each once."""
    return tuple({number_of(key): None for key in blocking_keys(one)})


def number_of(key: str) -> int:
    """``key`` as a signed number of 64 bits, the same on every machine."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def sharing(session: Session, keys: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """Ids of the Records under each of ``keys``; at most LARGEST_BLOCK are ever kept under one (see ``keep``)."""
    under: defaultdict[int, list[int]] = defaultdict(list)
    asked = columns(col(BlockRow.key), col(BlockRow.record_id)).order_by(col(BlockRow.key), col(BlockRow.record_id))
    for chunk in chunks(sorted(set(keys))):
        for key, record_id in session.execute(asked.where(col(BlockRow.key).in_(chunk))).all():
            under[key].append(record_id)
    return under


def keep(session: Session, entered: Mapping[int, Sequence[int]], held: Mapping[int, int]) -> None:
    """Keep the keys of ``entered`` (by Record id), but for those that LARGEST_BLOCK Records share: they say nothing.

    ``held`` is how many Records each key has already.
    """
    size = Counter(held)
    rows = []
    for record_id, keys in entered.items():
        for key in keys:
            size[key] += 1
            if size[key] <= LARGEST_BLOCK:
                rows.append({"key": key, "record_id": record_id})
    insert_rows(session, BlockRow, sorted(rows, key=lambda row: row["key"]))


def forget(session: Session, record_id: int, keys: Iterable[int]) -> None:
    """Take back the keys of a Record that says something else now."""
    for chunk in chunks(keys):
        session.execute(delete(BlockRow).where(col(BlockRow.key).in_(chunk), col(BlockRow.record_id) == record_id))


def bearers(session: Session, keys: Iterable[str]) -> list[int]:
    """Ids of the Records inside that have one of ``keys``, ascending."""
    found = sharing(session, map(number_of, keys))
    return sorted({record_id for ids in found.values() for record_id in ids})
