"""The papers of the year as documents of their sources: PubMed's XML and RSS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from email.utils import format_datetime
from html import escape

from benchmarks.year.papers import DAY, Paper

FEED_LENGTH = 45
"""Entries in a feed."""
NAMESPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'


def pubmed_record(paper: Paper) -> bytes:
    """Return one PubmedArticle."""
    family, first = paper.author.split()
    number = int(paper.source_id)
    return f"""<PubmedArticle><MedlineCitation Status="Publisher" Owner="NLM"><PMID Version="1">{number}</PMID>
<DateRevised>{_day(paper.created)}</DateRevised><Article PubModel="Print-Electronic"><Journal>
<JournalIssue CitedMedium="Internet"><Volume>{number % 90}</Volume><PubDate><Year>{paper.created.year}</Year></PubDate>
</JournalIssue><Title>Invented Journal {number % 40}</Title></Journal>
<ArticleTitle>{escape(paper.title)}.</ArticleTitle>
<Pagination><MedlinePgn>{number % 977}</MedlinePgn></Pagination>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{first}</ForeName>
<Initials>{first}</Initials></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><History>
<PubMedPubDate PubStatus="pubmed">{_day(paper.created + DAY)}</PubMedPubDate>
<PubMedPubDate PubStatus="entrez">{_day(paper.created)}</PubMedPubDate></History>
<PublicationStatus>aheadofprint</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{number}</ArticleId>
<ArticleId IdType="doi">{paper.doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>""".encode()


def feed_document(name: str, papers: Sequence[Paper]) -> bytes:
    """Return the last FEED_LENGTH of ``papers``, the oldest first: what is cut off at the end is then the newest."""
    items = "".join(_item(paper) for paper in papers[-FEED_LENGTH:])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}><channel><title>{name}</title>'
        f"<link>https://{_host(name)}/</link><description>Invented</description>{items}</channel></rss>\n"
    ).encode()


def file_name(feed: str) -> str:
    """Return the name of the file of ``feed``."""
    return f"{feed.split()[1].lower()}.xml"


def _item(paper: Paper) -> str:
    doi = f"<prism:doi>{paper.doi}</prism:doi><dc:creator>{paper.author}</dc:creator>" if paper.doi else ""
    published = format_datetime(paper.appears)
    return (
        f"<item><title>{escape(paper.title)}</title><link>https://{_host(paper.source)}/{paper.source_id}</link>"
        f'<guid isPermaLink="false">{paper.source_id}</guid><pubDate>{published}</pubDate>{doi}</item>'
    )


def _host(feed: str) -> str:
    return f"{feed.split()[1].lower()}.example.org"


def _day(day: date) -> str:
    return f"<Year>{day.year}</Year><Month>{day.month}</Month><Day>{day.day}</Day>"
