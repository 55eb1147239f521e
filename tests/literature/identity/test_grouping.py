"""A whole library grouped: in any order the same groups, never through a contradiction."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from literature.identity.fields import Fields, fields
from literature.identity.grouping import LARGEST_BLOCK, LARGEST_GROUP, Grouping, group
from literature.model.identifiers import identifier
from literature.model.record import Author, Event, EventDate, Journal, PartialDate, Record, RichText, Scheme

TITLE = "An invented drug in an invented disease of the heart"


def one(
    name: str, title: str = TITLE, *, doi: str = "", page: str = "", family: str = "Adler", volume: str = "7"
) -> Fields:
    return fields(
        Record(
            source="library",
            source_id=name,
            title=RichText(title),
            authors=(Author(family, initials="B"),) if family else (),
            journal=Journal("Invented Heart Journal", volume=volume, pages=page),
            dates=(EventDate(Event.ISSUE, PartialDate(2014)),),
            identifiers=tuple(each for each in [identifier(Scheme.DOI, doi)] if each),
        )
    )


def names(records: list[Fields], found: Grouping) -> set[frozenset[str]]:
    return {frozenset(records[place].source_id for place in each) for each in found.groups}


def test_records_of_one_work_stand_in_one_group_and_say_why() -> None:
    result = group([one("a", page="12"), one("b", "Something else entirely, about sleep"), one("c", page="12-19")])
    assert result.groups == [[0, 2], [1]]
    why = {place: comparison.reason for place, comparison in result.because.items()}
    assert why == dict.fromkeys((0, 2), "same title, authors agree, same volume and page")


def test_a_record_that_fits_two_that_contradict_each_other_joins_one_and_is_named() -> None:
    """A = B and B = C, but A and C stand on other pages: B, without a page, could be either."""
    records = [one("a", page="12"), one("b"), one("c", page="90")]
    result = group(records)
    assert names(records, result) == {frozenset("ab"), frozenset("c")}
    assert [{link.first, link.second} for link in result.doubtful] == [{1, 2}]


def test_a_group_beyond_all_reason_falls_apart_and_is_told() -> None:
    result = group([one(str(number)) for number in range(LARGEST_GROUP + 1)])
    assert [len(each) for each in result.groups] == [1] * (LARGEST_GROUP + 1)
    assert not result.because
    assert result.voided == [f"{LARGEST_GROUP + 1} records would be one work: kept apart"]


def test_a_key_that_too_many_share_is_not_believed_and_is_told() -> None:
    result = group([one(str(number)) for number in range(LARGEST_BLOCK + 1)])
    assert len(result.groups) == LARGEST_BLOCK + 1
    assert all(f"{LARGEST_BLOCK + 1} records share" in words for words in result.voided)
    assert result.voided


libraries = st.lists(
    st.builds(
        one,
        name=st.just(""),
        title=st.sampled_from([TITLE, f"{TITLE}: a trial", "An inventd drug in an invented disease of the heart", ""]),
        doi=st.sampled_from(["", "10.5555/a", "10.5555/b"]),
        page=st.sampled_from(["", "12", "12-19", "90"]),
        family=st.sampled_from(["", "Adler", "Brandt"]),
        volume=st.sampled_from(["", "7"]),
    ),
    max_size=9,
).map(lambda records: [each._replace(source_id=str(number)) for number, each in enumerate(records)])


@given(libraries, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_group(records: list[Fields], order: random.Random) -> None:
    shuffled = order.sample(records, len(records))
    assert names(shuffled, group(shuffled)) == names(records, group(records))


@given(libraries)
def test_every_record_stands_in_one_group(records: list[Fields]) -> None:
    assert sorted(place for each in group(records).groups for place in each) == list(range(len(records)))
