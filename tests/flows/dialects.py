"""One invented paper as each exporter writes it, and as PubMed announces it.

``<DOI>``, ``<PMID>`` and ``<PMCID>`` stand for its identifiers: of a tagged format a line whose identifier is left out
goes as a whole, of a table the cell is empty.
"""

from __future__ import annotations

from typing import NamedTuple

DOI = "10.1007/s00415-026-6036-7"
PMID = "42100001"
PMCID = "PMC13000001"


class Dialect(NamedTuple):
    """What one exporter writes: the suffix of the file, and its text."""

    suffix: str
    text: str

    def written(self, doi: str = "", pmid: str = "", pmcid: str = "") -> str:
        """The text with these identifiers, without those that are ''."""
        values = {"<DOI>": doi, "<PMID>": pmid, "<PMCID>": pmcid}
        gone = [mark for mark, value in values.items() if not value]
        lines = self.text.strip("\n").split("\n")
        if self.suffix in (".ris", ".nbib", ".bib", ".toml", ".txt"):
            lines = [line for line in lines if not any(mark in line for mark in gone)]
        text = "\n".join(lines) + "\n"
        for mark, value in values.items():
            text = text.replace(mark, value)
        return text


def _ris(text: str) -> Dialect:
    return Dialect(".ris", text)


def _bib(text: str) -> Dialect:
    return Dialect(".bib", text)


def _csv(text: str) -> Dialect:
    return Dialect(".csv", text)


RIS = {
    "EndNote RIS": _ris("""
TY  - JOUR
AU  - Na, S. J.
AU  - So, S. H.
AU  - Lee, K. O.
AU  - Choi, Y. C.
PY  - 2026
DA  - Nov
TI  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
T2  - J Neurol
J2  - Journal of neurology
SP  - 1865
EP  - 70
VL  - 258
IS  - 10
SN  - 0340-5354
AN  - <PMID>
C2  - <PMCID>
DO  - <DOI>
DP  - NLM
ET  - 2026/10/14
ID  - 4711
ER  -
"""),
    "Zotero RIS": _ris("""
TY  - JOUR
TI  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
AU  - Na, Sang-Jun
AU  - So, Sang Hee
AU  - Lee, Kyung Ok
AU  - Choi, Young-Chul
T2  - Journal of Neurology
DA  - 2026/11//
PY  - 2026
DO  - <DOI>
DP  - PubMed
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
J2  - J Neurol
LA  - eng
SN  - 1432-1459
N1  - PMID: <PMID>
UR  - https://link.springer.com/article/<DOI>
Y2  - 2026/11/20/10:00:00
ER  -
"""),
    "Mendeley RIS": _ris("""
TY  - JOUR
T1  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
AU  - Na, Sang Jun
AU  - So, Sang Hee
AU  - Lee, Kyung Ok
AU  - Choi, Young Chul
JO  - Journal of Neurology
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
PY  - 2026
DO  - <DOI>
AN  - PMID:<PMID>
DB  - PubMed
SN  - 14321459
ER  -
"""),
    "Ovid RIS": _ris("""
TY  - JOUR
DB  - Ovid MEDLINE(R) ALL <1946 to November 20, 2026>
AN  - <PMID>
T1  - Elevated serum interleukin-32gamma levels in patients with gouty arthritis of the knee.
A1  - Na SJ
A1  - So SH
A1  - Lee KO
A1  - Choi YC
Y1  - 2026//
N2  - An invented abstract.
JF  - Journal of Neurology
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
DO  - https://dx.doi.org/<DOI>
UR  - https://ovidsp.ovid.com/ovidweb.cgi?T=JS&CSC=Y&NEWS=N&PAGE=fulltext&D=medl&AN=42100001
ER  -
"""),
    "Web of Science RIS": _ris("""
TY  - JOUR
AU  - Na, SJ
AU  - So, SH
AU  - Lee, KO
AU  - Choi, YC
TI  - Elevated serum interleukin-32 gamma levels in patients with gouty arthritis of the knee
T2  - JOURNAL OF NEUROLOGY
SN  - 0340-5354
DA  - NOV
PY  - 2026
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
DO  - <DOI>
AN  - WOS:001300000000017
N1  - PubMed ID: <PMID>
ER  -
"""),
    "Scopus RIS": _ris("""
TY  - JOUR
TI  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
T2  - Journal of Neurology
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
PY  - 2026
DO  - <DOI>
AU  - Na, S.-J.
AU  - So, S.H.
AU  - Lee, K.O.
AU  - Choi, Y.-C.
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-85200000001&partnerID=40
C2  - <PMID>
LA  - English
M3  - Article
DB  - Scopus
N1  - Export Date: 20 November 2026
ER  -
"""),
    "Cochrane RIS": _ris("""
TY  - JOUR
ID  - CN-02900001
AU  - Na SJ
AU  - So SH
AU  - Lee KO
AU  - Choi YC
TI  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
SO  - Journal of neurology
YR  - 2026
VL  - 258
NO  - 10
PG  - 1865‐1870
C3  - PUBMED <PMID>
JO  - Journal of neurology
PY  - 2026
SP  - 1865
EP  - 1870
DO  - <DOI>
ER  -
"""),
    "Embase RIS": _ris("""
TY  - JOUR
M3  - Article
Y1  - 2026///
VL  - 258
IS  - 10
SP  - 1865
EP  - 1870
T1  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
A1  - Na S.-J.
A1  - So S.H.
A1  - Lee K.O.
A1  - Choi Y.-C.
JF  - Journal of Neurology
JO  - J. Neurol.
DB  - Embase
U2  - L2030000001
C5  - <PMID>
L2  - http://dx.doi.org/<DOI>
DO  - <DOI>
ER  -
"""),
    "NCBI's RIS": _ris("""
TY  - JOUR
A1  - Na, Sang-Jun
A1  - So, Sang Hee
A1  - Lee, Kyung Ok
A1  - Choi, Young-Chul
T1  - Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee
Y1  - 2026/11/
JF  - Journal of neurology
JO  - J Neurol
SP  - 1865
EP  - 1870
VL  - 258
IS  - 10
U1  - <PMID>[pmid]
U2  - <PMCID>[pmcid]
M3  - <DOI>
UR  - https://pubmed.ncbi.nlm.nih.gov/<PMID>
ER  -
"""),
}

