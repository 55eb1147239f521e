"""The child process that parses feeds: ``python -m sources.feeds.parser_child SECONDS MEGABYTES``.

It reads requests from standard input and writes one answer to each: frames of a 4-byte length and that many bytes.
A request is two frames, the headers as JSON and the body; an answer is one, JSON with ``feed`` or ``error``. It ends
with its input. It imports feedparser and no more of the pipeline than xml.py needs, and does NOT know who asks,
nor any network.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import BinaryIO

from literature.model.errors import BrokenSource
from sources.feeds.xml import parse

try:
    import resource
except ImportError:  # only POSIX can limit the memory of a process; elsewhere the deadline alone guards it
    resource = None  # type: ignore[assignment]  # the module is absent on that platform


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None at the end of the input."""
    size = stream.read(4)
    return stream.read(int.from_bytes(size, "big")) if len(size) == 4 else None


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(len(content).to_bytes(4, "big") + content)
    stream.flush()


def answer(headers: bytes, body: bytes) -> bytes:
    """One request answered, whatever the document does to the parser short of ending the process."""
    try:
        return json.dumps({"feed": parse(body, json.loads(headers))}).encode()
    except BrokenSource as error:
        fault = error.message
    except MemoryError:
        fault = "needs more memory than a feed may"
    except Exception as error:
        # The edge of the process: any fault of the parser becomes the answer about this one document.
        fault = f"cannot be parsed ({type(error).__name__}: {error})"[:300]
    return json.dumps({"error": fault}).encode()


def serve(requests: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Answer until the input ends. A request that takes ``seconds`` ends the process.

    The caller kills a child that is late; this alarm is for the child whose caller was killed.
    """
    while (headers := read_frame(requests)) is not None and (body := read_frame(requests)) is not None:
        _alarm(seconds)
        reply = answer(headers, body)
        _alarm(0)
        write_frame(answers, reply)


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def main() -> None:
    """Run as the child: answers go to the true standard output, anything printed by a library to standard error."""
    seconds, megabytes = (int(argument) for argument in sys.argv[1:3])
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main()
