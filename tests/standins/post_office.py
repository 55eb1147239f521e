"""A mail server on loopback that keeps what it accepts and can be told to misbehave.

Scripts are by reader ("" for all): a reply such as "450 later", or "drop" (hang up), and after the dot also "store and
drop", "store and stall" and the lie of a server that has stored and says "421 closing".
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

STALL_SECONDS = 30


class PostOffice:
    """What was accepted for each reader, in order; ``visits`` counts conversations that reached MAIL."""

    def __init__(self) -> None:
        self.boxes: dict[str, list[bytes]] = {}
        self.refuse: dict[str, str] = {}
        self.at_dot: dict[str, str] = {}
        self.visits = 0

    async def handle_MAIL(self, server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        self.visits += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, self.refuse.get(address, self.refuse.get("", "250 OK")))

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        step = self.at_dot.get(address, self.at_dot.get("", "250 OK"))
        if step.startswith(("store", "250", "421")):
            self.boxes.setdefault(address, []).append(envelope.original_content or b"")
        if step == "store and stall":
            await asyncio.sleep(STALL_SECONDS)
        return self._answer(server, step)

    def _answer(self, server: SMTP, step: str) -> str:
        if step.endswith("drop"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return step

    def letters(self) -> dict[str, int]:
        """How many letters each reader got."""
        return {address: len(box) for address, box in self.boxes.items()}

    def copies(self) -> Counter[int]:
        """How many readers got how many letters."""
        return Counter(self.letters().values())

    def read(self, address: str) -> EmailMessage:
        """The one letter that ``address`` got."""
        (content,) = self.boxes[address]
        return email.message_from_bytes(content, policy=email.policy.default)


def free_port() -> int:
    """A port for the Controller, which cannot bind port 0 (aio-libs/aiosmtpd, issue 276)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_at(office: PostOffice, port: int, **options: object) -> Iterator[None]:
    """Serve ``office`` at ``port`` while the block runs."""
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)  # type: ignore[arg-type]  # SMTP's own
    controller.start()
    try:
        yield
    finally:
        controller.stop()
