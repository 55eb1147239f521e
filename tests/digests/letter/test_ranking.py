"""The ranking as rules: what goes before what, why, and how far marks and follows move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.letter.bundles import Bundle
from digests.letter.order import first_to_read, in_order
from digests.letter.ranking import EVERYONE, FOLLOWED, Reader, ReadingClass, points, ranked, reading_class, reasons
from literature.model.edition import Item
from literature.model.record import Form, Journal, PartialDate
from literature.model.work import Centrality, Kind, Match, Organism, Where
from literature.readers.preferences import DOUBT, MOST, WEIGHTS, Aspect, Preferences, Trait, WorkMark, learned, traits
from tests.digests.factory import a_record, an_item

HUMAN, ANIMAL, CELLS = (Organism.HUMAN,), (Organism.ANIMAL,), (Organism.IN_VITRO,)
IN_ABSTRACT = (Match("IL-1", "IL-1β", Where.ABSTRACT, 0, 0, 5),)
IN_TITLE = (Match("IL-1", "IL-1β", Where.TITLE, 0, 0, 5),)


def a_paper(
    work_id: int,
    kind: Kind = Kind.PRECLINICAL,
    organisms: tuple[Organism, ...] = HUMAN,
    *,
    title: str = "IL-1β and the joint",
    centrality: Centrality = Centrality.CORE,
    form: Form = Form.ARTICLE,
    topic: str = "gout",
) -> Item:
    """A paper with IL-1β in its title; its drug, where the title begins with one."""
    word = title.split(maxsplit=1)[0]
    matches = (Match("IL-1RA", word, Where.TITLE, 0, 0, len(word)),) if word == "Anakinra" else IN_TITLE
    record = a_record(work_id, title=title, form=form)
    item = an_item(work_id, record=record, kind=kind, matches=matches, centrality=centrality, topics=[(topic, 0.9)])
    return replace(item, organisms=organisms, centrality_score=0.6 if centrality is Centrality.CORE else 0.2)


def order_of(*items: Item, reader: Reader = EVERYONE) -> list[int]:
    """The ids of ``items``, handed over the wrong way round, as they are ranked."""
    return [bundle.item.work_id for bundle in ranked(map(Bundle, reversed(items)), reader)]


def in_this_order(*items: Item) -> bool:
    return order_of(*items) == [item.work_id for item in items]


def test_a_trial_a_guideline_and_a_systematic_review_go_before_all_else() -> None:
    best = a_paper(9, Kind.OBSERVATIONAL, title="Anakinra in a cohort of 10,000")
    for kind in (Kind.RANDOMISED_TRIAL, Kind.TRIAL, Kind.GUIDELINE, Kind.SYSTEMATIC_REVIEW):
        assert in_this_order(a_paper(1, kind), best)


def test_a_randomised_trial_goes_before_an_open_one() -> None:
    assert in_this_order(a_paper(1, Kind.RANDOMISED_TRIAL), a_paper(2, Kind.TRIAL))


def test_a_trial_that_only_measured_the_molecule_is_no_trial_of_it() -> None:
    measured = a_paper(2, Kind.RANDOMISED_TRIAL, centrality=Centrality.MARKER)
    assert in_this_order(a_paper(1, Kind.OBSERVATIONAL, title="Anakinra in gout"), measured)


def test_people_go_before_animals_before_cells() -> None:
    cohort = a_paper(1, Kind.OBSERVATIONAL)
    assert in_this_order(cohort, a_paper(2, organisms=HUMAN), a_paper(3, organisms=ANIMAL), a_paper(4, organisms=CELLS))


def test_of_mice_and_people_a_cohort_goes_first_though_the_mice_are_more_about_the_molecule() -> None:
    mice = replace(a_paper(2, organisms=ANIMAL), centrality_score=1.0)
    assert in_this_order(a_paper(1, Kind.OBSERVATIONAL, centrality=Centrality.MARKER), mice)


def test_a_case_series_of_anakinra_goes_before_a_cohort_in_which_nothing_is_blocked() -> None:
    assert in_this_order(a_paper(1, Kind.CASE_REPORT, title="Anakinra in six children"), a_paper(2, Kind.OBSERVATIONAL))


def test_blockade_in_cells_goes_before_cells_that_were_given_the_molecule() -> None:
    blocked = a_paper(1, organisms=CELLS, title="IL-1β blockade for toxicity of CAR-T therapy")
    given_it = replace(a_paper(2, organisms=CELLS, title="IL-1β and tamoxifen in MCF-7 cells"), centrality_score=0.9)
    assert in_this_order(blocked, given_it)


def test_a_review_with_the_molecule_in_its_title_goes_before_one_without() -> None:
    without = replace(a_paper(2, Kind.REVIEW), matches=IN_ABSTRACT, centrality_score=0.7)
    assert in_this_order(a_paper(1, Kind.REVIEW), without)


def test_a_preprint_of_a_trial_goes_after_the_printed_trial_and_before_a_cohort() -> None:
    preprint = a_paper(2, Kind.RANDOMISED_TRIAL, form=Form.PREPRINT)
    assert in_this_order(a_paper(1, Kind.RANDOMISED_TRIAL), preprint, a_paper(3, Kind.OBSERVATIONAL))


def test_a_protocol_of_a_trial_goes_after_all_that_has_data_and_is_no_pick() -> None:
    protocol = a_paper(2, Kind.PROTOCOL, title="Anakinra in gout: protocol of a trial")
    assert in_this_order(a_paper(1, organisms=CELLS), protocol)
    assert protocol.work_id not in picked([protocol, *(a_paper(n) for n in range(3, 9))])


def picked(items: Sequence[Item], reader: Reader = EVERYONE) -> list[int]:
    return [bundle.item.work_id for bundle in first_to_read([Bundle(item) for item in items], reader)]


def test_nothing_retracted_is_first_whatever_it_is_and_whoever_likes_it() -> None:
    retracted = replace(a_paper(1, Kind.RANDOMISED_TRIAL), retracted=True)
    others = [a_paper(n, organisms=CELLS) for n in range(2, 9)]
    fond = Reader(
        preferences=learned([WorkMark(1, True, traits(retracted))]), followed={1: "you follow Marco Gattorno"}
    )
    assert order_of(retracted, *others, reader=fond)[-1] == 1
    assert 1 not in picked([retracted, *others], fond)


def test_a_larger_study_goes_before_a_smaller_one_and_an_unknown_number_counts_as_thirty() -> None:
    sizes = {1: 508, 3: 9}
    bundles = [Bundle(a_paper(work_id, Kind.OBSERVATIONAL)) for work_id in (3, 2, 1)]
    ordered = ranked(bundles, size_of=lambda item: sizes.get(item.work_id))
    assert [bundle.item.work_id for bundle in ordered] == [1, 2, 3]
    assert points(bundles[0], size=30) == points(bundles[0])


def test_the_number_of_people_never_makes_up_for_the_evidence() -> None:
    assert points(Bundle(a_paper(1, organisms=ANIMAL)), size=10**6) < points(
        Bundle(a_paper(2, organisms=HUMAN)), size=1
    )


def test_the_journal_and_the_authors_change_nothing() -> None:
    item = a_paper(1)
    famous = replace(item, record=replace(item.record, journal=Journal(title="The Lancet"), authors=()))
    assert points(Bundle(item)) == points(Bundle(famous))


def test_a_paper_of_a_topic_that_the_reader_chose_goes_first() -> None:
    reader = Reader(topics=frozenset({"skin"}))
    assert order_of(a_paper(2, topic="gout"), a_paper(1, topic="skin"), reader=reader) == [1, 2]


def test_of_equals_the_newest_goes_first() -> None:
    old, new = (replace(a_paper(n), record=a_record(n, published=PartialDate(2026, 11, n))) for n in (2, 7))
    assert order_of(old, new) == [7, 2]


def test_picks_and_sections_have_one_ranking_and_sections_have_the_folded_ones_last() -> None:
    items = [a_paper(n, kind, centrality=c) for n, (kind, c) in enumerate(_MIX, 1)]
    section = [b.item.work_id for b in in_order(map(Bundle, items))]
    core = [i.work_id for i in items if i.centrality is Centrality.CORE]
    assert [work_id for work_id in section if work_id in core] == section[: len(core)]
    assert picked(items) == section[:3]


_MIX = [
    (Kind.PRECLINICAL, Centrality.CORE),
    (Kind.GUIDELINE, Centrality.MARKER),
    (Kind.OBSERVATIONAL, Centrality.CORE),
    (Kind.REVIEW, Centrality.CORE),
    (Kind.RANDOMISED_TRIAL, Centrality.CORE),
    (Kind.OBSERVATIONAL, Centrality.MARKER),
]


# Reasons


def test_every_reason_is_in_words() -> None:
    trial = a_paper(1, Kind.RANDOMISED_TRIAL, title="Anakinra in gout")
    reader = Reader(followed={1: "you follow Marco Gattorno"})
    assert " · ".join(reasons(Bundle(trial), reader, 1104)) == (
        "randomised trial · in people · Anakinra in the title · n = 1,104 · you follow Marco Gattorno"
    )


def test_a_blocked_molecule_is_named_and_a_preprint_is_said_to_be_one() -> None:
    paper = a_paper(1, organisms=CELLS, title="IL-1β blockade in CAR-T therapy", form=Form.PREPRINT)
    assert list(reasons(Bundle(paper))) == ["preprint", "IL-1 blocked"]


def test_a_work_that_marks_moved_says_so() -> None:
    for useful, word in ((True, "useful"), (False, "not for us")):
        reader = Reader(preferences=learned(marks_on(a_paper(1), useful, 10)))
        assert list(reasons(Bundle(a_paper(2)), reader))[-1] == f"you marked similar papers “{word}”"


# Follows


def test_who_is_followed_goes_up_within_the_class_and_not_out_of_it() -> None:
    trial, cohort, mice = a_paper(1, Kind.TRIAL), a_paper(2, Kind.OBSERVATIONAL), a_paper(3, organisms=ANIMAL)
    reader = Reader(followed={3: "you follow Marco Gattorno"})
    assert order_of(trial, cohort, mice) == [1, 2, 3]
    assert points(Bundle(mice), reader) == points(Bundle(mice)) + FOLLOWED
    assert order_of(trial, cohort, replace(mice, centrality_score=0.9), reader=reader) == [1, 3, 2]


def test_the_preprint_of_an_article_is_followed_with_it() -> None:
    bundle = Bundle(a_paper(1), (a_paper(2, form=Form.PREPRINT),))
    reader = Reader(followed={2: "you follow Marco Gattorno"})
    assert list(reasons(bundle, reader))[-1] == "you follow Marco Gattorno"


# Marks


def marks_on(item: Item, useful: bool, number: int) -> list[WorkMark]:
    """As many works like ``item``, each marked."""
    return [WorkMark(1000 + each, useful, traits(item)) for each in range(number)]


def test_a_dozen_not_for_us_on_mice_move_mouse_studies_down_for_this_reader_alone() -> None:
    mice = a_paper(1, organisms=ANIMAL, title="IL-1β blockade in mice")
    cohort = a_paper(2, Kind.OBSERVATIONAL)
    reader = Reader(preferences=learned(marks_on(mice, useful=False, number=12)))
    assert order_of(mice, cohort, reader=EVERYONE) == [1, 2]
    assert order_of(mice, cohort, reader=reader) == [2, 1]


def test_one_mark_moves_little() -> None:
    item = a_paper(1)
    reader = Reader(preferences=learned(marks_on(item, useful=True, number=1)))
    assert 0 < points(Bundle(item), reader) - points(Bundle(item)) <= sum(WEIGHTS.values()) / (1 + DOUBT) <= 1


def test_marks_hide_nothing_and_never_lift_a_paper_over_a_trial() -> None:
    trial, cells = a_paper(1, Kind.TRIAL), a_paper(2, organisms=CELLS)
    marks = [*marks_on(cells, True, 500), *(replace(m, work_id=m.work_id + 5000) for m in marks_on(trial, False, 500))]
    assert order_of(trial, cells, reader=Reader(preferences=learned(marks))) == [1, 2]


ITEMS = st.builds(
    a_paper,
    st.integers(1, 40),
    st.sampled_from(Kind),
    st.sampled_from([(), HUMAN, ANIMAL, CELLS, HUMAN + ANIMAL, ANIMAL + CELLS]),
    title=st.sampled_from(["IL-1β and the joint", "IL-1β blockade", "Anakinra in gout"]),
    centrality=st.sampled_from(Centrality),
    form=st.sampled_from(Form),
    topic=st.sampled_from(["gout", "skin"]),
)
LISTS = st.lists(ITEMS, max_size=12, unique_by=lambda item: item.work_id)
MARKS = st.lists(st.builds(lambda item, useful: WorkMark(item.work_id, useful, traits(item)), ITEMS, st.booleans()))
READERS = st.builds(
    lambda marks, ids, topics: Reader(topics, learned(marks), dict.fromkeys(ids, "you follow her")),
    MARKS,
    st.sets(st.integers(1, 40)),
    st.frozensets(st.sampled_from(["gout", "skin"])),
)


@given(LISTS, READERS, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_the_order_given(
    items: list[Item], reader: Reader, chance: object
) -> None:
    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert order_of(*shuffled, reader=reader) == order_of(*items, reader=reader)
    assert sorted(order_of(*items, reader=reader)) == sorted(item.work_id for item in items)


@given(LISTS, READERS)
def test_no_reader_changes_the_class_of_a_work(items: list[Item], reader: Reader) -> None:
    classes = [reading_class(bundle.item) for bundle in ranked(map(Bundle, items), reader)]
    assert all(left <= right for left, right in pairwise(classes))
    assert not {ReadingClass.NOTICE, ReadingClass.NEWS, ReadingClass.WITHOUT_DATA} & {
        reading_class(bundle.item) for bundle in first_to_read([Bundle(item) for item in items], reader)
    }


@given(ITEMS, MARKS)
def test_marks_move_a_work_by_a_bounded_amount_and_the_same_up_and_down(item: Item, marks: list[WorkMark]) -> None:
    shift = learned(marks).shift(item)
    assert abs(shift) <= MOST
    opposite = learned([replace(mark, useful=not mark.useful) for mark in marks])
    assert opposite.shift(item) == pytest.approx(-shift)


@given(LISTS, MARKS, MARKS)
def test_marks_that_are_taken_back_restore_the_former_order(
    items: list[Item], kept: list[WorkMark], more: list[WorkMark]
) -> None:
    taken_back = [replace(mark, work_id=mark.work_id + 100) for mark in more]
    with_all = [*taken_back, *kept, *taken_back]
    after = learned(mark for mark in with_all if mark.work_id < 100)
    assert after == learned(kept)
    assert order_of(*items, reader=Reader(preferences=after)) == order_of(
        *items, reader=Reader(preferences=learned(kept))
    )


@given(LISTS)
def test_a_reader_without_marks_and_follows_has_the_order_of_everyone(items: list[Item]) -> None:
    assert order_of(*items, reader=Reader(preferences=learned([]))) == order_of(*items)


def test_of_two_marks_on_one_work_the_last_one_counts() -> None:
    first, last = marks_on(a_paper(1), True, 1)[0], marks_on(a_paper(1), False, 1)[0]
    assert learned([first, last]) == learned([last])


def test_many_topics_move_a_work_no_further_than_one() -> None:
    gout = Trait(Aspect.TOPIC, "gout")
    fond = Preferences({gout: 7}, {gout: 7})
    assert fond.shift(an_item(1, topics=[("gout", 0.9)])) == WEIGHTS[Aspect.TOPIC] / 2
    assert fond.shift(an_item(1, topics=[("gout", 0.9), ("skin", 0.8)])) == WEIGHTS[Aspect.TOPIC] / 4
