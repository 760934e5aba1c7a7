"""What all tests have: pytest's own pytester, to run pytest inside pytest."""

from __future__ import annotations

pytest_plugins = ["pytester"]
