"""A chat channel (Slack, Teams, Telegram, Matrix, any webhook) through apprise: one message a delivery, posted once.

The address is a secret (law 10): it is in no name, repr, outcome or error, and neither apprise nor urllib3, which log
it, may log anything. apprise is imported when a message is posted. This file does NOT retry or keep state.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import charset
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from digests.chat.http_answers import exchanges, outcome
from digests.chat.summary import ChatMessage
from digests.chat.wire import thawed
from digests.mail.addresses import chat_address
from digests.mail.channel import TAKEN_OVER, Mark, SendOutcome, Transient, always

if TYPE_CHECKING:
    from apprise import NotifyBase


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """The chat ``title`` at the apprise URL ``url``, which comes from the environment variable ``variable``."""

    title: str
    url: str = field(repr=False)
    variable: str
    connect_seconds: float = 10
    answer_seconds: float = 30

    @property
    def name(self) -> str:
        """The chat."""
        return f"chat channel {self.title}"

    @property
    def fault(self) -> str:
        """Why nothing can be posted to that address, without the address; or ''."""
        made = self._target()
        return made if isinstance(made, str) else ""

    def takes(self, recipient: str) -> bool:
        """Return whether ``recipient`` is this chat."""
        return recipient.casefold() == chat_address(self.title).casefold()

    def deliver(self, message: bytes, *, recipient: str, stem: str = "", mark: Mark = always) -> SendOutcome:  # noqa: ARG002  # the protocol's
        """Post subject and text of ``message``; ``mark`` is called before the first request."""
        target = self._target()
        if isinstance(target, str):
            return Transient("address", 0, target)
        content = thawed(message)
        return _post(target, content) if mark() else TAKEN_OVER

    def _target(self) -> NotifyBase | str:
        """What posts there, or why there is none."""
        target = _instance(self.url)
        if target is None:
            return f"the environment variable {self.variable} holds no address that apprise understands"
        target.retry = 0
        if len(target) != 1:
            return f"the environment variable {self.variable} names {len(target)} places: write a [[channel]] for each"
        _restrain(target)
        target.socket_connect_timeout, target.socket_read_timeout = self.connect_seconds, self.answer_seconds
        return target


def _instance(url: str) -> NotifyBase | None:
    apprise = _apprise()
    asset = apprise.AppriseAsset(app_id="Interleukin Watch", app_desc="", image_url_mask="", http_redirects=False)
    try:
        made: NotifyBase | None = apprise.Apprise.instantiate(url, asset=asset)
    except Exception:  # any of 150 plugins; whatever it says may hold the address
        return None
    return made


def _restrain(target: NotifyBase) -> None:
    """Have one message as it stands: whatever the address says, no splitting, no Markdown, no emoji out of words, and
    no other host by a redirect. Telegram takes plain text as HTML, which it is turned into (``_as_taken``)."""
    from apprise import NotifyFormat, OverflowMode  # noqa: PLC0415

    if type(target).notify_format is NotifyFormat.HTML:
        target.notify_format = NotifyFormat.HTML
    else:
        target.notify_format = NotifyFormat.TEXT
    target.overflow_mode = OverflowMode.UPSTREAM
    target.interpret_emojis, target.redirects = False, False


def _post(target: NotifyBase, content: ChatMessage) -> SendOutcome:
    with exchanges() as noted:
        try:
            posted = target.notify(**_as_taken(target, content))
        except Exception:  # of a plugin, after requests that say what became of the message
            posted = False
    return outcome(bool(posted), noted)


def _as_taken(target: NotifyBase, content: ChatMessage) -> dict[str, Any]:
    """The arguments of ``notify``, as ``Apprise.notify`` makes them: that one also retries, and takes no for yes where
    the address says ``optional``."""
    from apprise import NotifyFormat  # noqa: PLC0415
    from apprise.conversion import convert_between  # noqa: PLC0415

    title, text = content
    if target.title_maxlen <= 0:
        title = convert_between(NotifyFormat.TEXT, target.notify_format, title)  # type: ignore[no-untyped-call]
    text = convert_between(NotifyFormat.TEXT, target.notify_format, text)  # type: ignore[no-untyped-call]
    return {"title": title, "body": text, "body_format": NotifyFormat.TEXT}


@cache
def _apprise() -> ModuleType:
    """apprise, mute: its log and that of urllib3 hold addresses with their secrets. What its plugins, all imported at
    the first address, say of old modules is not ours to mend."""
    for name in ("apprise", "urllib3.connectionpool"):
        logging.getLogger(name).addFilter(_nothing)
    with warnings.catch_warnings(), _mail_unchanged():
        warnings.simplefilter("ignore")
        import apprise  # noqa: PLC0415

        apprise.Apprise.instantiate("json://localhost")
    return apprise


@contextmanager
def _mail_unchanged() -> Iterator[None]:
    """Keep how this process writes UTF-8 in mails: apprise's plugin for mail changes it for everybody
    (``charset.add_charset``), and with it the bytes of our letters."""
    before = dict(charset.CHARSETS)
    try:
        yield
    finally:
        charset.CHARSETS.clear()
        charset.CHARSETS.update(before)


def _nothing(_record: logging.LogRecord) -> bool:
    return False
