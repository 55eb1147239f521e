"""The heartbeat: an address that is called after each digest that went well, so that somebody else notices silence.

Nobody here can tell that this machine is switched off; a service that waits for the call can. The address is a secret
(whoever knows it can keep the alarm quiet): it lives in the environment and is never printed.
"""

from __future__ import annotations

import logging
import os

import httpx

from flows.config import Watch

SECONDS = 10.0


def beat(watch: Watch) -> str:
    """Call the address, if there is one. Return why it failed, or ''."""
    variable = watch.owner.heartbeat_url_env
    address = os.environ.get(variable, "")
    if not address:
        return ""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address
    try:
        status = httpx.get(address, timeout=SECONDS, follow_redirects=False).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"the heartbeat of {variable} was not heard ({type(error).__name__})"
    return "" if status < 400 else f"the heartbeat of {variable} was not heard (status {status})"
