"""One solc: how it is asked for its version and how it compiles.

Where one is found is ``search.py``'s affair.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydemo.errors import BuildError

# solc-select's shim, for one, asks the network for 30 s before it gives up.
NATIVE_PATIENCE = 3.0
# node has 9 MB of WebAssembly to load, which takes a slow machine some seconds, but it never hangs.
NODE_PATIENCE = 20.0

DRIVER = Path(__file__).with_name("soljson_driver.js")

# A release says "0.8.37+commit.f401782d.Linux.g++"; what stands before the "+" must be the plain
# version, since a nightly or a modified build ("0.8.37-develop...") writes other bytecode.
_LONG_VERSION = re.compile(r"\b(\d+\.\d+\.\d+[-\w.]*)(\+commit\.[0-9a-f]+)?")


class NotACompiler(Exception):
    """The candidate is no compiler; the text says why in a few words."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A solc that has answered.

    ``path`` is the binary, or soljson.js when ``kind`` is "node"; ``node`` runs the latter.
    ``version`` is "0.8.37+commit.f401782d", without the platform, so that artifacts do not depend
    on it. ``found`` says where it was found, for people.
    """

    kind: Literal["native", "node"]
    path: Path
    version: str
    found: str
    node: Path | None = None

    def compile(self, standard_json: dict[str, Any]) -> dict[str, Any]:
        """Standard JSON in, standard JSON out; solc's errors are in the output's "errors".

        Raises BuildError when solc itself breaks down.
        """
        if self.kind == "native":
            return _compile_native(self.path, standard_json)
        assert self.node is not None
        command = [str(self.node), str(DRIVER), str(self.path)]
        status, output, complaint = run(command, json.dumps(standard_json))
        if status != 0:
            raise BuildError(f"{self} broke down: {last_line(complaint) or f'status {status}'}")
        return _parsed(str(self), output)

    def __str__(self) -> str:
        how = f" run by {self.node}" if self.node else ""
        return f"solc {self.version} ({self.found}: {self.path}{how})"


def native(path: Path, found: str) -> Compiler:
    """The compiler at ``path``. Raises NotACompiler when it does not say its version at once."""
    return Compiler("native", path, _ask([str(path), "--version"], NATIVE_PATIENCE), found)


def soljson(path: Path, node: Path, found: str) -> Compiler:
    """The compiler in JavaScript at ``path`` (soljson.js), run by ``node``. Raises NotACompiler."""
    version = _ask([str(node), str(DRIVER), str(path), "--version"], NODE_PATIENCE)
    return Compiler("node", path, version, found, node)


def run(
    command: list[str],
    text: str = "",
    patience: float | None = None,
    environment: dict[str, str] | None = None,
) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of ``command`` given ``text``.

    Raises subprocess.TimeoutExpired after ``patience`` seconds, and OSError when it cannot start.
    """
    # Files, not pipes: after a timeout a grandchild that inherited a pipe would keep us waiting.
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(text.encode())
        stdin.seek(0)
        done = subprocess.run(
            command,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            timeout=patience,
            env=environment,
            check=False,
        )
        stdout.seek(0)
        stderr.seek(0)
        return (
            done.returncode,
            stdout.read().decode("utf-8", "replace"),
            stderr.read().decode("utf-8", "replace"),
        )


def last_line(text: str) -> str:
    """The last line that says something: where Python puts its error's name and message."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _ask(command: list[str], patience: float) -> str:
    try:
        status, output, complaint = run(command, patience=patience)
    except subprocess.TimeoutExpired:
        raise NotACompiler(f"did not answer --version within {patience:g} s") from None
    except OSError as error:
        raise NotACompiler(f"cannot be run ({error.strerror or error})") from None
    if status != 0:
        said = _error_line(complaint)
        raise NotACompiler(
            f"fails on --version with status {status}" + (f" ({said})" if said else "")
        )
    # solc prints a banner, then "Version: ..."; soljson only the version.
    matches = list(_LONG_VERSION.finditer(output))
    if not matches:
        raise NotACompiler("names no version when asked with --version")
    return "".join(part for part in matches[-1].groups() if part)


def _error_line(text: str) -> str:
    # node puts its "Error: ..." line in the middle, with a stack and its own version after it.
    for line in text.splitlines():
        if re.match(r"\s*\w*Error\b.*:", line):
            return line.strip()
    return last_line(text)


def _compile_native(path: Path, standard_json: dict[str, Any]) -> dict[str, Any]:
    import solcx  # pulls in requests: only when a compile is really due
    from solcx.exceptions import SolcError

    try:
        output: dict[str, Any] = solcx.compile_standard(standard_json, solc_binary=path)
    except SolcError as error:
        # py-solc-x raises for errors in the sources; we want them as data, with their positions.
        if error.error_dict is None:
            reason = last_line(error.stderr_data or "") or error.message
            raise BuildError(f"solc at {path} broke down: {reason}") from None
        return _parsed(str(path), error.stdout_data or "")
    except (OSError, ValueError) as error:
        raise BuildError(f"solc at {path} broke down: {error}") from None
    return output


def _parsed(who: str, output: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = json.loads(output)
    except ValueError:
        raise BuildError(f"{who} broke down: its output is not JSON") from None
    return parsed
