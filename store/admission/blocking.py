"""The index of blocking keys: which Records of the corpus share a key with an incoming one.

A key is kept as a number of 64 bits: titles are long, and a collision only offers one more Record to be compared.
This file does NOT compare: literature/identity/compare.py decides on what it offers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from sqlalchemy import delete, select
from sqlmodel import Session, col

from literature.identity.fields import Fields, blocking_keys
from literature.identity.grouping import LARGEST_BLOCK
from store.engine.batches import chunks, insert_rows, rows_in
from store.tables import BlockRow


def blocks(record: Fields) -> tuple[int, ...]:
    """The keys of ``record`` as they are kept, each once."""
    return tuple({number_of(key): None for key in blocking_keys(record)})


def number_of(key: str) -> int:
    """``key`` as a signed number of 64 bits, the same on every machine."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def records_by_key(session: Session, keys: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """Ids of the Records under each of ``keys``; at most LARGEST_BLOCK are ever kept under one."""
    under: defaultdict[int, list[int]] = defaultdict(list)
    query = select(col(BlockRow.key), col(BlockRow.record_id)).order_by(col(BlockRow.key), col(BlockRow.record_id))
    for key, record_id in rows_in(session, query, sorted(set(keys)), col(BlockRow.key)):
        under[key].append(record_id)
    return under


def insert_keys(session: Session, keys: Mapping[int, Sequence[int]], held: Mapping[int, int]) -> None:
    """Write the keys of each Record (by its id), but for those that LARGEST_BLOCK Records share: they say nothing.

    ``held`` is how many Records each key has already.
    """
    size = Counter(held)
    rows = []
    for record_id, numbers in keys.items():
        for key in numbers:
            size[key] += 1
            if size[key] <= LARGEST_BLOCK:
                rows.append({"key": key, "record_id": record_id})
    insert_rows(session, BlockRow, sorted(rows, key=lambda row: row["key"]))


def delete_keys(session: Session, record_id: int, keys: Iterable[int]) -> None:
    """Delete the keys of a Record that says something else now."""
    for chunk in chunks(keys):
        session.execute(delete(BlockRow).where(col(BlockRow.key).in_(chunk), col(BlockRow.record_id) == record_id))


def records_with_keys(session: Session, keys: Iterable[str]) -> set[int]:
    """Ids of the Records of the corpus that have one of ``keys``."""
    under = records_by_key(session, map(number_of, keys))
    return {record_id for ids in under.values() for record_id in ids}