NBIB = {
    "PubMed nbib": Dialect(".nbib", """
PMID- <PMID>
OWN - NLM
STAT- PubMed-not-MEDLINE
IS  - 1432-1459 (Electronic)
VI  - 258
IP  - 10
DP  - 2026 Nov
TI  - Elevated serum interleukin-32γ levels in patients with gouty
      arthritis of the knee.
PG  - 1865-1870
LID - <DOI> [doi]
FAU - Na, Sang-Jun
AU  - Na SJ
FAU - So, Sang Hee
AU  - So SH
FAU - Lee, Kyung Ok
AU  - Lee KO
FAU - Choi, Young-Chul
AU  - Choi YC
PT  - Journal Article
TA  - J Neurol
JT  - Journal of neurology
PMC - <PMCID>
AID - <DOI> [doi]
SO  - J Neurol. 2026 Nov;258(10):1865-1870.
"""),
    "old MEDLINE text": Dialect(".nbib", """
PMID- <PMID>
TI  - Elevated serum interleukin-32gamma levels in patients with gouty arthritis of
      the knee.
AU  - Na SJ
AU  - So SH
AU  - Lee KO
AU  - Choi YC
TA  - J Neurol
VI  - 258
IP  - 10
PG  - 1865-70
DP  - 2026
AID - <DOI> [doi]
SO  - J Neurol 2026;258(10):1865-70.
"""),
}  # fmt: skip

