"""What is deployed for the tests of the governor's properties is what those in tests/dao have."""

from __future__ import annotations

from dao.conftest import call, dao, dao_chain

__all__ = ["call", "dao", "dao_chain"]
