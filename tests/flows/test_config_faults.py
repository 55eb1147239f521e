"""watch.toml as people really write it: what is accepted, and what each mistake is called, by line and by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.config import load_watch
from flows.zone_names import likely_zone, system_zone, zone_names
from literature.model.errors import BrokenConfig
from tests.flows.test_config import GOOD

TERM, HEART, NAME = 'line 10: term "IL-1RA", name', 'line 15: topic "cardio", name', 'name = "IL-1RA"'
SYNONYMS, SENDER = 'line 11: term "IL-1RA", synonyms', 'sender = "digest@example.org"'
STRAIGHT = 'does not count as a quote: type a straight one, "'
NO_END = "the list that begins here has no closing bracket ]"
SPACE = "there is a no-break or invisible space, as word processors and web pages make: type an ordinary space"
NO_ZONE = "line 3: watch.timezone: {!r} is not a known time zone; "
BACKSLASH = "put the text in single quotes, as in 'C:\\letters', or write / for \\"


def faults(tmp_path: Path, body: bytes) -> tuple[str, ...]:
    file = tmp_path / "watch.toml"
    file.write_bytes(body)
    try:
        load_watch(file)
    except BrokenConfig as broken:
        return broken.faults
    return ()


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.replace("\n", "\r\n").encode("utf-16-be"),
        GOOD.encode("utf-16-le"),
        GOOD.replace("name =", "\tname\t=\t").encode(),
        GOOD.replace('"Heart"', '"The so-called “heart’s” topic"').encode(),
        GOOD.replace('["anakinra"]', '[\n  "anakinra", # [x\n]').encode(),
    ],
    ids=["bom", "crlf", "cr", "utf-16", "utf-16-be", "utf-16 without mark", "tabs", "curly within", "comment"],
)
def test_a_file_is_accepted_however_an_editor_has_saved_it(body: bytes, tmp_path: Path) -> None:
    assert faults(tmp_path, body) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (NAME, "name = “IL-1RA”", f"{TERM}: the curly quote “ {STRAIGHT}"),
        (NAME, 'name = "IL-1RA”', f"{TERM}: the curly quote ” {STRAIGHT}"),
        ('["anakinra"]', '["anakinra", “Kineret”]', f"{SYNONYMS}: the curly quote “ {STRAIGHT}"),
        ('["anakinra"]', "[‘anakinra’]", f"{SYNONYMS}: the curly quote ‘ {STRAIGHT}"),
        ('["anakinra"]', '["anakinra”, "Kineret"]', f"{SYNONYMS}: the curly quote ” {STRAIGHT}"),
        ('"Heart"', "„Heart“", f"{HEART}: the curly quote „ {STRAIGHT}"),
        ('["anakinra"]', '["anakinra"', f"{SYNONYMS}: {NO_END}"),
        ('["anakinra"]', '["anakinra",\n  "Kineret", # a drug', f"{SYNONYMS}: {NO_END}"),
        ('["cardio"]', '["cardio"', f'line 25: reader "a***@example.org", topics: {NO_END}'),
        (NAME, 'name = "IL-1RA', f'{TERM}: the text has no closing quote "'),
        ('["anakinra"]', "['anakinra]", f"{SYNONYMS}: the text has no closing quote '"),
        (
            '["anakinra"]',
            '["a, "b"]',
            f'{SYNONYMS}: b"] is not expected here: is a quote or a comma missing before it?',
        ),
        ('["anakinra"]', '["a" "b"]', f'{SYNONYMS}: a comma is missing before "b"]'),
        ('["anakinra"]', '\n  "anakinra",\n]', f"{SYNONYMS}: the list needs an opening bracket: write synonyms = ["),
        (
            '["anakinra"]',
            '["a, "b"] # a comment as long as people write them',
            f'{SYNONYMS}: b"] # a comment as long as peo… is not expected here: is a quote or a comma '
            "missing before it?",
        ),
        ('synonyms = ["anakinra"]\n', "", 'line 9: term "IL-1RA", synonyms: is missing: write synonyms = ["…", "…"]'),
        ("[[topic]]", "[[topics]]", "line 13: topics: unknown table; write [[topic]]"),
        (
            'topics = ["cardio"]',
            'topics = ["Hear"]',
            "line 25: reader \"a***@example.org\", topics: no topic has the id 'Hear': write 'cardio', which is the "
            "id of 'Heart'",
        ),
        (
            'topics = ["cardio"]',
            'topics = ["nephrology"]',
            "line 25: reader \"a***@example.org\", topics: no topic has the id 'nephrology'; the ids are: cardio",
        ),
        (
            "[[reader]]",
            '[[follow]]\nname = "Anna Muster"\n[[reader]]',
            'line 23: follow "Anna Muster": needs one of orcid, author and journal, and has none; did you mean '
            'author = "Anna Muster"?',
        ),
        ('["anakinra"]', '"anakinra"', f'{SYNONYMS}: must be a list: write synonyms = ["anakinra"]'),
        ('["anakinra"]', "[anakinra]", f'{SYNONYMS}: text needs quotes: write "anakinra"'),
        ('["anakinra"]', "[1]", f'{SYNONYMS}, entry 1: must be a text in quotes: write "1"'),
        ("[[term]]", "[term]", 'line 9: term "IL-1RA": write [[term]], with double brackets: there may be several'),
        ("[[term]]", "[[term]", 'line 9: term "IL-1RA": the brackets do not match: write [[term]]'),
        ("[watch]", "[[watch]]", "line 1: watch: write [watch] once, with single brackets"),
        ("[mail]", "[watch]\n[mail]", "line 6: watch: [watch] is already in line 1: move the keys there"),
        (NAME, f"{NAME}\n{NAME}", 'line 11: term "IL-1RA", name: name is already set in line 10: keep one of the two'),
        (NAME, "name\u00a0=\u00a0“IL-1RA”".replace("“", '"').replace("”", '"'), f"{TERM}: {SPACE}"),
        (NAME, f"\u200b{NAME}", f"{TERM}: {SPACE}"),
        (NAME, "name =", 'line 10: term no. 1, name: name has no value: write name = "…", or remove the line'),
        (NAME, "name", 'line 10: term no. 1, name: name has no value: write name = "…", or remove the line'),
        (NAME, "name = IL-1RA", f'{TERM}: text needs quotes: write "IL-1RA"'),
        (NAME, 'name: "IL-1RA"', f"{TERM}: write name = …, with an equals sign in place of the colon"),
        (NAME, "name = 7", 'line 10: term no. 1, name: must be a text in quotes: write name = "7"'),
        ('"6h"', "6h", 'line 21: feed "News", every: text needs quotes: write "6h"'),
        ('"Heart"', "Still's disease", f'{HEART}: text needs quotes: write "Still\'s disease"'),
        (
            '"Heart"',
            "'Still's'",
            f'{HEART}: the text ends at the \' within it: put the whole text in double quotes, "…"',
        ),
        ('"Heart"', '"a "b" c"', f'{HEART}: the text ends at the " within it: write \\" inside it'),
        (
            SENDER,
            f'{SENDER}\noutbox = "C:\\Users\\anna"',
            f"line 8: mail.outbox: a backslash in double quotes begins a special character: {BACKSLASH}",
        ),
        (
            SENDER,
            f'{SENDER}\noutbox = "C:\\temp\\new"',
            "line 8: mail.outbox: a backslash in double quotes made a tab or a line break of the letter behind it: "
            "put it in single quotes, as in 'C:\\temp', or write / for \\",
        ),
        (
            NAME,
            f'{NAME}\nsince = "2020-03-04"',
            'line 11: term "IL-1RA", since: must be a date without quotes and without a time: write 2020-03-04',
        ),
        (NAME, f"{NAME}\nsince = 2020-3-4", 'line 11: term "IL-1RA", since: write the date as 2020-03-04'),
        (
            NAME,
            f"{NAME}\nsince = 2020-02-30",
            'line 11: term "IL-1RA", since: there is no such day: write a date such as 2020-01-01',
        ),
        ("Europe/London", "Europe/Zürich", f"{NO_ZONE.format('Europe/Zürich')}did you mean 'Europe/Zurich'?"),
        ("Europe/London", "PST", f"{NO_ZONE.format('PST')}did you mean 'America/Los_Angeles'?"),
        ("Europe/London", "UTC+1", f"{NO_ZONE.format('UTC+1')}write for example Europe/London"),
        (
            "[watch]",
            "Dear colleagues\n[watch]",
            "line 1: the file: 'Dear colleagues' is neither a table, [name], nor a value, key = \"…\"; a comment "
            "begins with #",
        ),
    ],
)
def test_each_mistake_is_explained_with_its_line_and_the_name_of_its_table(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    assert old in GOOD
    assert faults(tmp_path, GOOD.replace(old, new, 1).encode()) == (told,)


def test_all_mistakes_are_named_at_once_those_of_the_text_and_those_of_the_values(tmp_path: Path) -> None:
    broken = GOOD.replace(NAME, "name = “IL-1RA”").replace('["anakinra"]', '"anakinra"').replace('"6h"', "6h")
    found = faults(tmp_path, broken.replace('["cardio"]', '["cardia"').encode())
    assert [fault.split(":")[0] for fault in found] == ["line 10", "line 11", "line 21", "line 25"]


@pytest.mark.parametrize(("encoding", "sign"), [("latin-1", "ü"), ("cp1252", "€")])
def test_a_file_in_an_older_encoding_is_refused_by_its_line_for_a_guessed_name_would_find_nothing(
    encoding: str, sign: str, tmp_path: Path
) -> None:
    told = f"{HEART}: “{sign}” is not stored as UTF-8 (but as Windows-1252?): save the file again, as UTF-8"
    assert faults(tmp_path, GOOD.replace("Heart", f"Heart {sign}").encode(encoding)) == (told,)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{\\rtf1 [watch]}", "this is rich text; save it as plain text"),
        (b"PK\x03\x04", "this is a zip or an Office file; save the table as CSV, or unpack it"),
        (b"\xff\xfe[\x00w", "is not whole: it is cut or damaged (utf-16-le)"),
    ],
)
def test_what_is_no_text_file_is_said_to_be_none(body: bytes, told: str, tmp_path: Path) -> None:
    assert faults(tmp_path, body) == (told,)


def test_an_empty_file_lacks_its_tables(tmp_path: Path) -> None:
    assert faults(tmp_path, b"") == (
        "line 1: watch: is missing: write [watch], and below it name, timezone and contact",
        "line 1: mail: is missing: write [mail], and below it sender",
        "line 1: term: is missing: write [[term]], and below it name and synonyms",
    )


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("europe/london", "Europe/London"),
        ("Europe/Londn", "Europe/London"),
        ("Europe/Munich", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("CEST", "Europe/Berlin"),
        ("Mars/Olympus", ""),
        ("", ""),
    ],
)
def test_a_zone_is_suggested_by_likeness(said: str, zone: str) -> None:
    assert likely_zone(said) == zone


def test_the_zone_of_the_system_is_one_of_the_list_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_zone() in {"", *zone_names()}
    monkeypatch.setenv("TZ", ":America/Chicago")
    assert system_zone() == "America/Chicago"
