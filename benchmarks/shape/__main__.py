"""`python -m benchmarks.shape [ROOT]`: print the shape of a checkout, by default of this one."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.shape.modules import read
from benchmarks.shape.report import lines

HERE = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    print("\n".join(lines(read(Path(sys.argv[1]) if sys.argv[1:] else HERE))))