BIB = {
    "Zotero BibTeX": _bib(r"""
@article{na_elevated_2026,
	title = {Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee},
	volume = {258},
	issn = {1432-1459},
	url = {https://link.springer.com/article/<DOI>},
	doi = {<DOI>},
	number = {10},
	journal = {Journal of Neurology},
	author = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
	month = nov,
	year = {2026},
	note = {PMID: <PMID>},
	pages = {1865--1870},
}
"""),
    "Better BibTeX": _bib(r"""
@article{naElevatedSerumInterleukin32g2026,
  title = {Elevated Serum Interleukin-32{$\gamma$} Levels in Patients with Gouty Arthritis of the Knee},
  author = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
  year = 2026,
  month = nov,
  journal = {Journal of Neurology},
  volume = {258},
  number = {10},
  pages = {1865--1870},
  doi = {<DOI>},
  pmid = {<PMID>},
  pmcid = {<PMCID>},
}
"""),
    "Mendeley BibTeX": _bib(r"""
@article{Na2026,
author = {Na, Sang Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young Chul},
doi = {<DOI>},
issn = {14321459},
journal = {Journal of Neurology},
number = {10},
pages = {1865--1870},
pmid = {<PMID>},
title = {{Elevated serum interleukin-32$\gamma$ levels in patients with gouty arthritis of the knee}},
volume = {258},
year = {2026}
}
"""),
    "JabRef": _bib(r"""
% Encoding: UTF-8

@Article{Na2026,
  author     = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
  date       = {2026-11},
  title      = {Elevated serum interleukin-32\textgamma{} levels in patients with gouty arthritis of the knee},
  doi        = {<DOI>},
  number     = {10},
  pages      = {1865--1870},
  volume     = {258},
  journaltitle = {Journal of neurology},
  pubmedid   = {<PMID>},
}

@Comment{jabref-meta: databaseType:biblatex;}
"""),
    "Web of Science BibTeX": _bib(r"""
@article{ WOS:001300000000017,
Author = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
Title = {{Elevated serum interleukin-32 gamma levels in patients with gouty
   arthritis of the knee}},
Journal = {{JOURNAL OF NEUROLOGY}},
Year = {{2026}},
Volume = {{258}},
Number = {{10}},
Pages = {{1865-1870}},
Month = {{NOV}},
DOI = {{<DOI>}},
ISSN = {{0340-5354}},
Unique-ID = {{WOS:001300000000017}},
}
"""),
    "Scopus BibTeX": _bib(r"""
Scopus
EXPORT DATE: 20 November 2026

@ARTICLE{Na20261865,
	author = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
	title = {Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee},
	year = {2026},
	journal = {Journal of Neurology},
	volume = {258},
	number = {10},
	pages = {1865 – 1870},
	doi = {<DOI>},
	url = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-85200000001&doi=10.1007%2fs00415-026-6036-7&partnerID=40},
	type = {Article},
	source = {Scopus},
	note = {Cited by: 3}
}
"""),
    "ACM": _bib(r"""
@article{10.1007/s00415-026-6036-7,
author = {Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul},
title = {Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee},
year = {2026},
issue_date = {November 2026},
volume = {258},
number = {10},
issn = {0340-5354},
url = {https://doi.org/<DOI>},
doi = {<DOI>},
journal = {J. Neurol.},
month = nov,
pages = {1865–1870},
numpages = {6}
}
"""),
    "Google Scholar": _bib(r"""
@article{na2026elevated,
  title={Elevated serum interleukin-32$\gamma$ levels in patients with gouty arthritis of the knee},
  author={Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and others},
  journal={Journal of neurology},
  volume={258},
  number={10},
  pages={1865--1870},
  year={2026},
  publisher={Springer}
}
"""),
    "PubMed2BibTeX": _bib(r"""
@Article{pmid42100001,
   Author="Na, S. J.  and So, S. H.  and Lee, K. O.  and Choi, Y. C. ",
   Title="{{E}levated serum interleukin-32$\gamma$ levels in patients with gouty arthritis of the knee}",
   Journal="J Neurol",
   Year="2026",
   Volume="258",
   Number="10",
   Pages="1865--1870",
   Month="Nov",
   Note={[PubMed:\href{https://www.ncbi.nlm.nih.gov/pubmed/<PMID>}{<PMID>}]},
   Annote={[DOI:\href{https://dx.doi.org/<DOI>}{<DOI>}]}
}
"""),
    "BibLaTeX with an eprint": _bib(r"""
@article{na:elevated,
  author       = {family=Na, given=Sang-Jun and family=So, given={Sang Hee}},
  shorttitle   = {Elevated serum interleukin-32},
  title        = {Elevated serum interleukin-32\ensuremath{\gamma} levels in patients with gouty arthritis of the knee},
  journaltitle = {Journal of neurology},
  shortjournal = {J Neurol},
  date         = {2026-11-01},
  volume       = {258},
  number       = {10},
  pages        = {1865-1870},
  eprinttype   = {pubmed},
  eprint       = {<PMID>},
  doi          = {<DOI>},
}
"""),
    "BibTeX with macros": _bib(r"""
@string{jneurol = "Journal of " # {neurology}}
@string(start = "Elevated serum interleukin-32")

@article{na26,
  title   = start # "\textgamma{} levels in patients with " # {gouty arthritis of the knee},
  author  = "Na, Sang-Jun" # " and So, Sang Hee and others",
  journal = jneurol,
  year    = 2026,
  month   = nov # "~1",
  volume  = 258,
  number  = 10,
  pages   = "1865--1870",
  doi     = "<DOI>",
  annote  = "PMID " # "<PMID>",
}
"""),
    "LaTeX Greek, upright": _bib(r"""
@article{na26a,
  title = {Elevated serum interleukin-32$\upgamma$ levels in patients with gouty arthritis of the knee},
  author = {Na, Sang-Jun and So, Sang Hee},
  journal = {J Neurol}, year = {2026}, volume = {258}, pages = {1865--1870},
  doi = {<DOI>},
  pmid = {<PMID>}
}
"""),
    "LaTeX Greek, typed": _bib(r"""
@article{na26b,
  title = {Elevated serum interleukin-32{\greektext g} levels in patients with gouty arthritis of the knee},
  author = {Na, Sang-Jun and So, Sang Hee},
  journal = {J Neurol}, year = {2026}, volume = {258}, pages = {1865--1870},
  doi = {<DOI>},
  pmid = {<PMID>}
}
"""),
    "LaTeX Greek, straight": _bib(r"""
@article{na26c,
  title = {Elevated serum interleukin-32\straightgamma{} levels in patients with gouty arthritis of the knee},
  author = {Na, Sang-Jun and So, Sang Hee},
  journal = {J Neurol}, year = {2026}, volume = {258}, pages = {1865--1870},
  doi = {<DOI>},
  pmid = {<PMID>}
}
"""),
}

