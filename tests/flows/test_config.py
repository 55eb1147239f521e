"""watch.toml: every fault at once, each with its key and line; a typo is a fault with a suggestion."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.config import Watch, load_watch
from flows.toml_text.toml_lines import key_lines, line_of
from literature.model.errors import BrokenConfig
from tests.paths import ROOT

GOOD = """\
[watch]
name = "IL-1 digest"
timezone = "Europe/London"
contact = "owner@example.org"

[mail]
sender = "digest@example.org"

[[term]]
name = "IL-1RA"
synonyms = ["anakinra"]

[[topic]]
id = "cardio"
name = "Heart"
keywords = ["pericarditis"]

[[feed]]
name = "News"
url = "https://example.org/feed.xml"
every = "6h"

[[reader]]
address = "anna@example.org"
topics = ["cardio"]
"""
FOLLOW = """
[[follow]]
author = "Gattorno M"
affiliation = "Gaslini"
readers = ["Anna@example.org"]
"""


CHAT = '[[channel]]\nname = "lab"\nurl_env = "LAB_URL"'


def faults(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "watch.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenConfig) as caught:
        load_watch(file)
    return list(caught.value.faults)


def test_a_good_file_becomes_terms_topics_feeds_and_readers(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(GOOD, encoding="utf-8")
    watch = load_watch(file)
    assert [term.name for term in watch.terms] == ["IL-1RA"]
    assert watch.topic_names == {"cardio": "Heart"}
    assert watch.feed[0].every == timedelta(hours=6)
    assert watch.zone.key == "Europe/London"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('author = "Gattorno M"', "", "line 27: follow no. 1: needs one of orcid, author and journal, and has none"),
        ('author = "Gattorno M"', 'journal = "Gut"', "line 29: follow no. 1, affiliation: goes with author only"),
        ('affiliation = "Gaslini"', 'journal = "Gut"', "line 27: follow no. 1: needs one of orcid, author and journal"),
        ('author = "Gattorno M"', 'orcid = "0000-0002-1825-0098"', "line 28: follow no. 1, orcid: '0000-0002-1825-009"),
        (
            "Anna@example.org",
            "anne@example.org",
            "line 30: follow no. 1, readers: no reader has the address a***@example.org; did you mean a***@exa",
        ),
    ],
)
def test_a_follow_that_names_nobody_or_too_much_is_a_fault(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = faults(tmp_path, GOOD + FOLLOW.replace(old, new, 1))
    assert any(one.startswith(fault) for one in found), found


def test_whom_one_reader_follows_is_nobody_elses(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(
        GOOD + FOLLOW + '[[reader]]\naddress = "b@example.org"\n[[follow]]\njournal = "Gut"\n', encoding="utf-8"
    )
    watch = load_watch(file)
    names = [[follow.name for follow in watch.choice_of(reader).follows] for reader in watch.reader]
    assert names == [["Gattorno M", "Gut"], ["Gut"]]


def test_the_shipped_file_has_no_fault() -> None:
    watch = load_watch(ROOT / "watch.toml")
    assert [term.name for term in watch.terms] == ["IL-1", "IL-1RA", "IL-32"]
    assert 10 <= len(watch.topics) <= 14


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("synonyms = ", "synonym = ", "line 11: term \"IL-1RA\", synonym: unknown key; did you mean 'synonyms'?"),
        ("[[term]]", "[[trem]]", "line 9: trem: unknown key; did you mean 'term'?"),
        (
            "Europe/London",
            "Europe/Londn",
            "line 3: watch.timezone: 'Europe/Londn' is not a known time zone; did you mean 'Europe/London'?",
        ),
        (
            "Europe/London",
            "right/Europe/London",
            "line 3: watch.timezone: 'right/Europe/London' is not a known",
        ),
        (
            "Europe/London",
            "posix/Europe/London",
            "line 3: watch.timezone: 'posix/Europe/London' is not a known",
        ),
        ("Europe/London", "posixrules", "line 3: watch.timezone: 'posixrules' is not a known time zone"),
        ("Europe/London", "localtime", "line 3: watch.timezone: 'localtime' is not a known time zone"),
        ("Europe/London", "Factory", "line 3: watch.timezone: 'Factory' is not a known time zone"),
        ("Europe/London", "Europe", "line 3: watch.timezone: 'Europe' is not a known time zone"),
        ("Europe/London", "europe/london", "line 3: watch.timezone: 'europe/london' is not a known time zone"),
        ("Europe/London", "../../etc/passwd", "line 3: watch.timezone: '../../etc/passwd' is not a known time zone"),
        ('"6h"', '"6 hours"', 'line 21: feed "News", every: must be a time such as "30m", "6h" or "1d"'),
        ('"6h"', '"0h"', 'line 21: feed "News", every: must be a time such as "30m", "6h" or "1d"'),
        ("https://example", "javascript:example", 'line 20: feed "News", url: must be a web address'),
        ("https://example", "https://user:pw@example", 'line 20: feed "News", url: must be a web address'),
        (
            "anna@example.org",
            "a@b.org, c@d.org",
            'line 24: reader "a***@b.org, c***@d.org", address: must be one plain mail address',
        ),
        (
            '["cardio"]',
            '["cardia"]',
            "line 25: reader \"a***@example.org\", topics: no topic has the id 'cardia'; did you mean 'cardio'?",
        ),
        ('name = "News"', 'name = "pubmed"', "line 19: feed \"pubmed\", name: 'pubmed' is a name of ilwatch itself"),
        (
            'name = "News"',
            'name = "crossref"',
            "line 19: feed \"crossref\", name: 'crossref' is a name of ilwatch itself",
        ),
        (
            'id = "cardio"',
            'id = "unsorted"',
            "line 14: topic \"unsorted\", id: 'unsorted' is the section of what no topic claims",
        ),
        ('id = "cardio"', 'id = "Cardio"', 'line 14: topic "Cardio", id: must be lower-case letters, digits and _'),
        ('id = "cardio"', 'id = ""', 'line 14: topic "Heart", id: must not be empty'),
        ('id = "cardio"', 'title = "Heart"', 'line 14: topic "Heart", title: unknown key'),
        ('name = "Heart"', f'name = "{"x" * 81}"', 'line 15: topic "cardio", name: must have at most 80 characters'),
        ('keywords = ["pericarditis"]', "", 'line 13: topic "cardio", keywords: is missing'),
        ('["anakinra"]', "[]", 'line 11: term "IL-1RA", synonyms: must not be empty: it needs at least one entry'),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults(tmp_path, GOOD.replace(old, new, 1))), fault


def test_all_faults_are_listed_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    broken = GOOD.replace("Europe/London", "Mars/Olympus").replace('"6h"', '"soon"').replace('["cardio"]', '["x"]')
    found = faults(tmp_path, broken)
    assert [fault.split(":")[0] for fault in found] == ["line 3", "line 21", "line 25"]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[[term]]\nname = "il-1ra"\nsynonyms = ["x"]', 'term "il-1ra", name'),
        ('[[topic]]\nid = "cardio"\nname = "Other"\nkeywords = ["x"]', 'topic "cardio", id'),
        ('[[feed]]\nname = "News"\nurl = "https://example.org/2"', 'feed "News", name'),
        ('[[reader]]\naddress = "ANNA@example.org"', 'reader "A***@example.org", address'),
        (f'{CHAT}\n[[channel]]\nname = "LAB"\nurl_env = "OTHER_URL"', 'channel "LAB", name'),
        (f'{CHAT}\n[[channel]]\nname = "office"\nurl_env = "LAB_URL"', 'channel "office", url_env'),
    ],
)
def test_what_must_be_unique_is_a_fault_when_repeated(tmp_path: Path, table: str, key: str) -> None:
    (fault,) = faults(tmp_path, f"{GOOD}\n{table}\n")
    assert f"{key}: " in fault
    assert "already" in fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("lab", "our lab", 'line 28: channel "our lab", name: must be one word of letters'),
        (
            "LAB_URL",
            "slack://T/B/secret",
            'line 29: channel "lab", url_env: must be the name of an',
        ),
        ('"LAB_URL"', '"X"\ntopics = ["cardia"]', 'line 30: channel "lab", topics: no topic has the id '),
        ("url_env", "url", 'line 27: channel "lab", url_env: is missing'),
    ],
)
def test_a_fault_of_a_chat_is_named_with_its_line_and_without_an_address(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    found = faults(tmp_path, f"{GOOD}\n{CHAT.replace(old, new)}\n")
    assert any(one.startswith(fault) for one in found), found
    assert "secret" not in str(found)


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    fault, *_ = faults(tmp_path, GOOD + "[[term\n")
    assert fault == "line 26: term no. 2: the brackets do not match: write [[term]]"


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BrokenConfig, match="no such file"):
        load_watch(tmp_path / "nowhere.toml")


def test_the_rules_hash_changes_with_a_term_and_not_with_a_reader(tmp_path: Path) -> None:
    versions = []
    for text in (GOOD, GOOD.replace("anna@", "berta@"), GOOD.replace('["anakinra"]', '["anakinra", "Kineret"]')):
        file = tmp_path / "watch.toml"
        file.write_text(text, encoding="utf-8")
        versions.append(load_watch(file).rules)
    assert versions[0] == versions[1] != versions[2]


def test_lines_are_found_behind_arrays_and_comments() -> None:
    text = '# head\n[[term]]  # first\nname = "a"\nsynonyms = [\n  "x",\n]\n\n[[term]]\nname = "b"\n'
    lines = key_lines(text)
    assert line_of(("term", 1, "name"), lines) == 9
    assert line_of(("term", 0, "synonyms", 1), lines) == 4
    assert line_of(("nowhere",), lines) == 1


def loaded(tmp_path: Path, text: str) -> Watch:
    file = tmp_path / "watch.toml"
    file.write_text(text, encoding="utf-8")
    return load_watch(file)


def test_a_domain_in_another_script_becomes_its_ascii_form(tmp_path: Path) -> None:
    """By IDNA 2008; Python's own codec makes "strasse", which is somebody else's domain."""
    watch = loaded(tmp_path, GOOD.replace("anna@example.org", "anna@straße.example"))
    assert watch.reader[0].address == "anna@xn--strae-oqa.example"


@pytest.mark.parametrize("address", ["ännä@example.org", "anna@exa mple.é", "anna@-é.org"])
def test_an_address_that_few_servers_take_is_a_fault(tmp_path: Path, address: str) -> None:
    (fault,) = faults(tmp_path, GOOD.replace("anna@example.org", address))
    assert 'line 24: reader "' in fault
    assert ", address: " in fault


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('ambiguous = "perhaps"', "mail.ambiguous"),
        ('unsubscribe_url = "http://example.org/leave"', "mail.unsubscribe_url"),
        ('unsubscribe_url = "https://example.org/a b"', "mail.unsubscribe_url"),
        ('unsubscribe_url = "https://example.org/<x>"', "mail.unsubscribe_url"),
    ],
)
def test_a_way_of_mailing_that_cannot_be_is_a_fault(tmp_path: Path, line: str, key: str) -> None:
    (fault,) = faults(tmp_path, GOOD.replace('sender = "digest@example.org"', f'sender = "digest@example.org"\n{line}'))
    assert f"{key}: must be" in fault or f"{key}: input should be" in fault


@pytest.mark.parametrize("given", ["https://example.org/il1", "https://example.org/il1/", "http://intranet/il1//"])
def test_the_address_of_the_archive_is_that_of_a_folder(tmp_path: Path, given: str) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(f'{GOOD}\n[archive]\nbase_url = "{given}"\n', encoding="utf-8")
    assert load_watch(file).archive.base_url == f"{given.rstrip('/')}/"


def test_an_archive_without_an_address_has_none(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert (load_watch(file).archive.folder, load_watch(file).archive.base_url) == ("archive", "")
    assert faults(tmp_path, f'{GOOD}\n[archive]\nbase_url = "ftp://example.org"\n')


@pytest.mark.parametrize("day", [date(1944, 12, 31), date(2026, 11, 24)])
def test_since_is_refused_before_1945_and_in_the_future_by_its_line(tmp_path: Path, day: date) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(GOOD.replace('name = "IL-1RA"\n', f'name = "IL-1RA"\nsince = {day}\n'), encoding="utf-8")
    with pytest.raises(BrokenConfig) as caught:
        load_watch(file, date(2026, 11, 23))
    assert caught.value.faults == ('line 11: term "IL-1RA", since: must be between 1945-01-01 and today',)


@pytest.mark.parametrize(
    "inbox",
    [
        "imap://watch@example.org/INBOX",
        "imaps://watch:secret@example.org/INBOX",
        "imaps://example.org/INBOX",
        "imaps://watch@example.org",
        "imaps://watch@example.org/INBOX?x=1",
        "imaps://watch@example.org/Anträge",
        "imaps://watch@example.org/a%0d%0ab",
        "imaps://watch@example.org:port/INBOX",
    ],
)
def test_an_inbox_is_a_path_or_a_folder_by_tls_and_holds_no_password(tmp_path: Path, inbox: str) -> None:
    (fault,) = faults(tmp_path, f'{GOOD}\n[feedback]\ninbox = "{inbox}"\n')
    assert "must be a file, a folder or imaps://user@host/FOLDER, without a password" in fault
    assert "secret" not in fault


def test_an_inbox_may_be_a_file_or_a_folder_of_a_server(tmp_path: Path) -> None:
    for inbox in (
        "",
        "mail/answers",
        "/var/mail/watch",
        "imaps://watch%40example.org@imap.example.org:993/INBOX/a%20b",
    ):
        file = tmp_path / "watch.toml"
        file.write_text(f'{GOOD}\n[feedback]\ninbox = "{inbox}"\n', encoding="utf-8")
        assert load_watch(file).feedback.inbox == inbox
