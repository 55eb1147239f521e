from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.paths import ROOT


def test_the_command_serves_a_folder_misbehaves_as_told_and_stops_on_sigterm(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<rss/>")
    command = [sys.executable, "-m", "tests.standins.feeds", "--dir", str(tmp_path), "--fault", "/b.xml=status:503"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("listening on ").strip()
        with httpx.Client(trust_env=False) as client:
            first = client.get(f"{url}a.xml")
            again = client.get(f"{url}a.xml", headers={"If-None-Match": first.headers["ETag"]})
            dated = client.get(f"{url}a.xml", headers={"If-Modified-Since": first.headers["Last-Modified"]})
            answers = [first, again, dated, client.get(f"{url}b.xml"), client.get(f"{url}../secret")]
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
    assert [answer.status_code for answer in answers] == [200, 304, 304, 503, 404]
    assert first.content == b"<rss/>"
