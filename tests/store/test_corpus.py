"""Admission: every Record ends in one column, seeds never come back as news, and nothing is stored by halves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from literature.model.errors import WatchError
from literature.model.harvest import Account, Harvest, Unread, VisitOutcome
from literature.model.record import Form, PartialDate, Record, Scheme
from literature.model.work import AdmissionOutcome, LinkKind
from store.corpus import Corpus
from store.engine.database import Database
from store.tables import IdentifierRow, UnreadRow, WorkRow
from tests.store.records import T0, classified, harvest, name, paper, story

HOUR = timedelta(hours=1)


def admit(corpus: Corpus, visit: Harvest, *, excluded: str = "", rules: str = "r1", seeding: bool = False) -> Account:
    candidates = [classified(record, excluded=excluded, rules=rules) for record in visit.records]
    return corpus.admit(visit, candidates, started=T0, now=T0 + HOUR, seeding=seeding)


def works(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(WorkRow)).all())


def test_a_paper_never_seen_is_new(corpus: Corpus) -> None:
    account = admit(
        corpus, harvest(paper("1"), paper("2", "Canakinumab for an invented crystal disease of the joints"))
    )
    assert (account.announced, account.new, account.outcome) == (2, 2, VisitOutcome.DONE)
    assert corpus.size() == 2


@pytest.mark.both_databases
def test_admitting_the_same_visit_twice_changes_nothing(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1")))
    again = admit(corpus, harvest(paper("1")))
    assert (again.new, again.known) == (0, 1)
    assert corpus.size() == 1


def test_a_paper_of_another_source_is_known_by_its_doi(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", doi="10.5555/abc")))
    account = admit(corpus, harvest(paper("guid-7", doi="10.5555/ABC", source="Journal feed"), source="Journal feed"))
    assert account.known == 1
    assert corpus.new_items()[0].sources == ("pubmed", "Journal feed")


def test_a_doi_shared_by_two_meeting_abstracts_does_not_merge_them(corpus: Corpus) -> None:
    first = paper("1", "Dapagliflozin and interleukin-1 in an invented cohort", doi="10.5555/supplement")
    second = paper("2", "Patterns of anakinra use in another place altogether", doi="10.5555/supplement")
    assert admit(corpus, harvest(first, second)).new == 2


def test_the_same_title_with_nothing_to_confirm_it_keeps_both_and_ties_them(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", family="")))
    account = admit(corpus, harvest(paper("x", family="", source="Feed", doi="10.5555/x"), source="Feed"))
    assert account.new == 1
    assert {related.kind for item in corpus.new_items() for related in item.related} == {LinkKind.POSSIBLY_SAME}


def test_a_seed_never_comes_back_as_news(corpus: Corpus) -> None:
    seed = paper("s1", "Interleukin-1–Receptor Antagonist Deficiency, an invented twin", source="seed", doi="10.5555/s")
    admit(corpus, harvest(seed, source="seed:corpus.toml"), seeding=True)
    again = paper("7", "interleukin 1-receptor antagonist deficiency, an invented twin.", doi="10.5555/S")
    account = admit(corpus, harvest(again))
    assert (account.new, account.seeded) == (0, 1)
    assert corpus.new_items() == ()


def test_a_seed_without_identifiers_is_recognised_by_title_and_first_author(corpus: Corpus) -> None:
    seed = paper("s1", "Elevated serum level of interleukin-32α in the invented patients", source="seed")
    admit(corpus, harvest(seed, source="seed:corpus.toml"), seeding=True)
    account = admit(
        corpus, harvest(paper("7", "Elevated serum level of interleukin-32alpha in the invented patients."))
    )
    assert account.seeded == 1


@pytest.mark.both_databases
def test_seeding_a_work_that_is_held_makes_it_a_seed(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", doi="10.5555/abc")))
    admit(corpus, harvest(paper("s", source="seed", doi="10.5555/abc"), source="seed:mine.ris"), seeding=True)
    assert corpus.new_items() == ()


def test_an_excluded_record_is_counted_with_its_reason_and_not_fetched_again(corpus: Corpus) -> None:
    account = admit(corpus, harvest(paper("1")), excluded="only false friends: HOIL-1")
    assert account.excluded == {"only false friends: HOIL-1": 1}
    assert corpus.unknown("pubmed", ["1", "2"], "r1") == {"2"}


def test_an_exclusion_holds_only_for_the_rules_that_made_it(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1")), excluded="no watched term", rules="r1")
    assert corpus.unknown("pubmed", ["1"], "r2") == {"1"}
    assert admit(corpus, harvest(paper("1")), rules="r2").new == 1


@pytest.mark.both_databases
def test_ids_that_were_not_fetched_end_in_the_column_of_their_first_visit(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1")))
    admit(corpus, harvest(paper("2", "A title on something else that is long enough")), excluded="no watched term")
    account = admit(corpus, harvest(held=("1", "2")))
    assert (account.known, account.excluded, account.balances) == (1, {"no watched term": 1}, True)


def test_an_id_whose_work_was_seeded_since_is_counted_as_seeded(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", doi="10.5555/abc")))
    admit(corpus, harvest(paper("s", source="seed", doi="10.5555/abc"), source="seed:mine.ris"), seeding=True)
    assert admit(corpus, harvest(held=("1",))).seeded == 1


def test_an_older_version_that_comes_late_changes_nothing(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", abstract="The second version.", version=2)))
    admit(corpus, harvest(paper("1", abstract="The first version.", version=1)))
    (item,) = corpus.new_items()
    assert item.record.abstract[0].text.text == "The second version."


@pytest.mark.both_databases
def test_a_revised_record_replaces_what_it_said_before(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", abstract="As first sent.")))
    admit(corpus, harvest(paper("1", abstract="As revised.")))
    (item,) = corpus.new_items()
    assert item.record.abstract[0].text.text == "As revised."
    assert len(item.matches) == len(item.labels) == 1


def test_the_reason_of_the_first_day_is_kept(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1")))
    admit(corpus, harvest(paper("1")))
    sightings = corpus.history([name(Scheme.PMID, "1")], []).records
    assert [(s.outcome, s.reason) for s in sightings] == [
        (AdmissionOutcome.NEW, "not in the database under any identifier")
    ]


@pytest.mark.both_databases
def test_the_cursor_moves_with_the_records_it_covers(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1"), cursor="c1"))
    assert corpus.cursor("pubmed")[0] == "c1"


@pytest.mark.both_databases
def test_an_account_that_does_not_balance_stores_nothing(corpus: Corpus) -> None:
    visit = Harvest(source="pubmed", announced=3, records=(paper("1"),), cursor=harvest().cursor)
    with pytest.raises(WatchError, match="does not balance"):
        admit(corpus, visit)
    assert (corpus.size(), corpus.cursor("pubmed")[0]) == (0, None)


@pytest.mark.both_databases
def test_an_unreadable_record_is_counted_and_its_bytes_are_kept(corpus: Corpus, database: Database) -> None:
    account = admit(corpus, harvest(paper("1"), unread=(Unread("9", "has no PMID", b"<x/>"),)))
    assert (account.failed, account.outcome, account.new) == ({"has no PMID": 1}, VisitOutcome.PARTIAL, 1)
    with database.reading() as session:
        assert session.exec(select(UnreadRow)).one().body == b"<x/>"


@pytest.mark.both_databases
def test_a_failed_visit_leaves_the_cursor_and_is_named(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1"), cursor="c1"))
    later = T0 + 5 * HOUR
    corpus.record_failure("pubmed", "HTTP 502", started=T0, now=T0 + HOUR, not_before=later)
    assert corpus.cursor("pubmed") == ("c1", later)
    (last,) = corpus.last_accounts()
    assert (last.outcome, last.error, last.announced) == (VisitOutcome.FAILED, "HTTP 502", 0)


@pytest.mark.both_databases
def test_a_preprint_and_its_article_stay_two_works(corpus: Corpus) -> None:
    preprint = paper("1", doi="10.5555/pre", form=Form.PREPRINT)
    assert admit(corpus, harvest(preprint, paper("2", doi="10.5555/art"))).new == 2


def test_a_story_in_two_outlets_is_one_work(corpus: Corpus) -> None:
    title = "Invented drug against interleukin-1 calms hearts, study finds"
    admit(corpus, harvest(story("a", title), source="News wire"))
    account = admit(corpus, harvest(story("b", title, feed="Other"), source="Other"))
    assert account.known == 1


@pytest.mark.both_databases
def test_an_id_that_a_feed_gives_again_does_not_take_the_story_it_named_before(corpus: Corpus) -> None:
    admit(
        corpus, harvest(story("a", "Invented drug against interleukin-1 calms hearts, study finds"), source="News wire")
    )
    other = story("a", "Why the joints of invented patients swell in the winter months", day=20)
    assert [admit(corpus, harvest(other, source="News wire")).new for _ in range(2)] == [1, 0]
    assert len(corpus.new_items()) == 2


def test_an_id_that_a_journal_s_feed_gives_again_does_not_take_the_paper_it_named_before(corpus: Corpus) -> None:
    first, second = (paper("current", title, source="Journal") for title in ("IL-1 in gout", "Anakinra for a storm"))
    admit(corpus, harvest(first, source="Journal"))
    assert [admit(corpus, harvest(second, source="Journal")).new for _ in range(2)] == [1, 0]
    assert corpus.size() == 2


def test_a_headline_that_is_mended_stays_one_story(corpus: Corpus) -> None:
    admit(
        corpus, harvest(story("a", "Invented drug against interleukin-1 calms hearts, study finds"), source="News wire")
    )
    mended = story("a", "Invented drug against interleukin-1 calms hearts, large study finds", day=19)
    assert admit(corpus, harvest(mended, source="News wire")).known == 1


def test_news_that_links_to_a_seeded_paper_is_tied_to_it(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("s", source="seed", doi="10.5555/s"), source="seed:x"), seeding=True)
    told = story("a", "Gene behind a childhood disease found", mentions=(name(Scheme.DOI, "10.5555/s"),))
    account = admit(corpus, harvest(told, source="News wire"), excluded="no watched term")
    assert account.new == 1, "a story about a held work is news, even when it names no term"
    (item,) = corpus.new_items()
    assert [(r.kind, r.seeded) for r in item.related] == [(LinkKind.NEWS_ABOUT, True)]


def test_news_that_names_author_and_journal_near_the_date_is_tied_to_the_paper(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", family="Aksenova")))
    text = "Anna Aksenova and colleagues report in the Invented Journal of Medicine this week."
    account = admit(corpus, harvest(story("a", "Heart disease calmed", text), source="News wire"))
    assert account.new == 1
    assert corpus.new_items()[0].related[0].reason == "names Aksenova and The Invented Journal of Medicine"


@pytest.mark.both_databases
def test_a_better_record_describes_the_work_from_then_on(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("g", source="Feed", doi="10.5555/a"), source="Feed"))
    admit(corpus, harvest(paper("1", doi="10.5555/a", abstract="Whole.")))
    assert corpus.new_items()[0].record.source == "pubmed"


@pytest.mark.both_databases
def test_the_first_work_to_bear_an_identifier_keeps_it(corpus: Corpus, database: Database) -> None:
    admit(corpus, harvest(paper("1", doi="10.5555/shared")))
    admit(corpus, harvest(paper("2", "Something else entirely, told at the same meeting", doi="10.5555/shared")))
    with database.reading() as session:
        assert session.get_one(IdentifierRow, ("doi", "10.5555/shared")).work_id == 1


def test_a_document_that_names_one_id_twice_makes_one_work(corpus: Corpus) -> None:
    untitled: Record = paper("1", "", family="")
    account = admit(corpus, harvest(untitled, untitled))
    assert (account.new, account.known, corpus.size()) == (1, 1, 1)


@pytest.mark.both_databases
def test_every_record_survives_the_store_as_it_came(corpus: Corpus) -> None:
    record = paper("1", doi="10.5555/a", abstract="Text.", published=PartialDate(1999, text="Winter 1999"))
    admit(corpus, harvest(record))
    assert corpus.new_items()[0].record == record


@pytest.mark.both_databases
def test_the_story_of_an_item_names_each_source_and_why(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1")))
    sightings, item, edition, *_ = corpus.history([name(Scheme.PMID, "1")], [])
    assert [(s.source, s.outcome, s.reason) for s in sightings] == [
        ("pubmed", AdmissionOutcome.NEW, "not in the database under any identifier")
    ]
    assert item is not None
    assert edition is None


@pytest.mark.both_databases
def test_records_are_found_by_words_of_their_title_however_these_are_typed(corpus: Corpus) -> None:
    admit(corpus, harvest(paper("1", "IL-1β in Behçet's disease"), paper("2", "Anakinra in Behçet's disease")))
    admit(corpus, harvest(paper("3", "A disease of none of them")))

    def found(words: str, most: int = 20) -> list[str]:
        return [record.source_id for record in corpus.titled(words, most)]

    assert found("behçet") == found("Behcet's DISEASE") == ["2", "1"]
    assert found("disease il-1beta") == ["1"]
    assert found("disease", 2) == ["3", "2"]
    assert found("colchicine") == []


CONTROLS = "\x00\x01\x1f\x7f\u0092\u202e\ufffe"


@pytest.mark.both_databases
def test_control_characters_in_what_a_paper_says_are_no_fault_of_a_database(corpus: Corpus) -> None:
    """Postgres refuses a NUL in any text; a Record is kept as JSON, which writes it as an escape."""
    strange = paper("9", f"Anakinra{CONTROLS} in an invented disease", family=f"Sample{CONTROLS}ton", abstract=CONTROLS)
    assert admit(corpus, harvest(strange)).new == 1
    assert admit(corpus, harvest(strange)).known == 1
    (item,) = corpus.new_items()
    assert item.record == strange