TABLES = {
    "PubMed CSV": _csv("""
PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI
<PMID>,Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee,"Na SJ, So SH, Lee KO, Choi YC.",J Neurol. 2026 Nov;258(10):1865-1870.,Na SJ,J Neurol,2026,2026/11/20,<PMCID>,,<DOI>
"""),
    "Zotero CSV": _csv("""
"Key","Item Type","Publication Year","Author","Title","Publication Title","ISSN","Url","DOI","Date","Pages","Issue","Volume","Extra"
"K1","journalArticle","2026","Na, Sang-Jun; So, Sang Hee; Lee, Kyung Ok; Choi, Young-Chul","Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee","Journal of Neurology","1432-1459","","<DOI>","2026-11","1865-1870","10","258","PMID: <PMID>
PMCID: <PMCID>"
"""),
    "Scopus CSV until 2019": _csv("""
Authors,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count,Cited by,DOI,Link,Document Type,PubMed ID,Source,EID
"Na, S.-J., So, S.H., Lee, K.O., Choi, Y.-C.",1;2;3;4;,"Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee",2026,"Journal of Neurology","258","10",,"1865","1870",,,"<DOI>","https://www.scopus.com/inward/record.uri?eid=2-s2.0-1",Article,<PMID>,Scopus,2-s2.0-1
"""),
    "Scopus CSV": _csv("""
"Authors","Author full names","Title","Year","Source title","Volume","Issue","Page start","Page end","DOI","PubMed ID","Document Type","EID"
"Na S.-J.; So S.H.; Lee K.O.; Choi Y.-C.","Na, Sang-Jun (1); So, Sang Hee (2); Lee, Kyung Ok (3); Choi, Young-Chul (4)","Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee","2026","Journal of Neurology","258","10","1865","1870","<DOI>","<PMID>","Article","2-s2.0-1"
"""),
    "Web of Science, tabs": Dialect(".tsv", """
PT\tAU\tTI\tSO\tJ9\tJI\tPD\tPY\tVL\tIS\tBP\tEP\tDI\tUT\tPM
J\tNa, SJ; So, SH; Lee, KO; Choi, YC\tElevated serum interleukin-32 gamma levels in patients with gouty arthritis of the knee\tJOURNAL OF NEUROLOGY\tJ NEUROL\tJ. Neurol.\tNOV\t2026\t258\t10\t1865\t1870\t<DOI>\tWOS:001300000000017\t<PMID>
"""),
    "Rayyan": _csv("""
key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,abstract,notes,doi,keywords,pubmed_id,pmc_id
rayyan-1,Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee,2026,11,1,Journal of neurology,0340-5354,258,10,1865-1870,"Na, Sang-Jun and So, Sang Hee and Lee, Kyung Ok and Choi, Young-Chul",,eng,,Germany,,,<DOI>,,<PMID>,<PMCID>
"""),
    "Covidence": _csv("""
Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession Number,DOI,Ref,Covidence #,Study,Notes,Tags
Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee,"Na, Sang-Jun; So, Sang Hee; Lee, Kyung Ok; Choi, Young-Chul",,2026,Nov,Journal of neurology,258,10,1865-1870,,<DOI>,4711,#12,Na 2026,PMID: <PMID>,
"""),
    "Embase CSV": _csv("""
"Title","Author names","Source title","Publication year","Volume","Issue","First page","Last page","DOI","Medline PMID","Embase Accession ID"
"Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee","Na S.-J., So S.H., Lee K.O., Choi Y.-C.","Journal of Neurology","2026","258","10","1865","1870","<DOI>","<PMID>","2030000001"
"""),
    "EBSCO CSV": _csv("""
"Article Title","Author","Journal Title","ISSN","Publication Date","Volume","Issue","First Page","Page Count","Accession Number","DOI","Notes"
"Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee.","Na, Sang-Jun; So, Sang Hee; Lee, Kyung Ok; Choi, Young-Chul","Journal of Neurology","03405354","20261101","258","10","1865","6","190000001","<DOI>","PubMed ID: <PMID>"
"""),
    "EndNote, tabs": Dialect(".txt", """
Author\tTitle\tYear\tJournal\tVolume\tIssue\tPages\tNotes
Na, S. J.; So, S. H.; Lee, K. O.; Choi, Y. C.\tElevated serum interleukin-32γ levels in patients with gouty arthritis of the knee\t2026\tJ Neurol\t258\t10\t1865-70\t1432-1459 Journal Article
"""),
    "pandas": _csv("""
,title,authors,journal,year,volume,issue,pages,pmid,doi
0,Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee,"Na SJ, So SH, Lee KO, Choi YC",J Neurol,2026.0,258.0,10.0,1865-1870,<PMID>.0,<DOI>
"""),
    "Excel, semicolons": _csv("""
sep=;
Title;Authors;Year;Journal;Volume;Pages;DOI;PMID
Elevated serum interleukin-32 gamma levels in patients with gouty arthritis of the knee;Na SJ, So SH, Lee KO, Choi YC;2026;J Neurol;258;1865-70;<DOI>;<PMID>
"""),
}  # fmt: skip  # noqa: E501

