"""What an article says otherwise than its preprint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from literature.identity.revision import FIRST_WORDS, first_words, revision
from literature.model.edition import Part, Revision
from literature.model.record import AbstractSection, Author, Record, RichText

ANN, BEN, CLO = Author("Sampleton", "Ann", "A"), Author("Specimen", "Ben", "B"), Author("Exemplar", "Clo", "C")
ALL = (Part.TITLE, Part.AUTHORS, Part.CONCLUSION)
TEXT = "We tested an invented drug in mice. It lowered IL-1β by half. We conclude that the drug may help."


def record(
    title: str = "Invented IL-1β blockade in mice", *authors: Author, sections: tuple[AbstractSection, ...] = ()
) -> Record:
    abstract = sections or (AbstractSection(RichText(TEXT)),)
    return Record("pubmed", "1", RichText(title), authors=authors or (ANN, BEN), abstract=abstract)


def conclusion(text: str, label: str = "CONCLUSIONS") -> Record:
    return record(
        sections=(AbstractSection(RichText("Mice were used."), "METHODS"), AbstractSection(RichText(text), label))
    )


def test_the_same_text_has_not_changed() -> None:
    assert revision(record(), record()) == Revision(compared=ALL)


@pytest.mark.parametrize(
    "title",
    ["Invented IL-1β Blockade in Mice.", "Invented IL–1 beta blockade in mice", "Invented IL1-β blockade in mice"],
)
def test_a_difference_of_print_is_no_other_title(title: str) -> None:
    assert not revision(record(), record(title)).title


def test_another_word_is_another_title() -> None:
    assert revision(record(), record("Invented IL-1β blockade in rats")).title


def test_authors_are_told_apart_by_family_and_first_initial() -> None:
    changed = revision(record("X", ANN, BEN), record("X", Author("Sampleton", "", "AB"), CLO))
    assert (changed.added, changed.removed, changed.reordered) == (("Exemplar C",), ("Specimen B",), False)


def test_authors_in_another_order_are_neither_added_nor_removed() -> None:
    changed = revision(record("X", ANN, BEN), record("X", BEN, CLO, ANN))
    assert (changed.added, changed.removed, changed.reordered) == (("Exemplar C",), (), True)


def test_a_part_that_one_of_them_lacks_is_not_compared() -> None:
    bare = replace(record(), authors=(), abstract=())
    assert revision(bare, record()) == Revision(compared=(Part.TITLE,))
    assert revision(record(), bare) == Revision(compared=(Part.TITLE,))


def test_an_abstract_that_a_feed_has_cut_is_not_compared() -> None:
    cut = replace(record(), abstract=(AbstractSection(RichText("We tested an invented drug in mice. It …")),))
    assert Part.CONCLUSION not in revision(cut, record()).compared


@pytest.mark.parametrize(
    "text", ["Results were good. Conclusions: the drug may help.", "Much was done. In summary, the drug may help."]
)
def test_a_conclusion_is_found_without_a_label_of_its_own(text: str) -> None:
    one = record(sections=(AbstractSection(RichText(text)),))
    assert first_words(one).endswith("the drug may help.")


def test_a_conclusion_that_says_the_same_has_not_changed_whatever_its_label() -> None:
    assert revision(record(), conclusion("We conclude that the drug may help.")).conclusion == ""
    assert revision(record(), conclusion("The drug helps.")).conclusion == "The drug helps."


def test_of_a_long_conclusion_the_first_words_are_shown() -> None:
    words = first_words(conclusion(" ".join(["word"] * 50)))
    assert words == " ".join(["word"] * FIRST_WORDS) + "…"
