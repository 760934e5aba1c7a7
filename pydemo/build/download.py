"""py-solc-x's download of a native solc, kept on a short leash.

py-solc-x asks the network without any timeout and writes the binary to its final place as it
arrives. So it works in a process of its own, which can be stopped, into a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pydemo.build.settings import SOLC_VERSION
from pydemo.build.solc import NotACompiler, last_line, run

# Until the first answer, and for the whole of it (about 15 MB), in seconds.
FIRST_ANSWER = 8
WHOLE = 300

_SCRIPT = f"""
import functools, os, sys, threading
import requests, solcx

def give_up():
    print("no answer within {FIRST_ANSWER} s", file=sys.stderr, flush=True)
    os._exit(1)

watchdog = threading.Timer({FIRST_ANSWER}, give_up)
watchdog.daemon = True
watchdog.start()
really_get = requests.get

def get(*args, **kwargs):
    response = really_get(*args, timeout=(5, 60), **kwargs)
    watchdog.cancel()
    return response

requests.get = get
try:
    solcx.install_solc("{SOLC_VERSION}")
except requests.RequestException as error:
    sys.exit("no network (" + type(error).__name__ + ")")
except Exception as error:
    sys.exit(type(error).__name__ + ": " + str(error))
"""


def download(folder: Path) -> None:
    """Put the pinned solc into py-solc-x's ``folder``. Raises NotACompiler with the reason."""
    with tempfile.TemporaryDirectory(prefix="pydemo-solc-") as temporary:
        try:
            status, _, complaint = run(
                [sys.executable, "-c", _SCRIPT],
                patience=WHOLE,
                environment={**os.environ, "SOLCX_BINARY_PATH": temporary},
            )
        except subprocess.TimeoutExpired:
            raise NotACompiler(f"not finished after {WHOLE} s") from None
        if status != 0:
            raise NotACompiler(last_line(complaint) or f"ended with status {status}")
        name = f"solc-v{SOLC_VERSION}"
        folder.mkdir(parents=True, exist_ok=True)
        # Under a name of its own first: the temporary folder may be on another disk, and then
        # moving is copying, which can be cut short.
        arriving = folder / f".{name}-{os.getpid()}"
        try:
            shutil.move(Path(temporary) / name, arriving)
            arriving.replace(folder / name)
        except OSError as error:
            raise NotACompiler(f"cannot be kept in {folder} ({error.strerror})") from None
