"""Passwords and keys: asked for without showing them, or read from a file descriptor.

Never from an argument, which the shell's history and everybody's `ps` would have.
"""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

import click

from pydemo.errors import KeystoreError
from pydemo.messages import text

_MOST_DESCRIPTORS = 2**31
_LONGEST = 4_096
"""Bytes of a line: a passphrase or a mnemonic is far shorter."""


class _Descriptor(click.ParamType[int]):
    """The number of a file descriptor. What is none is not repeated: it may be the secret."""

    name = "integer"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            number = -1
        if not 0 <= number < _MOST_DESCRIPTORS:
            self.fail(text("cli.secrets.no_descriptor"), param, ctx)
        return number


DESCRIPTOR = _Descriptor()


def ask_secret(prompt: str, descriptor: int | None, option: str) -> str:
    """One line from the terminal, not shown, or from a file descriptor.

    Args:
        option: what names a descriptor, for what is said where there is no terminal.

    Raises:
        errors.KeystoreError: there is no terminal; the descriptor gives nothing.
    """
    if descriptor is not None:
        return _line_of(descriptor, option)
    if not sys.stdin or not sys.stdin.isatty():
        raise KeystoreError(text("cli.secrets.no_terminal", option=option))
    return getpass.getpass(f"{prompt}: ")


def new_password(descriptor: int | None) -> str:
    """A password to be used from now on: typed twice."""
    password = ask_secret(text("cli.secrets.new_password"), descriptor, "--password-fd")
    if descriptor is None and password != getpass.getpass(f"{text('cli.secrets.again')}: "):
        raise KeystoreError(text("cli.secrets.differ"))
    return password


def _line_of(descriptor: int, option: str) -> str:
    """Byte by byte, so that a second secret can stand in the next line."""
    line = bytearray()
    try:
        while len(line) < _LONGEST and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            line += byte
        found = line.decode().rstrip("\r")
    except OSError:
        raise KeystoreError(text("cli.secrets.closed", option=option, number=descriptor)) from None
    except UnicodeDecodeError:
        raise KeystoreError(text("cli.secrets.not_text", option=option)) from None
    if not found:
        raise KeystoreError(text("cli.secrets.empty", option=option, number=descriptor))
    return found
