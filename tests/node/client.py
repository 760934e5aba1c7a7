"""A JSON-RPC client that hides nothing: what was answered, as it was answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests

from pydemo.node.dispatch import answer
from pydemo.node.served import ServedChain


class RpcFailure(Exception):
    """An error object."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code, self.message, self.data = error["code"], error["message"], error.get("data")


@dataclass(frozen=True)
class Rpc:
    """A node to ask by HTTP: ``rpc("eth_chainId")`` returns the result, or raises RpcFailure."""

    url: str

    def __call__(self, method: str, *params: Any) -> Any:
        request: Any = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)}
        response = requests.post(self.url, json=request, timeout=30)
        response.raise_for_status()
        return result_of(response.json())


@dataclass(frozen=True)
class Direct:
    """The same without a network: straight to the method, on a chain in this process."""

    served: ServedChain

    def __call__(self, method: str, *params: Any) -> Any:
        request = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)}
        return result_of(json.loads(answer(self.served, json.dumps(request))))


def result_of(response: dict[str, Any]) -> Any:
    """The result, which has the request's id. Raises RpcFailure."""
    assert response["jsonrpc"] == "2.0"
    assert response["id"] == 7
    if "error" in response:
        assert "result" not in response
        raise RpcFailure(response["error"])
    return response["result"]
