"""Prefect's own server, for this machine only: it listens on 127.0.0.1, needs a password, and checks the Host header.

    python -m flows.server.api_server PORT

Prefect takes any Host header. A page of another site could give its own name the address 127.0.0.1 (DNS rebinding),
and its requests would count as those of one origin. So a request is refused with 400 unless it asks for localhost,
127.0.0.1, [::1], or a name of ``ILWATCH_SERVER_NAMES`` (for a reverse proxy; separated by commas). This file does NOT
change Prefect's settings.
"""

from __future__ import annotations

import argparse
import os
import re
import sys

import uvicorn
from prefect.settings import get_current_settings
from starlette.middleware.trustedhost import TrustedHostMiddleware

from flows.server.ui_style import StyledPages

HOSTS = ("localhost", "127.0.0.1", "[::1]")
NAMES = "ILWATCH_SERVER_NAMES"

_NAME = re.compile(r"[A-Za-z0-9.-]+")


def hosts(configured: str) -> list[str]:
    """Return the allowed Host names: ours and those ``configured``. Raises ValueError for one that is no plain name."""
    names = [name.strip() for name in configured.split(",") if name.strip()]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{NAMES} holds {name!r}, which is no name of a host: no port, no *")
    return [*HOSTS, *names]


def main() -> None:
    """Run ``python -m flows.server.api_server``: `prefect server start` behind a check of the Host header."""
    parser = argparse.ArgumentParser(prog="python -m flows.server.api_server")
    parser.add_argument("port", type=int)
    port: int = parser.parse_args().port
    server = get_current_settings().server
    if not server.api.auth_string:
        sys.exit("PREFECT_SERVER_API_AUTH_STRING is not set: a server without a password lets any user run commands")
    try:
        known = hosts(os.environ.get(NAMES, ""))
    except ValueError as error:
        sys.exit(str(error))
    from prefect.server.api.server import create_app  # noqa: PLC0415  # two seconds: what is wrong is said before

    uvicorn.run(
        TrustedHostMiddleware(StyledPages(create_app(final=True)), known, www_redirect=False),
        host="127.0.0.1",
        port=port,
        timeout_keep_alive=server.api.keepalive_timeout,
        ws_ping_interval=server.api.websocket_ping_interval,
        ws_ping_timeout=server.api.websocket_ping_timeout,
        log_level=server.logging_level.lower(),
    )


if __name__ == "__main__":
    main()
