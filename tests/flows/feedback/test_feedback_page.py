"""The page of the answers over HTTP: a look changes nothing, a button does, and what is forged, old or too much is
refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from digests.letter.entries import title
from flows.app import App
from literature.model.errors import BrokenConfig
from literature.readers.reader_mark import MarkKind
from store.reader_marks import MOST_A_DAY
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, READER, later
from tests.flows.digests import draw
from tests.flows.feedback.served import SECRET, kind_now, served, the_token

USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


@pytest.fixture
def answerable(mailing: App, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    return mailing


@pytest.fixture
def work(answerable: App) -> int:
    """A work of the edition that was frozen."""
    return draw(answerable, KEY, preview=False).items[0].work_id


@pytest.fixture
def page(answerable: App) -> Iterator[httpx.Client]:
    with served(answerable) as address, httpx.Client(base_url=address) as client:
        yield client


def version(shown: httpx.Response) -> str:
    found = re.search(r'name="version" value="(\d+)"', shown.text)
    assert found
    return found[1]


def buttons(shown: httpx.Response) -> list[str]:
    return re.findall(r'<button name="mark" value="(\w+)"', shown.text)


def press(page: httpx.Client, work: int, kind: MarkKind, seen: str = "", text: str | None = None) -> httpx.Response:
    """Press a button of the page as it is now, or as it was when it showed the version ``seen``."""
    text = the_token(work) if text is None else text
    seen = seen or version(page.get("/", params={"u": text}))
    return page.post("/", data={"token": text, "version": seen, "mark": kind.value})


def test_a_look_shows_the_title_and_the_buttons_and_changes_nothing(
    answerable: App, page: httpx.Client, work: int
) -> None:
    record = answerable.marks.record(work)
    assert record
    for _ in range(3):
        shown = page.get("/", params={"u": the_token(work)})
        page.head("/", params={"n": the_token(work)})
    assert shown.status_code == 200
    assert title(record).text.split()[0] in shown.text
    assert "r***@example.org" in shown.text
    assert READER not in shown.text
    assert buttons(shown) == ["useful", "not_for_us"]
    assert answerable.marks.present(READER, work) is None


@pytest.mark.parametrize(("letter", "kind"), [("u", USEFUL), ("n", NOT_FOR_US)])
def test_the_button_of_the_link_that_was_followed_stands_out_in_its_place(
    letter: str, kind: MarkKind, page: httpx.Client, work: int
) -> None:
    shown = page.get("/", params={letter: the_token(work)})
    assert buttons(shown) == ["useful", "not_for_us"]
    assert re.findall(r'value="(\w+)" class="first"', shown.text) == [kind.value]


def test_once_an_answer_is_saved_the_heading_does_not_ask_again(page: httpx.Client, work: int) -> None:
    assert "<h1>Is this paper useful?</h1>" in page.get("/", params={"u": the_token(work)}).text
    assert "<h1>Saved</h1>" in press(page, work, USEFUL).text
    assert "<h1>Your answer about this paper</h1>" in page.get("/", params={"u": the_token(work)}).text
    assert "<h1>Saved</h1>" in press(page, work, TAKEN_BACK).text


def test_an_answer_is_kept_changed_and_taken_back(answerable: App, page: httpx.Client, work: int) -> None:
    for kind, words in ((USEFUL, "as useful"), (NOT_FOR_US, "as not for you"), (TAKEN_BACK, "removed your answer")):
        shown = press(page, work, kind)
        assert (shown.status_code, kind_now(answerable, work)) == (200, kind)
        assert "Saved" in shown.text
        assert words in shown.text
        assert kind.value not in buttons(shown)
    assert kind_now(answerable, work, CARDIOLOGIST) is None


def test_the_same_form_again_changes_nothing(answerable: App, page: httpx.Client, work: int) -> None:
    assert [press(page, work, USEFUL, seen="0").status_code for _ in range(3)] == [200] * 3
    present = answerable.marks.present(READER, work)
    assert present
    assert present.version == 1


def test_an_old_form_is_refused_once_its_answer_was_taken_back(answerable: App, page: httpx.Client, work: int) -> None:
    press(page, work, USEFUL, seen="0")
    press(page, work, TAKEN_BACK)
    again = press(page, work, USEFUL, seen="0")
    assert (again.status_code, kind_now(answerable, work)) == (409, TAKEN_BACK)
    assert "nothing was saved" in again.text


def test_a_forged_token_is_refused_and_changes_nothing(answerable: App, page: httpx.Client, work: int) -> None:
    genuine, other = the_token(work), the_token(work + 1)
    forged = [
        "",
        "x",
        "A" * 28,
        genuine[:8] + other[8:],
        genuine[:-1] + ("A" if genuine[-1] != "A" else "B"),
        the_token(work, "stranger@example.org"),
        the_token(work, secret=SECRET[::-1]),
    ]
    for text in forged:
        assert page.get("/", params={"u": text}).status_code == 404
        assert press(page, work, USEFUL, seen="0", text=text).status_code == 404
    assert answerable.marks.counts() == {}


def test_an_expired_token_is_refused_and_the_last_day_is_180_days_after_the_edition(answerable: App, work: int) -> None:
    for days, status in ((180, 200), (181, 410)):
        with served(later(answerable, days=days)) as address, httpx.Client(base_url=address) as page:
            assert press(page, work, USEFUL, seen="0").status_code == status
            assert page.get("/", params={"u": the_token(work)}).status_code == status
    assert answerable.marks.counts() == {USEFUL: 1}


def test_a_reader_who_has_left_the_list_answers_no_more(answerable: App, work: int) -> None:
    from flows.delivery.letters import letters

    edition = draw(answerable, KEY, preview=False)
    answerable.outbox.enqueue(KEY, letters(answerable.mailing, edition), answerable.now())
    text = answerable.config.read_text(encoding="utf-8").replace(CARDIOLOGIST, "newcomer@example.org")
    with served(answerable) as address, httpx.Client(base_url=address) as page:
        assert press(page, work, USEFUL, seen="0", text=the_token(work, CARDIOLOGIST)).status_code == 200
        answerable.config.write_text(text, encoding="utf-8")
        gone = press(page, work, TAKEN_BACK, seen="1", text=the_token(work, CARDIOLOGIST))
        come = press(page, work, USEFUL, seen="0", text=the_token(work, "newcomer@example.org"))
    assert (gone.status_code, come.status_code) == (403, 200)
    assert kind_now(answerable, work, CARDIOLOGIST) is USEFUL


def test_a_reader_who_marks_hundreds_of_things_in_a_minute_is_bounded(
    answerable: App, page: httpx.Client, work: int
) -> None:
    statuses = [
        press(page, work, (USEFUL, NOT_FOR_US)[number % 2], seen=str(min(number, MOST_A_DAY))).status_code
        for number in range(MOST_A_DAY + 20)
    ]
    assert (statuses.count(200), statuses[MOST_A_DAY]) == (MOST_A_DAY + statuses[MOST_A_DAY:].count(200), 429)
    present = answerable.marks.present(READER, work)
    assert present
    assert present.version == MOST_A_DAY


def test_what_is_no_form_of_ours_is_refused(answerable: App, page: httpx.Client, work: int) -> None:
    good = {"token": the_token(work), "version": "0", "mark": "useful"}
    for change in ({"mark": "best"}, {"version": "-1"}, {"version": "²"}, {"token": ""}):
        assert page.post("/", data=good | change).status_code == 404
    assert page.post("/", content=b"\xff\0;;&&&&&&&&&&&&&=").status_code == 404
    assert page.post("/", data=good | {"more": "x" * 5000}).status_code == 413
    assert page.put("/", data=good).status_code == 405
    assert page.get("/").status_code == 404
    assert answerable.marks.counts() == {}


def test_every_answer_carries_the_headers_and_nothing_is_logged(
    page: httpx.Client, work: int, capfd: pytest.CaptureFixture[str]
) -> None:
    for shown in (page.get("/", params={"u": the_token(work)}), page.get("/favicon.ico"), press(page, work, USEFUL)):
        policy = shown.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["x-frame-options"] == "DENY"
        assert "server" not in shown.headers
    assert the_token(work) not in "".join(capfd.readouterr())


def test_a_prefix_that_the_proxy_leaves_in_the_path_does_not_matter(page: httpx.Client, work: int) -> None:
    assert page.get("/watch/answers/", params={"u": the_token(work)}).status_code == 200


def test_without_a_key_nothing_is_served(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ILWATCH_FEEDBACK_KEY", raising=False)
    with pytest.raises(BrokenConfig, match="ILWATCH_FEEDBACK_KEY must hold 32 random characters"), served(mailing):
        pass
