"""The edge of the command line: what goes wrong within becomes a sentence and an exit code, never a traceback.

Exit 1 where a step failed, 2 where the call or a setting is wrong, 130 for Ctrl-C. With ``--debug`` a fault of the
program itself shows its traceback; without it, one line that can be reported and holds no text of the error, which
might quote a secret. What is written is for its owner alone. This file does NOT know any command.
"""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from literature.model.errors import BrokenConfig, BrokenStore, UsageError, WatchError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 128 + signal.SIGINT

PRIVATE = 0o077
"""No file or folder that we make may be read by another user: letters hold addresses, the database all of them."""

DEBUG = "--debug"

ANYWHERE = (DEBUG, "--verbose", "-v", "--quiet", "-q")
"""Options of the program that are taken wherever they are written."""

_ROOT = Path(__file__).resolve().parents[2]
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def run_and_exit(command: Callable[[], object]) -> NoReturn:
    """Do ``command`` and exit."""
    previous_mask = os.umask(PRIVATE)
    _speak_utf8()
    sys.argv = _with_options_first(sys.argv)
    debug = DEBUG in sys.argv
    try:
        command()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            fail(INTERRUPTED, "stopped by Ctrl-C: what was finished is kept, and the same command goes on from there")
        raise
    except Exception as error:  # the last place at which a fault of the program can be reported
        if debug:
            traceback.print_exc()
        fail(*_explained(error))
    finally:
        os.umask(previous_mask)
    sys.exit(DONE)


def _with_options_first(words: Sequence[str]) -> list[str]:
    """``words`` of a command line with ANYWHERE before the command; behind "--" a word is no option."""
    end = words.index("--") if "--" in words else len(words)
    options = [word for word in words[1:end] if word in ANYWHERE]
    return [*words[:1], *options, *(word for word in words[1:end] if word not in ANYWHERE), *words[end:]]


def fail(code: int, text: str) -> NoReturn:
    """Say ``text`` on stderr and exit."""
    print(text, file=sys.stderr)  # noqa: T201
    sys.exit(code)


def _speak_utf8() -> None:
    """A name of a file that is no text is shown with its odd bytes as they are written in Python, and no letter of a
    title is lost where the locale is an old one: JSON and the formats of reference managers are UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _explained(error: Exception) -> tuple[int, str]:
    if isinstance(error, BrokenConfig):
        return USAGE, "\n  ".join([f"{error.subject} cannot be used:", *error.faults])
    if isinstance(error, WatchError):
        return USAGE if isinstance(error, BrokenStore | UsageError) else FAILED, str(error)
    if isinstance(error, UnicodeEncodeError) and (wrong := _no_text()):
        return USAGE, f"{wrong!r} is no text in UTF-8: give it as text"
    if isinstance(error, OSError) and error.strerror:
        return FAILED, _refused(error)
    return FAILED, _fault(error)


def _no_text() -> str:
    """The first argument that holds bytes which are no text, as a name of a file may; or ''."""
    return next((word for word in sys.argv[1:] if any("\ud800" <= sign <= "\udfff" for sign in word)), "")


def _refused(error: OSError) -> str:
    subject = os.fsdecode(error.filename) if error.filename else "the operating system refuses"
    advice = ""
    if error.errno in _FULL:
        advice = "; free some space, then run it again"
    elif error.errno in _FORBIDDEN:
        advice = "; look at who may read and write it, and its folder"
    return f"{subject}: {error.strerror}{advice}"


def _fault(error: Exception) -> str:
    """One line to report. The text of the error stays out of it: it may quote an address or a password."""
    command = next((word for word in sys.argv[1:] if word not in ANYWHERE), "")
    asked = f"ilwatch {command}" if re.fullmatch("[a-z]+", command) else "ilwatch"
    ours = (frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename)
    frames = [frame for frame in ours if Path(frame.filename).is_relative_to(_ROOT)]
    place = f" at {Path(frames[-1].filename).relative_to(_ROOT)}:{frames[-1].lineno}" if frames else ""
    read = any(Path(frame.filename).parent.name == "store" for frame in frames)
    damage = "; a damaged database does this too: `ilwatch maintenance` looks for damage" if read else ""
    return (
        f"`{asked}` met a fault of its own and stopped: {type(error).__name__}{place}, "
        f"ilwatch {version('interleukin-watch')}, Python {sys.version.split()[0]}. "
        f"Please report this line; the same command with {DEBUG} shows more{damage}"
    )
