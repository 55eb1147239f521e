"""`ilwatch up --production`: what to run on a server that stays on, instead of one foreground process.

Nothing is started and nothing is written; deploy/ holds the files that are named. This file does NOT know secrets.
"""

from __future__ import annotations

from pathlib import Path

from flows.config import ROOT, load_watch
from flows.deployments import PREFECT_YAML, plans, zone_fault
from literature.model.errors import BrokenConfig

LINES = """\
On a server: Postgres for Prefect's records and for the product's, three services, a password before the API. As root:

1. A user who owns this folder (letters and the archive lie in it), and two databases that are that user's:
     useradd --system --home-dir {root} --shell /usr/sbin/nologin ilwatch
     chown -R ilwatch:ilwatch {root}
     runuser -u postgres -- createuser --pwprompt ilwatch
     runuser -u postgres -- createdb --owner=ilwatch prefect
     runuser -u postgres -- createdb --owner=ilwatch ilwatch
2. Settings: API auth, CSRF, CORS, the vacuum of old runs and both databases; no telemetry is sent. Fill in the copy:
     install -m 600 {root}/deploy/ilwatch.env.example /etc/ilwatch.env
3. Services, and the command with their settings:
     cp {root}/deploy/ilwatch-*.service /etc/systemd/system
     install -m 755 {root}/deploy/ilwatch /usr/local/bin
     sed -i 's#/opt/interleukin-watch#{root}#g' /etc/systemd/system/ilwatch-*.service /usr/local/bin/ilwatch
     systemctl daemon-reload
     systemctl enable --now ilwatch-server ilwatch-deploy ilwatch-worker
   By hand the same is, each in a terminal of its own in that folder, after `umask 077; set -a; . /etc/ilwatch.env`:
     .venv/bin/python -m flows.server.api_server 4200
     .venv/bin/prefect work-pool create local --type process --overwrite && .venv/bin/prefect --no-prompt deploy --all
     .venv/bin/python -m flows.server.worker_start && .venv/bin/prefect worker start --pool local --limit 4
4. Look: `/usr/local/bin/ilwatch status` exits with 1 when something is overdue; the address in ILWATCH_HEARTBEAT_URL is
   called after each digest that went well. docs/operate.md says what each alarm means, how to back up and to upgrade.
"""


def production_lines(config: Path) -> list[str]:
    """What to run, in order. Raises BrokenConfig where prefect.yaml would make another Monday than watch.toml."""
    watch = load_watch(config)
    plans()
    if fault := zone_fault(watch.zone):
        raise BrokenConfig(str(PREFECT_YAML), (fault,))
    return LINES.format(root=ROOT).splitlines()
