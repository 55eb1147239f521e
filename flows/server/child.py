"""A program that ends when the one that started it does: ``python -m flows.server.child MODULE [ARGUMENT …]``.

Its starter holds the other end of the pipe at its stdin, which the kernel closes however the starter ends, SIGKILL
among them: no server is left behind that keeps a port and a database. This file does NOT know what it runs.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE_SECONDS = 20.0
"""How long the program may tidy up once its starter is gone."""


def main() -> None:
    """Run the module named on the command line as if it had been called itself."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_starter() -> None:
    """Not by ``sys.stdin``: its lock, held by a thread, is fatal when the interpreter ends."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
