"""The outbox folder as a channel: each message a file that any mail program opens. It sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digests.mail.channel import TAKEN_OVER, Mark, SendOutcome, Sent, always
from literature.model.errors import BrokenStore


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Files below ``folder``, which is made when the first one is written."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder."""
        return f"outbox folder {self.folder}"

    def takes(self, recipient: str) -> bool:  # noqa: ARG002  # the protocol's
        """Return True: a file can be written for anybody."""
        return True

    def deliver(self, message: bytes, *, recipient: str, stem: str, mark: Mark = always) -> SendOutcome:  # noqa: ARG002  # the protocol's
        """Write ``stem``.eml. Raises BrokenStore where it cannot be written."""
        if not mark():
            return TAKEN_OVER
        (path,) = self.write({f"{stem}.eml": message})
        return Sent("file", 0, str(path))

    def write(self, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Write ``files`` by name, and return their paths. Raises BrokenStore where they cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (self.folder / name).write_bytes(content)
        except OSError as error:
            raise BrokenStore(str(self.folder), f"the letter's files cannot be written: {error.strerror}") from error
        return tuple(self.folder / name for name in files)
