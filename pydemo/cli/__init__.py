"""The command line: one command a file, `main` the door."""

from pydemo.cli.main import main

__all__ = ["main"]
