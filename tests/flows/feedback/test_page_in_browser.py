"""From the link in a letter to the mark, in Chromium: on a phone, light and dark, by keyboard, without a script.

Needs a Chromium on this machine; without one these tests say so and are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from digests.letter.entries import title
from digests.mail.answer_tokens import TOKEN_LENGTH, read_token
from flows.app import App
from flows.config import FeedbackTable
from literature.readers.reader_mark import MarkKind
from tests.flows.delivery.relayed import KEY, READER, part
from tests.flows.digests import make_digest
from tests.flows.feedback.served import SECRET, kind_now, served
from tests.flows.ui.test_in_browser import CHROMIUM, NARROW, SCHEMES, WIDE, sticks_out
from tests.standins.post_office import PostOffice, open_at

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium on this machine: apt-get install chromium")

USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def answerable(mailing: App, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    return mailing


def link_in_letter(app: App, office: PostOffice, address: str) -> str:
    """The first "Not for us" of the letter that READER is sent by a real relay, to the page at ``address``."""
    watch = app.watch.model_copy(update={"feedback": FeedbackTable(base_url=address)})
    with open_at(office, app.watch.mail.port):
        make_digest(replace(app, watch=watch), KEY)
    found = re.search(r'<a href="([^"]+)"[^>]*>Not&nbsp;for&nbsp;us<', part(office.read(READER), "html"))
    assert found
    return found[1]


def work_of(link: str) -> int:
    token = read_token(link[-TOKEN_LENGTH:])
    assert token
    return token.work_id


def test_a_reader_follows_the_link_of_a_letter_answers_and_takes_it_back(
    answerable: App, office: PostOffice, browser: Browser
) -> None:
    with served(answerable) as address:
        link = link_in_letter(answerable, office, address)
        page = browser.new_page(java_script_enabled=False)
        page.goto(link)
        work = work_of(link)
        record = answerable.marks.record(work)
        assert record
        assert page.get_by_role("link").inner_text() == title(record).text
        assert kind_now(answerable, work) is None
        page.get_by_role("button", name="Not for us").click()
        assert "You marked this paper as not for you" in page.get_by_role("status").inner_text()
        assert kind_now(answerable, work) is NOT_FOR_US
        page.get_by_role("button", name="Useful").press("Enter")
        assert kind_now(answerable, work) is USEFUL
        page.get_by_role("button", name="Remove my answer").click()
        assert kind_now(answerable, work) is TAKEN_BACK
        page.close()


def test_the_page_is_readable_on_a_phone_in_light_and_dark(
    answerable: App, office: PostOffice, browser: Browser
) -> None:
    with served(answerable) as address:
        link = link_in_letter(answerable, office, address)
        for scheme in SCHEMES:
            page = browser.new_page(viewport={"width": NARROW, "height": 800}, color_scheme=scheme)
            for place in (link, f"{address}?u=forged"):
                page.goto(place)
                assert sticks_out(page) == 0
                assert [each["id"] for each in Axe().run(page).response["violations"]] == []
                page.set_viewport_size({"width": WIDE, "height": 800})
                assert sticks_out(page) == 0
            page.close()
