"""Plays the common script on a node, and keeps what was answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from node import common_script
from node.client import Rpc, RpcFailure
from node.common_script import Ask

_PATIENCE = 5
"""Seconds to wait for a transaction to be mined: anvil answers before it is."""


class Player:
    """One node's answers, by step."""

    def __init__(self, url: str) -> None:
        self._rpc = Rpc(url)
        self._is_automine = True
        self.answers: dict[str, Any] = {}
        self.messages: dict[str, str] = {}
        """What the errors say, which no two nodes say alike."""

    def play(self, script: Callable[[Ask], None] = common_script.run) -> dict[str, Any]:
        script(self)
        return self.answers

    def __call__(self, step: str, method: str, *params: Any) -> Any:
        assert step not in self.answers, f"two steps are named {step!r}"
        try:
            answer = self._rpc(method, *params)
        except RpcFailure as failure:
            self.messages[step] = failure.message
            self.answers[step] = {"error": {"code": failure.code, "data": failure.data}}
            return None
        self.answers[step] = answer
        if method == "evm_setAutomine":
            self._is_automine = params[0]
        if method.startswith("eth_send") and self._is_automine:
            self._wait_for(answer)
        return answer

    def _wait_for(self, tx_hash: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while self._rpc("eth_getTransactionReceipt", tx_hash) is None:
            assert time.monotonic() < deadline, f"{tx_hash} is not mined"
            time.sleep(0.005)
