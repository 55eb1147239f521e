"""What is shown as one entry: a preprint, news and corrections with their article; nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digests.letter.bundles import bundles
from literature.model.work import Kind, LinkKind
from tests.digests.factory import a_relation, an_item


def test_a_preprint_stands_with_its_article() -> None:
    article = an_item(1)
    preprint = an_item(2, related=[a_relation(LinkKind.PREPRINT_OF, 1)])
    (bundle,) = bundles([preprint, article])
    assert bundle.item is article
    assert bundle.guests == (preprint,)


def test_the_tie_is_seen_from_the_article_too() -> None:
    article = an_item(1, related=[a_relation(LinkKind.PREPRINT_OF, 2, outward=False)])
    preprint = an_item(2)
    (bundle,) = bundles([preprint, article])
    assert (bundle.item, bundle.guests) == (article, (preprint,))


def test_a_preprint_whose_article_is_in_no_letter_stands_alone() -> None:
    preprint = an_item(2, related=[a_relation(LinkKind.PREPRINT_OF, 1)])
    assert [bundle.item for bundle in bundles([preprint])] == [preprint]


def test_a_preprint_of_a_preprint_stands_with_the_article() -> None:
    items = [an_item(1), *(an_item(n, related=[a_relation(LinkKind.PREPRINT_OF, n - 1)]) for n in (2, 3))]
    (bundle,) = bundles(items)
    assert bundle.guests == (items[1], items[2])


def test_possibly_the_same_is_never_folded() -> None:
    items = [an_item(1), an_item(2, related=[a_relation(LinkKind.POSSIBLY_SAME, 1)])]
    assert len(bundles(items)) == 2


def test_a_topic_of_the_preprint_is_not_lost() -> None:
    article = an_item(1, topics=[("sepsis", 0.5)])
    preprint = an_item(2, topics=[("gout", 0.9), ("sepsis", 0.7)], related=[a_relation(LinkKind.PREPRINT_OF, 1)])
    (bundle,) = bundles([article, preprint])
    assert [(label.topic, label.score) for label in bundle.labels] == [("gout", 0.9), ("sepsis", 0.7)]


KINDS = (LinkKind.PREPRINT_OF, LinkKind.VERSION_OF, LinkKind.CONCERNS)
TIES = st.tuples(st.integers(1, 6), st.sampled_from(KINDS), st.booleans())


@given(st.lists(st.lists(TIES, max_size=3), min_size=6, max_size=6))
def test_every_work_is_in_exactly_one_bundle(ties: list[list[tuple[int, LinkKind, bool]]]) -> None:
    """Also where works claim each other in circles."""
    items = [
        an_item(
            work_id,
            kind=Kind.CORRECTION,
            related=[a_relation(kind, other, outward=outward) for other, kind, outward in own],
        )
        for work_id, own in enumerate(ties, 1)
    ]
    found = [work_id for bundle in bundles(items) for work_id in bundle.members]
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
