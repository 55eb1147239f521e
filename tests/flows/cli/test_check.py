"""`ilwatch check`: what in topics cannot work is named, with the topic."""

from __future__ import annotations

from pathlib import Path

from flows.cli.check import check_watch
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
    checked = check_watch(file)
    assert checked.faults == ('topic one: must_not_match "Gout" gets it',)
    assert checked.remarks == (
        "topic two has the keywords of one; no record can tell them apart",
        "topic one: 'toe' is a keyword and a false friend; it never counts",
        "topic one: 'Gout' is in must_match and in must_not_match",
        "topic one: the example 'not a name' is neither a PMID nor a DOI",
    )
    assert checked.data()["remarks"] == list(checked.remarks)
