"""The `pydemo` command: finds the subcommand, and turns whatever goes wrong into one line.

Exit status: 0 for success, 1 where a check found a difference, 2 for everything that stopped a
command (a mistake in the arguments, a missing tool, a broken source, Ctrl-C, a closed terminal).
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from pydemo import __version__, messages
from pydemo.cli.masking import without_secrets
from pydemo.errors import PackageNotFound, PydemoError, did_you_mean

COMMANDS = (
    "demo",
    "gallery",
    "verify-draw",
    "simulate",
    "compile",
    "accounts",
    "deploy",
    "verify-bundle",
    "console",
    "gas",
    "bench",
    "node",
    "lessons",
    "doctor",
)
STOPPED = 2


class Commands(click.Group):
    """Subcommands that load when named, so that `pydemo --help` needs none of what they need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pydemo.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(
                f"there is no command {args[0]!r}; {did_you_mean(args[0], COMMANDS)}choose from: "
                f"{', '.join(COMMANDS)}"
            )
        return super().resolve_command(ctx, args)


def make_group() -> click.Group:
    """Made after the language is known: help texts come from the catalogue."""
    group = Commands(name="pydemo", help=messages.text("cli.help"), no_args_is_help=True)
    click.version_option(__version__, prog_name="pydemo")(group)
    language_option(group)
    return group


def language_option(command: Any) -> Any:
    """``--lang``. It is read before the commands are made, so that help texts follow it too."""
    return click.option(
        "--lang",
        type=click.Choice(messages.LANGUAGES),
        expose_value=False,
        help=messages.text("cli.lang"),
    )(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `pydemo` and leave the process with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run `pydemo` and return its exit status; nothing but a bug escapes as a traceback."""
    if sys.stdout is None:  # closed by the caller (>&-)
        return _stop("standard output is closed: there is nowhere to print to")
    _end_politely_on_hangup()
    _write_what_the_encoding_has()
    try:
        messages.use(_language_of(arguments))
        group = make_group()
        with group.make_context("pydemo", list(arguments)) as context:
            group.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return _flushed(leaving.exit_code)
    except click.exceptions.NoArgsIsHelpError as help_text:
        click.echo(help_text.format_message())
        return 0
    except click.ClickException as mistake:
        return _stop(without_secrets(mistake.format_message(), arguments))
    except PackageNotFound as missing:
        values = {"package": missing.package, "extra": missing.extra}
        return _stop(messages.text("cli.package_missing", **values))
    except PydemoError as problem:
        return _stop(without_secrets(str(problem), arguments))
    except (KeyboardInterrupt, EOFError, click.Abort):
        return _stop(messages.text("cli.interrupted"))
    except HangUp:
        return _stop(messages.text("cli.closed"))
    except OSError as problem:
        return _stop(_unwritable(problem))
    except Exception as problem:
        if not _is_of_web3(problem):
            raise
        return _stop(without_secrets(" ".join(str(problem).split()), arguments))
    return 0


def _is_of_web3(problem: Exception) -> bool:
    """Whether it is about what a node has answered, such as that it has no block of a number."""
    exceptions = sys.modules.get("web3.exceptions")
    return exceptions is not None and isinstance(problem, exceptions.Web3Exception)


def _language_of(arguments: list[str]) -> str:
    """The language asked for by ``--lang``, wherever it stands, or else by the locale."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            wanted = value if equals else "".join(arguments[position + 1 : position + 2])
            if wanted in messages.LANGUAGES:
                return wanted
    return messages.from_locale()


_LOOKALIKES = {"✓": "+", "✗": "x", "…": "...", "→": "->", "─": "-", "├": "|", "└": "`", "│": "|"}


def _write_what_the_encoding_has() -> None:
    """Let a pipe or file with a narrow encoding get a similar character, not a traceback.

    Windows gives pipes the encoding of its code page, which has no check mark.
    """

    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        unknown = error.object[error.start : error.end]
        return "".join(_LOOKALIKES.get(character, "?") for character in unknown), error.end

    codecs.register_error("pydemo", replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="pydemo")


class HangUp(BaseException):
    """The terminal went away. Like KeyboardInterrupt, not for `except Exception` to catch."""


def _end_politely_on_hangup() -> None:
    def hang_up(*_: object) -> None:
        raise HangUp

    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, hang_up)


def _unwritable(problem: OSError) -> str:
    """What is wrong with the place that output goes to."""
    _discard_output()
    # The other end of a pipe left, the descriptor was closed, the terminal went away.
    if isinstance(problem, BrokenPipeError) or problem.errno in (errno.EBADF, errno.EIO):
        return messages.text("cli.closed")
    return messages.text(
        "cli.unwritable", file=problem.filename or "-", reason=problem.strerror or str(problem)
    )


def _discard_output() -> None:
    """Let Python's own flush at exit go nowhere instead of failing again."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None


def _flushed(status: int) -> int:
    try:
        sys.stdout.flush()
    except OSError as problem:
        return _stop(_unwritable(problem))
    return status


def _stop(message: str) -> int:
    with suppress(OSError, AttributeError):  # there may be no terminal left to say it on
        print(f"pydemo: {message}", file=sys.stderr, flush=True)
    return STOPPED
