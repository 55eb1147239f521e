from __future__ import annotations

import io
import json

import pytest

from literature.model.errors import BrokenSource
from sources.feeds import parser_child
from sources.feeds.parser_child import answer, read_frame, serve, write_frame

RSS = b'<rss version="2.0"><channel><title>T</title><item><title>x</title></item></channel></rss>'


def framed(*contents: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    for content in contents:
        write_frame(stream, content)
    stream.seek(0)
    return stream


def test_a_frame_is_a_length_and_that_many_bytes() -> None:
    assert framed(b"abc").getvalue() == b"\x00\x00\x00\x03abc"
    assert read_frame(framed(b"abc")) == b"abc"
    assert read_frame(framed(b"")) == b""
    assert read_frame(io.BytesIO(b"")) is None


def test_one_child_answers_many_requests_in_order_and_ends_with_its_input() -> None:
    answers = io.BytesIO()
    serve(framed(b"{}", RSS, b"{}", b"", b"{}", RSS), answers, seconds=60)
    answers.seek(0)
    first, second, third = (json.loads(read_frame(answers) or b"") for _ in range(3))
    assert first == third
    assert first["feed"][1] == "T"
    assert second == {"error": "returned an empty body"}


def test_half_a_request_is_not_answered() -> None:
    answers = io.BytesIO()
    serve(framed(b"{}"), answers, seconds=60)
    assert answers.getvalue() == b""


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (BrokenSource("feed", "answered with JSON"), "answered with JSON"),
        (MemoryError(), "needs more memory than a feed may"),
        (RecursionError("too deep"), "cannot be parsed (RecursionError: too deep)"),
    ],
)
def test_a_fault_of_the_parser_is_the_answer_about_that_document(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str
) -> None:
    def parse(body: bytes, headers: dict[str, str]) -> None:
        raise fault

    monkeypatch.setattr(parser_child, "parse", parse)
    assert json.loads(answer(b"{}", RSS)) == {"error": told}
