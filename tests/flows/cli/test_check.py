"""`ilwatch check`: what in terms and topics does not work as it seems to is named; online, who answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli.check import Checked, check_watch
from flows.cli.demo import MONDAY
from literature.terms.traps import TrapKind
from tests.flows.conftest import SampleWeek
from tests.flows.curation.test_training import HEAD


def test_topics_alike_and_contradictions_within_a_topic_are_named(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(
        HEAD
        + """
[[topic]]
id = "one"
name = "One"
keywords = ["gout", "toe"]
false_friends = ["Toe"]
examples = ["19494218", "not a name"]
must_match = ["Gout"]
must_not_match = ["Gout"]
[[topic]]
id = "two"
name = "Two"
keywords = ["Toe", "gout"]
""",
        encoding="utf-8",
    )
    checked = check_watch(file, MONDAY)
    assert [(case.topic, case.phrase, case.wanted) for case in checked.faults] == [("one", "Gout", False)]
    remarks = tuple(remark for remark in checked.remarks if remark.startswith("topic "))
    assert remarks == (
        "topic two has the keywords of one; no record can tell them apart",
        "topic one: 'toe' is a keyword and a false friend; it never counts",
        "topic one: 'Gout' is in must_match and in must_not_match",
        "topic one: the example 'not a name' is neither a PMID nor a DOI",
    )
    assert checked.data()["remarks"] == list(checked.remarks)


def test_addresses_that_are_examples_are_remarked_on_and_so_is_a_zone_without_summer_time(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    readers = "".join(f'[[reader]]\naddress = "{name}"\n' for name in ("a@mail.Example.COM", "b@uni.example"))
    file.write_text(f"{HEAD}\n{readers}".replace("Europe/Berlin", "EST"), encoding="utf-8")
    remarks = check_watch(file, MONDAY).remarks
    told = "is only an example and reaches nobody: write a real address"
    assert [remark for remark in remarks if "mail.Example" in remark] == [
        f'reader "a@mail.Example.COM": a@mail.Example.COM {told}'
    ]
    assert not any("uni.example" in remark for remark in remarks)
    assert any(remark.startswith("watch.contact: ") and remark.endswith(told) for remark in remarks)
    assert any(remark.startswith("EST has no daylight saving time") for remark in remarks)


def checked(week: SampleWeek, terms: str = "", *, online: bool = False) -> Checked:
    text = week.config.read_text(encoding="utf-8")
    week.config.write_text(f"{text}\n{terms}", encoding="utf-8")
    return check_watch(week.config, MONDAY, online=online)


def test_traps_of_terms_are_warnings_and_the_file_is_good_all_the_same(week: SampleWeek) -> None:
    result = checked(week, '[[term]]\nname = "IL"\nsynonyms = ["IL", "IL-36*"]\n')
    assert [trap.kind for trap in result.warnings] == [TrapKind.SHORT, TrapKind.TRUNCATION]
    assert not result.failed
    assert [line for line in result.lines() if line.startswith("warning: term IL: ")] != []
    assert [warning["kind"] for warning in result.data()["warnings"]] == ["short name", "truncation"]
    assert week.pubmed.requests == []


def test_the_table_has_one_line_a_term_and_queries_only_where_asked(week: SampleWeek) -> None:
    lines = checked(week).lines()
    assert lines[2].split() == ["term", "names", "query", "warnings"]
    assert [line.split()[0] for line in lines[3:6]] == ["IL-1", "IL-1RA", "IL-32"]
    assert not any("[tiab]" in line for line in lines)
    assert any("[tiab]" in line for line in check_watch(week.config, MONDAY, with_queries=True).lines())


def test_online_each_term_is_counted_with_one_request_and_each_feed_tried(week: SampleWeek) -> None:
    result = checked(week, '[[term]]\nname = "xyzzy"\nsynonyms = ["xyzzy"]\n', online=True)
    hits = {term["name"]: term["hits"] for term in result.data()["terms"]}
    assert hits["IL-1"] > 10
    assert hits["xyzzy"] == 0
    assert [trap.kind for trap in result.warnings] == [TrapKind.NOTHING]
    assert len(week.pubmed.requests) == 4
    assert all(feed["entries"] > 0 for feed in result.data()["feeds"])
    assert not result.failed


def test_who_does_not_answer_is_a_problem(week: SampleWeek) -> None:
    week.feeds.misbehave("/journal.xml", "status:500")
    result = checked(week, online=True)
    assert result.failed
    (problem,) = result.complaints
    assert problem.startswith("problem: J Sample Med: ")


CHAT = '[[channel]]\nname = "{}"\nurl_env = "TEST_{}_URL"\n'
CHATS = "".join(CHAT.format(name, name.upper()) for name in ("lab", "bad", "unset"))


def test_a_chat_without_a_usable_address_is_named_by_its_variable(
    week: SampleWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_LAB_URL", "json://bot:invented-secret@127.0.0.1/")
    monkeypatch.setenv("TEST_BAD_URL", "https//invented-secret")
    result = checked(week, CHATS)
    fault = "chat channel bad: the environment variable TEST_BAD_URL holds no address that apprise understands"
    assert (result.failed, result.chat_faults) == (True, (fault,))
    unset = "the environment variable TEST_UNSET_URL is not set: nothing will be sent to channel unset"
    assert unset in result.remarks
    assert f"fault: {fault}" in result.lines()
    assert "3 chats" in result.lines()[0]
    assert [chat["name"] for chat in result.data()["channels"]] == ["lab", "bad", "unset"]
    assert "invented-secret" not in f"{result!r} {result.lines()} {result.data()}"
