"""Topics: evidence, reasons, and what is left unsorted."""

from __future__ import annotations

import pytest

from flows.config import load_watch
from literature.classifier import Classifier
from literature.model.record import AbstractSection, Heading, Record, RichText
from literature.terms.matcher import Term
from literature.topics.sorter import MOST, FailedCase, Sorter, Topic, failed_cases, unsorted_words
from tests.paths import ROOT

HEART = Topic("heart", "Heart", keywords=("pericarditis", "heart failure"), mesh=("Pericarditis",))
STORM = Topic("storm", "Storms", keywords=("macrophage activation syndrome", "MAS"))
SORTER = Sorter([HEART, STORM])
SHIPPED = load_watch(ROOT / "watch.toml").topics


def record(title: str = "A title", abstract: str = "", **more: object) -> Record:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    return Record(source="s", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough


def topics(one: Record) -> list[str]:
    return [label.topic for label in SORTER.labels(one)]


def test_a_keyword_in_the_title_gives_the_topic_and_the_reason_says_so() -> None:
    (label,) = SORTER.labels(
        record("Recurrent pericarditis", "Heart failure was seen.", mesh=(Heading("Pericarditis", major=True),))
    )
    assert label.topic == "heart"
    assert label.reason == "pericarditis in the title; MeSH Pericarditis; heart failure in the abstract"
    assert 0.5 <= label.score <= 1
    assert label.rules == SORTER.version


def test_a_passing_mention_gives_no_topic() -> None:
    assert (
        topics(record("Gut flora", "Mice ran. One had pericarditis. They ate. We conclude that flora matters.")) == []
    )


def test_a_theme_of_the_abstract_gives_the_topic_without_the_title() -> None:
    assert topics(
        record("An old drug", "We studied pericarditis. Pericarditis fell. We conclude that pericarditis heals.")
    ) == ["heart"]


def test_an_acronym_alone_gives_no_topic_and_beside_its_meaning_it_does() -> None:
    assert topics(record("MAS in children", "MAS was frequent. We investigated MAS.")) == []
    assert topics(record("MAS in children", "Macrophage activation syndrome (MAS) was frequent.")) == ["storm"]


def test_several_topics_come_best_first() -> None:
    both = record("Macrophage activation syndrome and pericarditis", "Macrophage activation syndrome kills. It does.")
    assert topics(both) == ["storm", "heart"]


def test_a_work_gets_no_more_labels_than_a_reader_wants() -> None:
    many = Sorter([Topic(word, word, keywords=(word,)) for word in ("gout", "asthma", "sepsis", "stroke", "cancer")])
    assert len(many.labels(record("Gout, asthma, sepsis, stroke and cancer"))) == MOST


def test_nothing_known_is_unsorted() -> None:
    assert topics(record("", "")) == []


def test_the_version_follows_the_topics() -> None:
    assert Sorter([HEART]).version == Sorter([HEART]).version
    assert Sorter([HEART]).version != Sorter([STORM]).version


def test_a_topic_that_fails_its_own_cases_is_told_which() -> None:
    wrong = Topic(
        "heart", "Heart", keywords=("heart",), must_match=("Kidney",), must_not_match=("Heart of the matter",)
    )
    kidney, heart = failed_cases(Sorter([wrong]).sort, [wrong])
    assert kidney == FailedCase("heart", "Kidney", True, 0.0)
    assert heart == FailedCase("heart", "Heart of the matter", False, 0.7)
    assert kidney.words == 'must_match "Kidney" does not get it (score 0; a topic is given from 0.5)'
    assert heart.words == 'must_not_match "Heart of the matter" gets it (score 0.7; a topic is given from 0.5)'


def test_what_a_phrase_lacks_is_in_its_score() -> None:
    syndrome = Topic("mas", "MAS", keywords=("MAS",), must_match=("MAS of children",))
    (failed,) = failed_cases(Sorter([syndrome]).sort, [syndrome])
    assert 0 < failed.score < 0.5


@pytest.mark.parametrize("topic", SHIPPED, ids=lambda topic: str(topic.id))
def test_the_shipped_topics_hold_their_own_cases(topic: Topic) -> None:
    assert failed_cases(Sorter(SHIPPED).sort, [topic]) == ()


MARROW = Topic("bone", "Bone", keywords=("bone", "BM"), false_friends=("bone marrow",), must_not_match=("Bone marrow",))
CELLS = Topic("cells", "Cells", keywords=("bone marrow",))


def test_a_keyword_inside_a_false_friend_does_not_count_for_its_topic_alone() -> None:
    sorter = Sorter([MARROW, CELLS])
    assert [label.topic for label in sorter.labels(record("Bone-marrow cells of mice"))] == ["cells"]
    assert [label.topic for label in sorter.labels(record("Bone marrow and bone loss"))] == ["cells", "bone"]
    assert failed_cases(sorter.sort, [MARROW]) == ()


def test_the_version_follows_the_false_friends() -> None:
    assert Sorter([MARROW]).version != Sorter([Topic("bone", "Bone", keywords=("bone", "BM"))]).version


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (record("", ""), "it has no title and no abstract"),
        (record("Weather"), "no keyword of a topic is in it"),
        (
            record("Gut flora", "Mice ran. One had pericarditis. They ate."),
            "no topic fits clearly",
        ),
    ],
)
def test_what_has_no_topic_says_why(one: Record, why: str) -> None:
    sorting = SORTER.sort(one)
    assert (sorting.labels, sorting.unsorted) == ((), why)


def test_what_has_too_little_evidence_keeps_the_nearest_topic_as_fields() -> None:
    sorting = SORTER.sort(record("Gut flora", "Mice ran. One had pericarditis. They ate."))
    assert sorting.nearest == ("heart", "pericarditis in the abstract", 0.15)
    assert unsorted_words(sorting.unsorted, sorting.nearest, {"heart": "Heart"}) == (
        "no topic fits clearly; closest: Heart (pericarditis in the abstract)"
    )
    assert SORTER.sort(record("Weather")).nearest is None


def test_what_has_a_topic_is_not_unsorted() -> None:
    assert SORTER.sort(record("Recurrent pericarditis")).unsorted == ""


GUT = "Mice ran. One had pericarditis. They ate. We conclude that flora matters."
WEAK = "Mice ran. One had pericarditis. One had heart failure. They ate. We conclude that flora matters."


@pytest.mark.parametrize(
    ("title", "abstract", "given"),
    [
        ("IL-1 and gut flora", WEAK, ["heart"]),
        ("Gut flora", WEAK, []),  # names no watched term: nothing says that it is of this watch
        ("IL-1 and gut flora", GUT, []),  # one keyword in passing
        ("IL-1 and gut flora", GUT.replace("They ate", "Pericarditis fell"), []),  # the same keyword twice is one
        ("IL-1 in macrophage activation syndrome", WEAK, ["storm"]),
    ],
)
def test_a_work_that_names_a_term_takes_its_best_candidate_where_two_keywords_say_so(
    title: str, abstract: str, given: list[str]
) -> None:
    classifier = Classifier([Term("IL-1", synonyms=("interleukin-1",))], SORTER.sort, "1")
    told = classifier.classify(record(title, abstract))
    assert [label.topic for label in told.labels] == given
    assert bool(told.unsorted) is not bool(given)
