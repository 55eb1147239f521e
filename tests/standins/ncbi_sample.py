"""Minimal PubMed records in true XML, for tests that need many of them or one with certain dates and words."""

from __future__ import annotations

from datetime import date

RECORD = """<PubmedArticle><MedlineCitation Status="PubMed-not-MEDLINE" Owner="NLM">
<PMID Version="{version}">{pmid}</PMID>
<DateRevised>{created}</DateRevised>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">
<PubDate><Year>2026</Year><Month>Mar</Month></PubDate>
</JournalIssue><Title>A journal</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>{abstract}</AbstractText></Abstract><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="C1">IL32 protein, human</NameOfSubstance>
</Chemical></ChemicalList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D007375" MajorTopicYN="N">Interleukin-1</DescriptorName></MeshHeading>
</MeshHeadingList></MedlineCitation><PubmedData><History>
<PubMedPubDate PubStatus="pubmed">{entered}</PubMedPubDate><PubMedPubDate PubStatus="entrez">{created}</PubMedPubDate>
</History><PublicationStatus>ppublish</PublicationStatus>
<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{doi}</ArticleIdList></PubmedData></PubmedArticle>"""


def record(
    pmid: int,
    title: str = "Interleukin-1 in gout",
    abstract: str = "",
    *,
    created: date = date(2026, 3, 1),
    entered: date | None = None,
    version: int = 1,
    doi: str = "",
) -> str:
    """One PubmedArticle; ``entered`` is its entry date, the day of its creation unless given."""
    days = {name: _day(day) for name, day in (("created", created), ("entered", entered or created))}
    named = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    return RECORD.format(pmid=pmid, title=title, abstract=abstract, version=version, doi=named, **days)


def related(article: str, ref_type: str, pmid: int, citation: str) -> str:
    """``article`` with one entry in its CommentsCorrectionsList."""
    entry = f'<CommentsCorrections RefType="{ref_type}"><RefSource>{citation}</RefSource>'
    listed = f'<CommentsCorrectionsList>{entry}<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
    return article.replace("</MedlineCitation>", f"{listed}</CommentsCorrectionsList></MedlineCitation>")


def document(*records: str) -> bytes:
    """The records as one PubMed XML document."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>{"".join(records)}</PubmedArticleSet>\n'.encode()


def _day(day: date) -> str:
    return f"<Year>{day.year}</Year><Month>{day.month}</Month><Day>{day.day}</Day>"
