"""Commands are run as from a terminal here too."""

from cli.conftest import signals_as_in_a_terminal

__all__ = ["signals_as_in_a_terminal"]
