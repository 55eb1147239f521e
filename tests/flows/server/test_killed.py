"""Law 6 on a real `ilwatch up`: all of it is killed in the middle of sending, and begun again.

One round of benchmarks/kills.py, the hardest one: the relay has taken the letter in hand and has not said so yet. The
other rounds take half an hour.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.server.kill_rounds import Round, staged
from tests.flows.server.kill_scene import Moment, Victim


@pytest.mark.slow
def test_all_killed_while_sending_each_reader_has_one_letter_and_one_in_doubt_the_same_bytes_again(
    tmp_path: Path, new_prefect: Path
) -> None:
    home = tmp_path / "prefect"
    home.mkdir()
    shutil.copy(new_prefect, home / "prefect.db")
    with staged(tmp_path) as stage:
        result = stage.play(Round(Moment.GIVEN, Victim.ALL))
    assert "1 data, 5 pending, 3 sent" in result.found
    assert result.faults == ()
