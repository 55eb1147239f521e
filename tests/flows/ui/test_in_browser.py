"""The letter and the archive in Chromium: nobody is shut out, nothing sticks out, nothing is fetched.

Needs a Chromium on this machine; without one these tests say so and are skipped (.ci/run installs it).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from digests.letter.compose import compose
from digests.publish.archive import Shelf, index, page
from digests.rendering.render import render
from flows.app import App, clock, open_app
from flows.cli.demo import MONDAY
from flows.delivery.letters import render_letter
from flows.delivery.publish import names
from literature.model.work import NoticeKind
from tests.digests.factory import KEY, TOPICS, a_notice, an_edition, health, many_items
from tests.digests.rendering.test_render import HISTORY, HOSTILE, a_hostile_letter
from tests.flows.conftest import SampleWeek, poll_apart
from tests.flows.digests import draw
from tests.standins.ncbi import NcbiStandin

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium on this machine: apt-get install chromium")

NARROW, WIDE = 360, 600
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def crowded() -> str:
    edition = an_edition(
        many_items(2000), notices=[a_notice(kind) for kind in NoticeKind], sources=[health()], history=HISTORY * 6
    )
    return render(compose(edition, TOPICS, contact="o@example.org", archive_url="https://example.org/a.html")).html


PAGES: dict[str, Callable[[], str]] = {
    "letter of an empty week": lambda: render(compose(an_edition(), TOPICS, contact="o@example.org")).html,
    "letter of 2,000 items": crowded,
    "letter of hostile text": lambda: render(a_hostile_letter(HOSTILE[6] + HOSTILE[13])).html,
    "page of 60 items": lambda: page(an_edition(many_items(60), notices=[a_notice()]), TOPICS),
    "page of an empty week": lambda: page(an_edition(), TOPICS),
    "index": lambda: index("Interleukin Watch", [Shelf(KEY, 26), Shelf(KEY.replace(year=2025), 1)]),
}


@pytest.fixture(params=PAGES)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGES[request.param](), encoding="utf-8")
    return file


def hold_to_the_rules(browser: Browser, file: Path) -> None:
    """Light and dark: no serious fault of axe-core, nothing wider than the screen at either width, no request."""
    for scheme in SCHEMES:
        shown = browser.new_page(viewport={"width": NARROW, "height": 800}, color_scheme=scheme)
        asked = listen(shown)
        shown.goto(file.as_uri())
        assert sticks_out(shown) == 0
        found = Axe().run(shown).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
        shown.set_viewport_size({"width": WIDE, "height": 800})
        assert sticks_out(shown) == 0
        assert asked == [file.as_uri()]
        shown.close()


def listen(shown: Page) -> list[str]:
    """The addresses that ``shown`` asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    shown.on("request", note)
    return asked


def sticks_out(shown: Page) -> int:
    """By how many pixels the page is wider than its window."""
    root = "document.documentElement"
    return int(shown.evaluate(f"Math.max(0, {root}.scrollWidth - {root}.clientWidth)"))


def test_every_kind_of_page_keeps_the_rules(browser: Browser, written: Path) -> None:
    hold_to_the_rules(browser, written)


def test_the_sample_week_keeps_the_rules(browser: Browser, mailing: App, tmp_path: Path) -> None:
    edition = draw(mailing, KEY, preview=True)
    for name, html in (
        ("letter", render_letter(mailing.watch, edition).html),
        ("page", page(edition, names(mailing.watch, edition))),
    ):
        file = tmp_path / f"{name}.html"
        file.write_text(html, encoding="utf-8")
        hold_to_the_rules(browser, file)


def test_145_real_papers_keep_the_rules(browser: Browser, week: SampleWeek, shared: Path, tmp_path: Path) -> None:
    text = week.config.read_text(encoding="utf-8").replace("look_back_days = 30", "look_back_days = 3650")
    with NcbiStandin([shared / "pubmed" / "il1" / "il1_real.xml"], today=f"{KEY}") as pubmed:
        week.config.write_text(text.replace(week.pubmed.url.rstrip("/"), pubmed.url.rstrip("/")), encoding="utf-8")
        with open_app(week.config, week.database, clock(MONDAY)) as app:
            poll_apart(app, ["pubmed"])
            edition = draw(app, KEY, preview=True)
            rendered = render_letter(app.watch, edition)
    assert len(edition.items) > 100
    assert len(rendered.html.encode()) <= 60_000
    file = tmp_path / "real.html"
    file.write_text(rendered.html, encoding="utf-8")
    hold_to_the_rules(browser, file)


def test_the_letter_can_be_read_where_a_mail_program_drops_its_style_sheet(browser: Browser, tmp_path: Path) -> None:
    letter = compose(an_edition(many_items(50), history=HISTORY), TOPICS, contact="o@example.org")
    file = tmp_path / "letter.html"
    file.write_text(render(letter).html, encoding="utf-8")
    shown = browser.new_page(viewport={"width": NARROW, "height": 800}, color_scheme="dark")
    shown.goto(file.as_uri())
    shown.evaluate("document.querySelectorAll('style').forEach(style => style.remove())")
    assert sticks_out(shown) == 0
    assert shown.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor") == "rgb(255, 253, 248)"
    shown.close()


def test_printed_the_letter_is_dark_on_white(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    file.write_text(crowded(), encoding="utf-8")
    shown = browser.new_page()
    shown.emulate_media(media="print")
    shown.goto(file.as_uri())
    assert shown.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor") == "rgb(255, 255, 255)"
    shown.close()


@pytest.fixture
def archived(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of 50 items, filtered by a person; what the browser complains of fails the test."""
    file = tmp_path / "page.html"
    file.write_text(page(an_edition(many_items(50)), TOPICS), encoding="utf-8")
    shown = browser.new_page()
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.goto(file.as_uri())
    yield shown
    shown.close()
    assert complaints == []


def visible(shown: Page) -> int:
    return int(shown.evaluate("[...document.querySelectorAll('[data-topics]')].filter(e => e.offsetParent).length"))


def test_a_page_is_filtered_by_words_and_topic_without_a_server(archived: Page) -> None:
    assert (visible(archived), archived.inner_text("#how-many")) == (50, "50 of 50 shown")
    archived.fill("#by-words", "SAMPLE.7 sepsis")
    assert visible(archived) == 1
    archived.fill("#by-words", "")
    archived.select_option("#by-topic", "Gout and joints")
    assert visible(archived) == archived.locator("#gout [data-topics]").count() > 0
    assert archived.locator("section:visible").count() == 1
    archived.fill("#by-words", "no such word")
    assert (visible(archived), archived.inner_text("#how-many")) == (0, "0 of 50 shown")


def test_without_its_script_a_page_shows_everything_and_no_dead_controls(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(an_edition(many_items(50)), TOPICS), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(file.as_uri())
    assert shown.locator("[data-topics]:visible").count() == 50
    assert shown.locator("form:visible").count() == 0
    context.close()