OTHERS = {
    "JSON lines": Dialect(".jsonl", """
{"id": "1", "title": "Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee", "authors": ["Na, Sang-Jun", "So, Sang Hee"], "year": 2026, "journal": "J Neurol", "volume": 258, "issue": 10, "pages": "1865-1870", "doi": "<DOI>", "pmid": "<PMID>"}
"""),
    "JSON lines of a table": Dialect(".jsonl", """
{"title": "Elevated serum interleukin-32&gamma; levels in patients with gouty arthritis of the knee.", "authors": "Na SJ; So SH; et al.", "date": "2026-11-01", "year": 2026.0, "volume": 258.0, "issue": "10.0", "pages": "1865-1870", "doi": "<DOI>", "pmid": "<PMID>.0", "abstract": null}
"""),
    "JSON lines of CSL": Dialect(".jsonl", """
{"id": "na", "title": "Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee", "authors": [{"family": "Na", "given": "Sang-Jun"}, {"family": "So", "given": "Sang Hee"}], "date": "2026-11", "url": "https://doi.org/<DOI>", "pmid": "<PMID>"}
"""),
    "TOML": Dialect(".toml", """
[[work]]
title = "Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee"
authors = ["Na SJ", "So SH", "Lee KO", "Choi YC"]
journal = "Journal of neurology"
journal_abbreviation = "J Neurol"
published = "2026-11"
volume = 258
issue = 10
pages = "1865-1870"
doi = "<DOI>"
pmid = "<PMID>"
"""),
    "saved page of PubMed": Dialect(".txt", """
Skip to main page content
J Neurol. 2026 Nov;258(10):1865-1870.
doi: <DOI>.

Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee

Authors
Sang-Jun Na 1, Sang Hee So, Kyung Ok Lee, Young-Chul Choi
PMID: <PMID>

Abstract
An invented abstract about anakinra.

Similar articles
Another invented paper. PMID: 42100099
"""),
}  # fmt: skip  # noqa: E501

