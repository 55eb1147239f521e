"""What an answer means beyond its first digit: whose fault it is, and whether the mailbox is there at all."""

from __future__ import annotations

import pytest

from digests.mail.channel import Ambiguous, Permanent, SendOutcome, Sent, Transient
from digests.mail.replies import after_dot, blames_us, line_broke, no_mailbox


@pytest.mark.parametrize(
    ("phase", "code", "text", "is_gone"),
    [
        ("RCPT", 550, "5.1.1 no such user", True),
        ("RCPT", 550, "no such user", True),
        ("RCPT", 551, "5.1.6 moved", True),
        ("RCPT", 550, "5.2.1 switched off", True),
        ("RCPT", 553, "5.1.3 not an address", True),
        ("RCPT", 552, "5.2.2 full", False),
        ("RCPT", 550, "5.2.2 full", False),
        ("RCPT", 554, "5.7.1 relay access denied", False),
        ("RCPT", 550, "5.7.1 not from you", False),
        ("RCPT", 550, "5.1.8 bad sender", False),
        ("RCPT", 450, "4.1.1 greylisted", False),
        ("dot", 550, "5.1.1 no such user", False),
        ("DATA", 554, "5.1.1 no recipients", False),
    ],
)
def test_only_a_missing_mailbox_is_a_hard_bounce(phase: str, code: int, text: str, is_gone: bool) -> None:
    assert no_mailbox(phase, code, text) is is_gone


@pytest.mark.parametrize(
    ("answer", "ours"),
    [
        (Permanent("MAIL", 550, "5.7.1 you may not send as this"), True),
        (Permanent("MAIL", 552, "5.3.4 too big"), False),
        (Permanent("RCPT", 530, "5.7.0 log in"), True),
        (Permanent("RCPT", 550, "5.1.7 bad sender"), True),
        (Permanent("RCPT", 550, "5.1.1 no such user"), False),
        (Permanent("dot", 554, "spam"), False),
        (Transient("MAIL", 451, "later"), False),
    ],
)
def test_a_refused_sender_is_told_from_a_refused_reader(answer: Transient | Permanent, ours: bool) -> None:
    assert blames_us(answer) is ours


@pytest.mark.parametrize(
    ("answer", "broke"),
    [
        (Transient("MAIL", 0, "timed out"), True),
        (Ambiguous("dot", 0, "timed out"), True),
        (Transient("RCPT", 421, "closing"), True),
        (Transient("RCPT", 450, "greylisted"), False),
        (Permanent("RCPT", 550, "no"), False),
        (Sent("dot", 250, "OK"), False),
    ],
)
def test_a_broken_line_is_told_from_an_answer(answer: SendOutcome, broke: bool) -> None:
    assert line_broke(answer) is broke


@pytest.mark.parametrize(("code", "kind"), [(250, Sent), (354, Ambiguous), (451, Transient), (554, Permanent)])
def test_neither_yes_nor_no_after_the_dot_leaves_a_doubt(code: int, kind: type[SendOutcome]) -> None:
    assert type(after_dot(code, b"x")) is kind
