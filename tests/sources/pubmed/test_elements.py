from __future__ import annotations

from lxml import etree

from literature.model.record import RichText
from sources.pubmed.elements import Parts, parts_of, rich_text, text, texts


def parts(inside: str) -> Parts:
    return parts_of(etree.fromstring(f"<PubmedArticle>{inside}</PubmedArticle>"))


def test_what_stands_in_wrappers_counts_as_the_records_own() -> None:
    found = parts("<Article><Journal><JournalIssue><Volume>7</Volume></JournalIssue></Journal></Article>")
    assert text(found, "Volume") == "7"


def test_a_wrapper_keeps_its_attributes() -> None:
    (citation,) = parts("<MedlineCitation Status='Publisher'/>")["MedlineCitation"]
    assert citation.get("Status") == "Publisher"


def test_the_identifiers_of_references_are_not_the_records_own() -> None:
    listed = "<ArticleIdList><ArticleId>{}</ArticleId></ArticleIdList>"
    cited = f"<ReferenceList><Reference>{listed.format('foreign')}</Reference></ReferenceList>"
    assert texts(parts(f"<PubmedData>{cited}{listed.format('own')}</PubmedData>"), "ArticleId") == ("own",)


def test_elements_of_one_name_keep_their_order_and_empty_ones_say_nothing() -> None:
    two = "<KeywordList><Keyword>b</Keyword><Keyword/></KeywordList><KeywordList><Keyword>a</Keyword></KeywordList>"
    found = parts(two)
    assert texts(found, "Keyword") == ("b", "a")


def test_what_is_missing_is_empty() -> None:
    assert (text({}, "Title"), texts({}, "Title"), rich_text({}, "Title")) == ("", (), RichText(""))
