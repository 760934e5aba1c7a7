"""How long each notebook takes: under 20 seconds on the fast engine, and 90 on py-evm.

    python -m lessons.times [ENGINE ...]        (in tests/; `make lesson-times`)

Ends with status 1 if one takes longer. A figure of the machine, so no test of it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pydemo.chain.genesis import ENGINES

from . import runner

MOST_SECONDS = {"fast": 20, "py-evm": 90}


def main(engines: list[str]) -> int:
    too_long = 0
    for engine in engines:
        for path in sorted(runner.NOTEBOOKS.glob("*/*.ipynb")):
            notebook = runner.without_compiler_cells(runner.read(path))
            with tempfile.TemporaryDirectory() as folder:
                run = runner.run(notebook, Path(folder), engine=engine, compiler=False)
            verdict = "" if run.seconds < MOST_SECONDS[engine] else "  TOO LONG"
            too_long += bool(verdict)
            name = f"{path.parent.name}/{path.stem}"
            print(f"{engine:8} {name:28} {run.seconds:5.1f} s{verdict}", flush=True)
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(ENGINES)))
