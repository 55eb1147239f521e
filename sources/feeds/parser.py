"""Parses feeds in a child process, so that no document can hold up or bring down the pipeline.

One child serves many documents and is started at the first; one that is late or dies is replaced at the next.
This file does NOT know what a feed is: parser_child.py runs xml.py, this is the other end of its pipe.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from literature.model.errors import BrokenSource
from sources.feeds.xml import SUBJECT, FeedEntry, ParsedFeed

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "sources.feeds.parser_child"
PARSE_SECONDS = 20.0
"""For one document: 12 MB and 7,600 entries take 3.7 s (measured)."""


class FeedParser:
    """``async with FeedParser() as parser: feed = await parser.parse(body, headers)``.

    ``seconds`` bounds the parsing of one document, ``megabytes`` the child's address space where the platform can.
    Documents are parsed one after another.
    """

    def __init__(self, seconds: float = PARSE_SECONDS, megabytes: int = 1024, module: str = _CHILD) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._module = module
        self._child: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._end()

    async def parse(self, body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
        """Return what ``xml.parse`` makes of it. Raise BrokenSource also if it is late, dies or runs out of memory."""
        async with self._turn:
            try:
                answer = await asyncio.wait_for(self._ask(body, headers), self.seconds)
            except TimeoutError as error:
                raise BrokenSource(SUBJECT, f"parsing took more than {self.seconds:g} s and was given up") from error
            except (EOFError, OSError) as error:
                raise BrokenSource(SUBJECT, "the parser crashed on it; the next feed gets a new one") from error
        if "error" in answer:
            raise BrokenSource(SUBJECT, answer["error"])
        feed = ParsedFeed(*answer["feed"])  # JSON knows no tuples
        entries = (FeedEntry._make(tuple(v) if isinstance(v, list) else v for v in entry) for entry in feed.entries)
        return feed._replace(entries=tuple(entries), notes=tuple(feed.notes))

    async def _ask(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """One exchange. A child whose answer was not read to its end is of no more use and is ended."""
        answered = False
        try:
            requests, answers = await self._pipes()
            for frame in (json.dumps(dict(headers)).encode(), body):
                requests.write(len(frame).to_bytes(4, "big") + frame)
            await requests.drain()
            size = int.from_bytes(await answers.readexactly(4), "big")
            answer: dict[str, Any] = json.loads(await answers.readexactly(size))
            answered = True
        finally:
            if not answered:
                await self._end()
        return answer

    async def _pipes(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        if self._child is None or self._child.returncode is not None:
            orphan_seconds = str(math.ceil(self.seconds) + 5)
            command = (sys.executable, "-m", self._module, orphan_seconds, str(self.megabytes))
            # An empty environment: what parses a stranger's bytes holds none of our secrets.
            self._child = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=_ROOT, env={}
            )
        assert self._child.stdin is not None  # noqa: S101  it was asked for above
        assert self._child.stdout is not None  # noqa: S101
        return self._child.stdin, self._child.stdout

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.wait()
        if child.stdin is not None:
            child.stdin.close()
