"""A program that ends when the one that started it does: ``python -m flows.server.child MODULE [ARGUMENT …]``.

The parent holds the other end of the pipe at stdin, which the kernel closes however the parent ends, even by SIGKILL:
so no server is left behind with a port and a database. This file does NOT know what it runs.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE_SECONDS = 20.0
"""How long the program may take to shut down once its parent is gone."""


def main() -> None:
    """Run the module named on the command line as if it had been called directly."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    """Read file descriptor 0, not ``sys.stdin``: a lock on it held by a thread is fatal when the interpreter ends."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
