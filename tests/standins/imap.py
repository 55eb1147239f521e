"""A small IMAP4rev1 server on loopback, by TLS, with one folder: what a reader of mails needs, and state.

It keeps messages, their numbers and flags, what it was asked, and can be told to drop a conversation or to renumber.
"""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Message:
    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)

    @property
    def head(self) -> bytes:
        return self.raw[: self.raw.index(b"\r\n\r\n") + 4]


@dataclass
class ImapStandin:
    """One mailbox "INBOX/answers" of one user."""

    user: str = "watch@example.org"
    password: str = 'a "hidden" word'
    folder: str = "INBOX/answers"
    plain: bool = True
    """Whether AUTHENTICATE PLAIN is offered, or only LOGIN."""
    validity: int = 7
    messages: list[Message] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    drop_at: str = ""
    """The command at which the line is dropped."""

    def add(self, raw: bytes) -> None:
        uid = 1 + max((message.uid for message in self.messages), default=0)
        self.messages.append(Message(uid, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")))

    def renumber(self) -> None:
        """As after a restored backup: other numbers, and the server says so."""
        self.validity += 1
        for number, message in enumerate(self.messages, 1):
            message.uid = number

    def seen(self) -> list[int]:
        return [message.uid for message in self.messages if "\\Seen" in message.flags]

    @contextmanager
    def serve(self, certificate: Path) -> Iterator[int]:
        """Serve at a port of "localhost" while the block runs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        standin = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _Conversation(standin, self.rfile.readline, self.wfile.write).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def get_request(self) -> tuple[ssl.SSLSocket, object]:
                raw, peer = self.socket.accept()
                return context.wrap_socket(raw, server_side=True), peer

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is none of ours."""

        with Server(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield server.server_address[1]
            finally:
                server.shutdown()
                thread.join()


class _Conversation:
    def __init__(self, standin: ImapStandin, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        self.standin, self.read, self.write = standin, read, write

    def run(self) -> None:
        self.write(b"* OK ready\r\n")
        while line := self.read().decode().rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            self.standin.asked.append(rest)
            name = " ".join(rest.upper().split()[: 2 if rest.upper().startswith("UID ") else 1])
            if name == self.standin.drop_at:
                return
            answer = getattr(self, name.lower().replace(" ", "_"), self.unknown)(rest)
            self.write(f"{tag} {answer} done\r\n".encode())
            if name == "LOGOUT":
                return

    def unknown(self, rest: str) -> str:
        return "BAD unknown"

    def capability(self, rest: str) -> str:
        self.write(f"* CAPABILITY IMAP4rev1{' AUTH=PLAIN' if self.standin.plain else ''}\r\n".encode())
        return "OK"

    def authenticate(self, rest: str) -> str:
        self.write(b"+ \r\n")
        _, user, password = base64.b64decode(self.read()).decode().split("\0")
        return self._let_in(user, password)

    def login(self, rest: str) -> str:
        user, password = (re.sub(r"\\(.)", r"\1", each) for each in re.findall(r'"((?:[^"\\]|\\.)*)"', rest))
        return self._let_in(user, password)

    def _let_in(self, user: str, password: str) -> str:
        return (
            "OK" if (user, password) == (self.standin.user, self.standin.password) else "NO [AUTHENTICATIONFAILED] no"
        )

    def select(self, rest: str) -> str:
        if rest != f'SELECT "{self.standin.folder}"':
            return "NO no such folder"
        self.write(
            f"* {len(self.standin.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.standin.validity}] ok\r\n".encode()
        )
        return "OK [READ-WRITE]"

    def uid_search(self, rest: str) -> str:
        found = re.match(r"UID SEARCH UID (\d+):\* SINCE \d\d-[A-Z][a-z]{2}-\d{4}$", rest, re.IGNORECASE)
        if not found:
            return "BAD search"
        uids = [message.uid for message in self.standin.messages]
        wanted = [uid for uid in uids if uid >= int(found[1])] or uids[-1:]  # "n:*" is never empty (RFC 3501, 9)
        self.write(f"* SEARCH {' '.join(map(str, wanted))}\r\n".encode())
        return "OK"

    def uid_fetch(self, rest: str) -> str:
        found = re.match(r"UID FETCH ([\d,]+) \(UID BODY\.PEEK\[HEADER\]<0\.(\d+)>\)$", rest, re.IGNORECASE)
        if not found:
            return "BAD fetch"
        wanted = set(map(int, found[1].split(",")))
        for number, message in enumerate(self.standin.messages, 1):
            if message.uid in wanted:
                head = message.head[: int(found[2])]
                numbered = number % 2  # a server may say the number before or after
                before, after = (f"UID {message.uid} ", "") if numbered else ("", f" UID {message.uid}")
                self.write(f"* {number} FETCH ({before}BODY[HEADER]<0> {{{len(head)}}}\r\n".encode() + head)
                self.write(f"{after})\r\n".encode())
        return "OK"

    def uid_store(self, rest: str) -> str:
        found = re.match(r"UID STORE ([\d,]+) \+FLAGS\.SILENT \(\\Seen\)$", rest, re.IGNORECASE)
        if not found:
            return "BAD store"
        for message in self.standin.messages:
            if str(message.uid) in found[1].split(","):
                message.flags.add("\\Seen")
        return "OK"

    def logout(self, rest: str) -> str:
        self.write(b"* BYE\r\n")
        return "OK"
