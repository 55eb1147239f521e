"""The archive folder: written with each edition, again when it is missing, and never in a reader's way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digests.publish.bibtex import bibtex
from digests.publish.ris_csv import ris
from flows.app import App
from flows.cli.main import cli
from flows.cli.main_job import _digest_bare
from flows.delivery.letters import render_letter
from literature.model.errors import BrokenStore
from store.editions import Masthead
from store.mail.delivery import DeliveryState
from tests.flows.delivery.relayed import KEY, states
from tests.flows.digests import draw, make_digest
from tests.standins.post_office import PostOffice, open_at

PAGE, RIS, BIBTEX = (f"{KEY}.{suffix}" for suffix in ("html", "ris", "bib"))


def files(app: App) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in app.archive.folder.iterdir()}


def with_base(app: App, base_url: str) -> App:
    served = app.watch.archive.model_validate({"base_url": base_url})
    return replace(app, watch=app.watch.model_copy(update={"archive": served}))


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on half of each file of the archive fits."""
    whole = Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        if path.parent.name != "archive":
            return whole(path, content)
        whole(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)


def test_an_edition_is_in_the_archive_when_its_letters_go_out(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    assert set(files(mailing)) == {PAGE, RIS, BIBTEX, "index.html", "feed.xml"}
    assert f'href="{PAGE}"' in files(mailing)["index.html"].decode()


def test_a_preview_is_not_archived(mailing: App) -> None:
    make_digest(mailing, KEY, preview=True)
    assert not mailing.archive.folder.exists()


def test_written_again_the_archive_has_the_same_bytes(mailing: App) -> None:
    mailing.archive.write(draw(mailing, KEY, preview=False).key)
    before = files(mailing)
    for path in mailing.archive.folder.iterdir():
        path.unlink()
    assert mailing.archive.write() == mailing.archive.folder / "index.html"
    assert files(mailing) == before


def test_a_topic_that_was_renamed_since_does_not_change_an_old_page(mailing: App) -> None:
    mailing.archive.write(draw(mailing, KEY, preview=False).key)
    before = files(mailing)[PAGE]
    replace(mailing, watch=mailing.watch.model_copy(update={"topic": ()})).archive.write()
    assert files(mailing)[PAGE] == before


def test_a_page_that_is_missing_comes_back_with_the_next_edition(mailing: App) -> None:
    mailing.archive.write(draw(mailing, KEY, preview=False).key)
    before = files(mailing)[PAGE]
    (mailing.archive.folder / PAGE).unlink()
    later = KEY.replace(day=30)
    masthead = Masthead("IL-1", mailing.watch.watch.timezone, "r1", (), "t1")
    mailing.archive.write(mailing.editions.freeze(later, masthead, mailing.now()).key)
    assert set(files(mailing)) == {PAGE, RIS, BIBTEX, f"{later}.html", "index.html", "feed.xml"}
    assert files(mailing)[PAGE] == before


def test_beside_a_page_are_all_its_works_as_ris_and_as_bibtex(mailing: App) -> None:
    edition = draw(mailing, KEY, preview=False)
    mailing.archive.write(edition.key)
    written = files(mailing)
    assert written[RIS].decode() == ris(edition.items)
    assert written[BIBTEX].decode() == bibtex(edition.items)
    assert written[RIS].count(b"\nER  -") == len(edition.items)
    assert all(f'href="{name}"' in written[PAGE].decode() for name in (RIS, BIBTEX))


@pytest.mark.parametrize("name", [RIS, BIBTEX])
def test_a_page_from_before_it_had_files_to_save_is_written_again(mailing: App, name: str) -> None:
    mailing.archive.write(draw(mailing, KEY, preview=False).key)
    before = files(mailing)
    (mailing.archive.folder / PAGE).write_text("a page of an earlier version", encoding="utf-8")
    (mailing.archive.folder / name).unlink()
    mailing.archive.write(KEY.replace(year=2020))
    assert files(mailing) == before


def test_letters_link_to_their_page_where_the_archive_is_served(mailing: App) -> None:
    edition = draw(mailing, KEY, preview=True)
    assert PAGE not in render_letter(mailing.watch, edition).html
    rendered = render_letter(with_base(mailing, "https://example.org/il1").watch, edition)
    assert f'href="https://example.org/il1/{PAGE}"' in rendered.html
    assert f"https://example.org/il1/{PAGE}" in rendered.text
    for part in (rendered.html, rendered.text):
        assert f"https://example.org/il1/{PAGE}#save" in part


@pytest.mark.parametrize("fault", ["a file stands where the folder should", "the disk is full"])
def test_an_archive_that_cannot_be_written_keeps_no_reader_waiting_and_is_named(
    mailing: App, office: PostOffice, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "the disk is full":
        fill_the_disk(monkeypatch)
    else:
        mailing.archive.folder.write_text("", encoding="utf-8")
    with open_at(office, mailing.watch.mail.port):
        report = _digest_bare(mailing, KEY, preview=False)
    assert {state for state, _ in states(mailing).values()} == {DeliveryState.SENT}
    assert "archive" in report.stopped
    assert "`ilwatch archive`" in report.stopped
    assert report.problems


def test_a_page_that_is_half_written_never_stands_under_its_name(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle: the old page stays, the draft goes."""
    edition = draw(mailing, KEY, preview=False)
    mailing.archive.write(edition.key)
    before = files(mailing)
    fill_the_disk(monkeypatch)
    with pytest.raises(BrokenStore, match="No space left on device"):
        mailing.archive.write(edition.key)
    assert files(mailing) == before


def test_the_command_writes_the_archive_anew(mailing: App) -> None:
    draw(mailing, KEY, preview=False)
    command = ["archive", "--config", str(mailing.config), "--database", f"sqlite:///{mailing.folder / 'ilwatch.db'}"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith("archive/index.html")
    assert PAGE in files(mailing)
