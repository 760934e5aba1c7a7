"""`python -m pydemo`: the same as the `pydemo` command."""

from pydemo.cli import main

main()
