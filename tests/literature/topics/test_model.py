"""The topic model: what the corpus and confirmed works teach, first days, and the same result every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from literature.model.record import AbstractSection, Record, RichText
from literature.topics.fit import SOME, ConfirmedWork, fit, one_each
from literature.topics.learning import ENOUGH
from literature.topics.model import Placing, Reading, TopicModel, place, reading, sort
from literature.topics.sorter import MOST, Sorter, Topic
from literature.topics.words import words

HEART = Topic("heart", "Heart", ("pericarditis", "heart failure"), "Diseases of the heart.")
GOUT = Topic("gout", "Gout", ("gout", "urate crystal"), "Crystals in joints.")
TOPICS = (HEART, GOUT)
SORTER = Sorter(TOPICS)


def read(own: str, title: str, abstract: str = "") -> Reading:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    return reading(SORTER, Record("s", own, RichText(title), abstract=sections))


def fitted(held: Sequence[Reading], confirmed: Sequence[ConfirmedWork] = (), *, single: bool = False) -> TopicModel:
    return fit(TOPICS, held, confirmed, rules=SORTER.version, single=single)


def placed(model: TopicModel, one: Reading) -> Placing:
    (placing,) = place(model, [one])
    return placing


def corpus() -> list[Reading]:
    """Heart, gout and neither; every work on gout also speaks of the toe."""
    kinds = (
        ("Recurrent pericarditis", "Pericarditis with effusion and chest pain number {}."),
        ("Gout flares", "Gout in the swollen toe of a drinker number {}."),
        ("Weather and birds", "Ducks fly south in the rain number {}."),
    )
    return [read(str(n), kinds[n % 3][0], kinds[n % 3][1].format(n)) for n in range(90)]


def test_words_of_the_corpus_come_to_stand_for_a_topic() -> None:
    model = fitted(corpus())
    toe = placed(model, read("x", "A swollen toe", "The toe of a drinker was swollen."))
    duck = placed(model, read("y", "A duck", "The duck of a farmer flew south."))
    assert toe.scores["gout"] > toe.scores["heart"]
    assert toe.scores["gout"] > duck.scores["gout"]


def test_a_label_names_keywords_then_words_then_the_nearest_confirmed_work() -> None:
    seed = ConfirmedWork(read("seed7", "A toe", "Gout in a swollen toe."), frozenset({"gout"}))
    (label,) = placed(fitted(corpus(), [seed]), read("x", "Gout again", "The swollen toe hurts.")).labels
    assert label.reason.startswith("gout in the title; words ")
    assert label.reason.endswith("; like seed7")
    assert 0.5 <= label.score <= 1


def test_a_text_of_few_words_without_a_keyword_is_like_no_topic() -> None:
    """A short title is like whatever topic has one of its words."""
    model = replace(fitted(corpus()), cuts=np.full(len(TOPICS), 0.1))
    short, long = "Swollen toe", "The swollen toe of a drinker, and another swollen toe of a drinker with chest pain"
    assert placed(model, read("x", short)).labels, "by its words alone"
    assert sort(model, SORTER, Record("s", "x", RichText(short))).labels == ()
    assert sort(model, SORTER, Record("s", "y", RichText(long))).labels[0].topic == "gout"


def test_confirmed_works_teach_what_no_keyword_says() -> None:
    said = [("A leaf falls", "heart"), ("A stone rolls", "gout")] * ENOUGH
    known = [ConfirmedWork(read(str(n), f"{text} {n}"), frozenset({topic})) for n, (text, topic) in enumerate(said)]
    model = fitted(corpus(), known)
    assert placed(model, read("x", "One more leaf falls")).labels[0].topic == "heart"
    assert placed(model, read("y", "One more stone rolls")).labels[0].topic == "gout"


def test_the_same_works_give_the_same_model_and_other_ones_another_version() -> None:
    first, again, second = fitted(corpus()), fitted(corpus()), fitted(corpus()[1:])
    assert first.version == again.version != second.version
    assert np.array_equal(first.weights, again.weights)
    assert np.array_equal(first.cuts, again.cuts)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_in_the_first_days_keywords_decide(count: int) -> None:
    model = fitted(corpus()[:count])
    assert [label.topic for label in placed(model, read("x", "Recurrent pericarditis")).labels] == ["heart"]
    assert placed(model, read("y", "Rain in the hills", "It rained on Tuesday and on Friday.")).labels == ()


def test_in_a_corpus_of_one_topic_all_works_have_it() -> None:
    held = [read(str(n), "Recurrent pericarditis", f"Pericarditis number {n}.") for n in range(100)]
    assert {label.topic for item in place(fitted(held), held) for label in item.labels} == {"heart"}
    assert all(item.labels for item in place(fitted(held), held))


def test_texts_without_a_word_are_unsorted_with_the_reason() -> None:
    model = fitted([read("1", ""), read("2", "???")], single=True)
    assert placed(model, read("3", "")).unsorted == "it has no title and no abstract"
    assert placed(model, read("4", "心膜炎")).unsorted.startswith("none of its words is known")


def test_likeness_in_meaning_counts_where_it_is_known() -> None:
    model = fitted(corpus())
    plain = read("x", "A day out")
    assert (
        placed(model, plain._replace(meant={"heart": 0.6, "gout": 0.1})).scores["heart"]
        > placed(model, plain).scores["heart"]
    )


def test_a_work_gets_no_more_labels_than_a_reader_wants() -> None:
    topics = [Topic(word, word, keywords=(word,)) for word in ("gout", "asthma", "sepsis", "stroke", "cancer")]
    sorter = Sorter(topics)
    item = reading(sorter, Record("s", "1", RichText("Gout, asthma, sepsis, stroke, cancer")))
    (placing,) = place(fit(topics, [item], (), rules="", single=False), [item])
    assert len(placing.labels) == MOST


def test_that_each_work_has_one_topic_is_seen_from_some_of_them() -> None:
    single = [ConfirmedWork(read(str(n), "x"), frozenset({"gout"})) for n in range(SOME)]
    assert one_each(single)
    assert not one_each(single[1:])
    assert not one_each([*single, ConfirmedWork(read("z", "x"), frozenset())])


def test_plurals_and_greek_letters_are_one_word() -> None:
    assert words("Studies of TNF-α and infections")[:4] == ["study", "tnf", "alpha", "infection"]


def weather(number: int) -> Reading:
    return read(f"r{number}", f"Rain in spring, part {number}", "Rain fell on the river.")


def test_what_nobody_said_of_a_topic_is_no_answer() -> None:
    """A work confirmed for one topic says nothing against another one, unless that was denied."""
    toes = [read(f"t{n}", f"The swollen toe, part {n}", "A podagra after beer.") for n in range(ENOUGH + 1)]
    others = [weather(n) for n in range(ENOUGH + 1)]
    silent = [ConfirmedWork(item, frozenset({"gout"}), frozenset()) for item in toes]
    silent += [ConfirmedWork(item, frozenset(), frozenset()) for item in others]
    assert not fitted(corpus(), silent).learned.any()
    said = [ConfirmedWork(item, frozenset({"gout"}), frozenset()) for item in toes]
    said += [ConfirmedWork(item, frozenset(), frozenset({"gout"})) for item in others]
    assert fitted(corpus(), said).learned.tolist() == [False, True]


def test_a_topic_that_its_keywords_give_as_well_is_left_to_them() -> None:
    known = [read(f"g{n}", f"Gout, part {n}", "Gout and a urate crystal.") for n in range(ENOUGH + 1)]
    said = [ConfirmedWork(item, frozenset({"gout"}), frozenset()) for item in known]
    said += [ConfirmedWork(weather(n), frozenset(), frozenset({"gout"})) for n in range(ENOUGH + 1)]
    assert not fitted(corpus(), said).learned.any()


def test_rules_and_model_sort_together() -> None:
    """A learned topic as the model gives it, the others by their keywords."""
    toes = [read(f"t{n}", f"The swollen toe, part {n}", "A podagra after beer.") for n in range(ENOUGH + 1)]
    said = [ConfirmedWork(item, frozenset({"gout"}), frozenset()) for item in toes]
    said += [ConfirmedWork(weather(n), frozenset(), frozenset({"gout"})) for n in range(ENOUGH + 1)]
    model = fitted(corpus(), said)
    both = Record("s", "1", RichText("Recurrent pericarditis and the swollen toe, a podagra after beer"))
    result = {label.topic: label.rules for label in sort(model, SORTER, both).labels}
    assert result == {"heart": SORTER.version, "gout": model.version}
    rain = Record("s", "2", RichText("Rain in spring, part 7"))
    assert sort(model, SORTER, rain).unsorted


def test_the_likeliest_topic_is_told_where_neither_rules_nor_model_give_one() -> None:
    model = fitted(corpus(), [])
    few = Sorter([*TOPICS, Topic("rain", "Rain", keywords=("drizzle", "puddle"))])
    weak = Record(
        "s", "1", RichText(""), abstract=(AbstractSection(RichText("It fell. A drizzle. A puddle. It was dry.")),)
    )
    told = sort(model, few, weak)
    assert told.likeliest
    assert (told.labels, told.likeliest.topic) == ((), "rain")