DIALECTS = RIS | NBIB | BIB | TABLES | OTHERS

PUBMED = f"""<?xml version="1.0" ?>
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="PubMed-not-MEDLINE" Owner="NLM">
<PMID Version="1">{PMID}</PMID><Article PubModel="Print"><Journal><ISSN IssnType="Print">0340-5354</ISSN>
<JournalIssue CitedMedium="Print"><Volume>258</Volume><Issue>10</Issue>
<PubDate><Year>2026</Year><Month>Nov</Month></PubDate></JournalIssue>
<Title>Journal of neurology</Title><ISOAbbreviation>J Neurol</ISOAbbreviation></Journal>
<ArticleTitle>Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee.</ArticleTitle>
<Pagination><MedlinePgn>1865-1870</MedlinePgn></Pagination>
<Abstract><AbstractText>An invented abstract about anakinra.</AbstractText></Abstract>
<AuthorList CompleteYN="Y">
<Author><LastName>Na</LastName><ForeName>Sang-Jun</ForeName><Initials>SJ</Initials></Author>
<Author><LastName>So</LastName><ForeName>Sang Hee</ForeName><Initials>SH</Initials></Author>
<Author><LastName>Lee</LastName><ForeName>Kyung Ok</ForeName><Initials>KO</Initials></Author>
<Author><LastName>Choi</LastName><ForeName>Young-Chul</ForeName><Initials>YC</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article></MedlineCitation>
<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{PMID}</ArticleId>
<ArticleId IdType="doi">{DOI}</ArticleId><ArticleId IdType="pmc">{PMCID}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle></PubmedArticleSet>
"""
"""What PubMed announces; saved as a file it is a library, too."""

DIRTY_DOIS = (
    DOI.upper(),
    f"doi:{DOI}",
    f"https://doi.org/{DOI}",
    f"http://dx.doi.org/{DOI}",
    f"https://www.doi.org/{DOI}",
    f"doi.org/{DOI}",
    f"dx.doi.org/{DOI}",
    f"DOI: https://doi.org/{DOI}",
    f"doi {DOI}",
    f"{DOI}{DOI}",
    f"{DOI}, {DOI}",
    f"https://doi.org/https://doi.org/{DOI}",
    f"{DOI} [doi]",
    f"https://doi-org.proxy.uni.example.edu/{DOI}",
    f"https://link-springer-com.ezproxy.x.example.edu/article/{DOI}",
    f"https://login.ezproxy.x.example.edu/login?url=https://doi.org/{DOI}",
    DOI.replace("/", "%2F"),
    f"https%3A%2F%2Fdoi.org%2F{DOI}",
    f"&lt;{DOI}&gt;",
    f"{DOI}&nbsp;",
    DOI.replace("/", "/ "),
    DOI.replace("026-", "026- "),
    f"info:doi/{DOI}",
    f"urn:doi:{DOI}",
    f"{DOI}.",
    f"{DOI};",
    f"“{DOI}”",
    f"({DOI})",
    f"[{DOI}]",
    f"{DOI}/full",
    f"{DOI}/abstract",
    f"{DOI}.pdf",
    f"https://onlinelibrary.example.org/doi/full/{DOI}",
    f"https://doi.org/{DOI}?utm_source=rss",
    f"{DOI} PMID: {PMID}",
    f"{DOI}; 10.1234/another",
    DOI.replace("-", "‐"),
)
