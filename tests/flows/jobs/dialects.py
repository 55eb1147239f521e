"""One invented paper as each exporter writes it (tests/data/dialects), and as PubMed announces it (announced.xml).

``<DOI>``, ``<PMID>`` and ``<PMCID>`` in a file stand for the paper's identifiers: of a tagged format a line whose
identifier is left out goes as a whole, of a table the cell is empty.
"""

from __future__ import annotations

from pathlib import Path

from tests.paths import DATA

FOLDER = DATA / "dialects"
DIALECTS = tuple(sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".xml"))
ANNOUNCED = FOLDER / "announced.xml"

DOI = "10.1007/s00415-026-6036-7"
PMID = "42100001"
PMCID = "PMC13000001"

_TAGGED = (".ris", ".nbib", ".bib", ".toml", ".txt")


def template(name: str) -> str:
    """The text of a dialect, with marks for the identifiers."""
    return (FOLDER / name).read_text(encoding="utf-8")


def written(folder: Path, name: str, doi: str = "", pmid: str = "", pmcid: str = "") -> Path:
    """A library in ``folder`` in the dialect ``name`` with these identifiers, without those that are ''."""
    values = {"<DOI>": doi, "<PMID>": pmid, "<PMCID>": pmcid}
    lines = template(name).split("\n")
    if name.endswith(_TAGGED):
        lines = [line for line in lines if all(value or mark not in line for mark, value in values.items())]
    text = "\n".join(lines)
    for mark, value in values.items():
        text = text.replace(mark, value)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


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
