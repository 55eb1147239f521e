"""What `ilwatch up` leaves out of Prefect's UI: a card and a banner that mislead.

`ilwatch up` runs flows without work pools, and the dashboard says then that "any work pools you do have are paused":
readers took their schedules for paused. The banner leads to a UI that asks a host of Amplitude. Prefect has no setting
for either (3.9), so a style is added to its page; where Prefect names the parts otherwise, they are shown again. This
file does NOT change any file of Prefect's.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STYLE = (
    b"<style>.dashboard-work-pools-card:has(.dashboard-work-pools-card__empty),"
    b".workspace-dashboard__ui-switch-banner{display:none}</style>"
)
_HEAD = b"</head>"
_UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
"""Of a request: with these the answer is packed, or nothing, or a part."""


class StyledPages:
    """Adds STYLE to each page that a browser opens; all else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        kept = [header for header in scope["headers"] if header[0] not in _UNWANTED]
        await self._app({**scope, "headers": kept}, receive, _Styled(send))


class _Styled:
    """One answer: its body is held back until it is whole, then sent with STYLE at the end of its head."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(raw=self._start["headers"])
        if headers.get("content-type", "").startswith("text/html"):
            self._body = self._body.replace(_HEAD, STYLE + _HEAD, 1)
            headers["content-length"] = str(len(self._body))
            headers["cache-control"] = "no-cache"
            del headers["etag"]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})
