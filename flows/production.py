"""`ilwatch up --production`: what to run on a server that stays on, instead of one foreground process.

Nothing is started and nothing is written; deploy/ holds the files that are named. This file does NOT know secrets.
"""

from __future__ import annotations

from pathlib import Path

from flows.config import load_watch
from flows.house import ROOT
from flows.schedule import PREFECT_YAML, plans, zone_fault
from literature.errors import BrokenConfig

LINES = """\
On a server: Postgres for Prefect's records and for the product's, three services, a password before the API.

1. Two databases, such as
     createdb prefect && createdb ilwatch
2. Settings: copy {root}/deploy/ilwatch.env.example to /etc/ilwatch.env, fill it in, chmod 600.
   API auth, CSRF, CORS, the vacuum of old runs and both databases are in it; no telemetry is sent.
3. Services: copy {root}/deploy/*.service to /etc/systemd/system, put your user and folder into them, then
     systemctl daemon-reload
     systemctl enable --now ilwatch-server ilwatch-deploy ilwatch-worker
   By hand the same is, each in its own terminal, with the settings of step 2 exported:
     prefect server start --host 127.0.0.1
     prefect work-pool create local --type process --overwrite && prefect --no-prompt deploy --all
     prefect worker start --pool local
4. Look: `ilwatch status` exits with 1 when something is overdue; the address in ILWATCH_HEARTBEAT_URL is called
   after each digest that went well. docs/operate.md says what each alarm means, and how to back up and upgrade.
"""


def production_lines(config: Path) -> list[str]:
    """What to run, in order. Raises BrokenConfig where prefect.yaml would make another Monday than watch.toml."""
    watch = load_watch(config)
    plans()
    if fault := zone_fault(watch.zone):
        raise BrokenConfig(str(PREFECT_YAML), (fault,))
    return LINES.format(root=ROOT).splitlines()
