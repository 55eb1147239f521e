"""The sentence that states the result: found in every kind of abstract, and none where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.findings.finding import ROOM, Finding, finding
from literature.findings.finding_scores import Place
from literature.model.record import AbstractSection, RichText
from literature.sentences import sentence_spans


def found(*sections: str | tuple[str, str], title: str = "Canakinumab in gout") -> str | None:
    """The text of the finding of an abstract of ``sections``, each a text or (label, text)."""
    pairs = [("", each) if isinstance(each, str) else each for each in sections]
    abstract = tuple(AbstractSection(RichText(text), label) for label, text in pairs)
    place = finding(abstract, title)
    return place and abstract[place.part].text.text[place.start : place.end]


RESULT = "Canakinumab reduced gout flares by 48% compared with placebo (P < 0.001)."


@pytest.mark.parametrize(
    "other",
    [
        "We aimed to find out whether canakinumab reduces flares of gout.",
        "This study evaluated the effect of canakinumab on flares of gout in adults.",
        "Flares were counted by diary, and serum urate was measured every month.",
        "A large randomised trial of canakinumab in gout is recommended.",
        "Further studies are needed to confirm the effect of canakinumab in gout.",
        "Canakinumab may be a promising drug for the treatment of gout.",
        "These findings provide new insight into gout and its treatment by canakinumab.",
        "The mean age was 54 years, and 80% were men.",
        "The effects were reversed when it was stopped.",
    ],
)
def test_a_result_is_chosen_before_aim_method_advice_and_hope(other: str) -> None:
    assert found(f"Here, we treated gout. {other} {RESULT}") == RESULT
    assert found(f"Here, we treated gout. {RESULT} {other}") == RESULT
    assert found(f"Here, we treated gout. {other}") is None


@pytest.mark.parametrize(
    "result",
    [
        "Gout flares did not differ between canakinumab and placebo.",
        "Canakinumab was associated with fewer flares of gout than colchicine.",
        "We found, in both arms, that flares of gout ended within two days.",
        "Canakinumab was non-inferior to prednisolone in adults with gout.",
        "Survival was similar in both arms of this gout trial.",
        "Silencing of NLRP3 attenuated gout in mice and lowered IL-1β.",
    ],
)
def test_numbers_directions_and_comparisons_are_results(result: str) -> None:
    assert found(("RESULTS", result)) == result


def test_of_a_structured_abstract_only_results_and_conclusions_are_read() -> None:
    assert found(("BACKGROUND", RESULT), ("METHODS", RESULT)) is None
    assert found(("BACKGROUND", "Colchicine reduces gout flares by 30%."), ("FINDINGS", RESULT)) == RESULT


def test_headings_inside_one_text_are_read_and_not_shown() -> None:
    text = f"BACKGROUND: Gout is increased in men. METHODS: Adults were treated. RESULTS: {RESULT} FUNDING: A company."
    assert found(text) == RESULT
    assert (
        found(f"Background Gout is more frequent in men. Results {RESULT} Conclusions More trials are needed.")
        == RESULT
    )


def test_what_was_known_before_is_no_result_of_an_abstract_without_headings() -> None:
    known = "Interleukin-1 is increased in gout. Previous studies have shown lower urate in women than in men. "
    assert found(f"{known}In this study, we treated 20 adults. {RESULT}") == RESULT
    assert found(f"{known}In this study, we will treat 20 adults.") is None


def test_an_abstract_of_one_sentence_may_be_its_finding() -> None:
    assert found(RESULT) == RESULT


def test_a_protocol_has_no_finding() -> None:
    assert found(RESULT, title="Canakinumab in gout: study protocol for a randomised trial") is None
    assert found("We will treat 40 adults. Flares will be counted. It will show whether flares are reduced.") is None


def test_a_review_that_says_what_it_discusses_has_none_and_one_that_concludes_has() -> None:
    scope = "Gout is common. In this review, we discuss what is known of interleukin-1 in gout."
    assert found(scope) is None
    end = "Taken together, blockade of interleukin-1 shortens flares and is better tolerated than steroids."
    assert found(f"{scope} {end}") == end.removeprefix("Taken together, ")


def test_the_finding_of_a_case_report_is_its_case() -> None:
    case = "We report a 40-year-old man with gout and fever who recovered after canakinumab."
    assert found(f"Gout seldom causes fever. {case}", title="Gout with fever: a case report") == case


def test_the_finding_of_a_guideline_is_its_advice() -> None:
    advice = "Canakinumab should be given where colchicine and steroids are not tolerated."
    assert found(advice, title="Gout: a consensus statement") == advice
    assert found(advice) is None


def test_the_next_result_is_shown_too_where_both_fit() -> None:
    second = "Urate did not change in gout."
    assert found(("RESULTS", f"{RESULT} {second}")) == f"{RESULT} {second}"
    assert found(("RESULTS", f"{RESULT} Flares were counted by diary.")) == RESULT


LONG = "Canakinumab significantly reduced gout flares in adults who had not tolerated colchicine, steroids or both" + (
    ", whereas the same dose given " + "once more " * 14 + "had no such effect on urate or on the kidneys."
)


def test_a_long_sentence_is_cut_behind_its_point_at_a_clause() -> None:
    place = finding((AbstractSection(RichText(LONG), "RESULTS"),), "Gout")
    assert place == Finding(0, 0, LONG.index(", whereas"), cut=True)


def test_a_short_result_is_chosen_before_one_that_has_to_be_cut() -> None:
    assert found(("RESULTS", f"{LONG} {RESULT}")) == RESULT


def test_a_long_sentence_that_cannot_be_cut_is_not_shown() -> None:
    assert found(("RESULTS", "Canakinumab reduced gout flares " + "in one more group " * 20 + "of men.")) is None


LEVELS = "IL-1β was higher in the joints of mice with gout than in those of healthy mice."
EFFECT = "Anti-IL-1β blockade improved gait and lowered swelling in the joints of mice with gout."


def test_where_the_title_says_what_was_done_its_effect_is_chosen_before_levels() -> None:
    assert found(("RESULTS", f"{EFFECT} It was measured. {LEVELS}"), title="IL-1β in mice with gout") == LEVELS
    blocked = "Inhibition of IL-1β in mice with gout"
    assert found(("RESULTS", f"{LEVELS} It was measured. {EFFECT}"), title=blocked) == EFFECT


def test_a_hedged_effect_does_not_keep_what_the_title_promises() -> None:
    hedged = EFFECT.replace("improved", "may have improved")
    blocked = "Inhibition of IL-1β in mice with gout"
    assert found(("RESULTS", f"{LEVELS} It was measured. {hedged}"), title=blocked) == LEVELS


def test_of_two_results_the_one_with_a_watched_spelling_is_chosen() -> None:
    urate, watched = (
        "Urate rose in the serum of men by one half in a year.",
        "IL-1β rose in the serum of men by one half.",
    )
    text = f"{watched} It was measured. {urate}"
    abstract = (AbstractSection(RichText(text), "RESULTS"),)
    start = text.index(urate)
    assert finding(abstract, "Serum of men") == Finding(0, start, len(text))
    assert finding(abstract, "Serum of men", ROOM, (Place(0, 0, 5),)) == Finding(0, 0, len(watched))
    assert finding(abstract, "Serum of men", ROOM, (Place(1, 0, 5),)) == Finding(0, start, len(text))


def test_another_cytokine_yields_where_one_is_watched() -> None:
    text = "Neutrophils rose in the serum of all men in a year. It was measured. IFN-γ rose in the serum of all men."
    abstract = (AbstractSection(RichText(f"{text} IL-1β was measured."), "RESULTS"),)
    at = text.index("IFN")
    assert finding(abstract, "Serum of men") == Finding(0, at, len(text))
    watched = finding(abstract, "Serum of men", ROOM, (Place(0, len(text) + 1, len(text) + 6),))
    assert watched == Finding(0, 0, text.index(" It"))


def test_a_row_of_a_table_yields_to_words() -> None:
    row = "Urate in men with gout rose significantly from T1 to T6 (T1: 5.1 mg/dl; T3: 6.0 mg/dl; T6: 7.4 mg/dl)."
    said = "Urate in men with gout rose significantly for half a year."
    assert found(("RESULTS", f"{said} It was measured. {row}")) == said


def test_what_was_made_yields_to_what_it_did() -> None:
    made = "Here, we identified a novel peptide that canakinumab binds in gout."
    did = "The peptide of canakinumab improved survival of mice with severe gout."
    assert found(f"{made} It was synthesised in two steps. {did}") == did


def test_a_long_sentence_is_not_cut_before_what_came_of_it() -> None:
    begin = (
        "Blocked and not only lowered significantly by antibodies, IL-1β, " + "also in the joints of older men, " * 4
    )
    text = f"{begin}improved gait in gout, {'and the use of both hands ' * 4}in daily life."
    place = finding((AbstractSection(RichText(text), "RESULTS"),), "Blockade of IL-1β improves gait in gout")
    assert place is None or place.end > text.index("improved gait")


LABELS = st.sampled_from(["", "RESULTS", "METHODS", "CONCLUSION", "?"])
PIECES = "we found that reduced IL-1β by 48% (P<0.05) , ; whereas may RESULTS: It. is needed. Pain fell. İ [ ß 1."
WORDS = st.lists(st.sampled_from([*PIECES.split(), "\u00a0"]), max_size=90).map(" ".join)
TEXTS = st.one_of(st.text(max_size=60), WORDS)


@given(st.lists(st.tuples(LABELS, TEXTS), max_size=4), TEXTS)
def test_the_place_is_always_in_the_text_and_begins_and_ends_with_sentences_or_clauses(
    sections: list[tuple[str, str]], title: str
) -> None:
    abstract = tuple(AbstractSection(RichText(text), label) for label, text in sections)
    place = finding(abstract, title)
    if place:
        text = abstract[place.part].text.text
        spans = list(sentence_spans(text))
        assert 0 <= place.start < place.end <= len(text)
        assert place.end - place.start <= ROOM
        assert any(start <= place.start < end for start, end in spans)
        assert place.cut or any(text[place.end : end].strip() == "" for _, end in spans)


@pytest.mark.parametrize(
    "text",
    [
        "we found that ",
        "and ",
        "and found ",
        "here, ",
        "t1 ",
        "we verily ",
        "reduced, ",
        "a ",
        "(",
        "was ",
        "is an ",
        "further studies ",
        "β ",
    ],
)
def test_200_kilobytes_of_anything_are_not_waited_for(text: str) -> None:
    huge = (text * (200_000 // len(text)))[:200_000]
    finding((AbstractSection(RichText(huge)),), huge[:300], ROOM, tuple(Place(0, at, at + 1) for at in range(20_000)))
