"""What nodes answer instead of a result, as one clear line, and without a provider's key."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from web3.exceptions import (
    MethodUnavailable,
    RequestTimedOut,
    TransactionIndexingInProgress,
    Web3RPCError,
)
from web3.manager import RequestManager

from pydemo.errors import NodeError

_OF_THE_NODE = (Web3RPCError, MethodUnavailable, RequestTimedOut, TransactionIndexingInProgress)
"""The kinds of error that are about the node. Those about a missing block or transaction are an
answer, and are handled where it is expected."""
_SHORTEST_SECRET = 6
_BUSY_CODE = -32005
_RATE = re.compile(r"rate|too many requests|per second|requests? (count|limit)|quota|credits", re.I)
_PASSING = re.compile(r"header not found|indexing is in progress", re.I)


class RpcError(NodeError, Web3RPCError):
    """A node's error, for users and for code that knows web3's: it has ``rpc_response`` too."""

    def __init__(self, text: str, response: Any) -> None:
        Web3RPCError.__init__(self, text, rpc_response=response)

    def __str__(self) -> str:
        return str(self.message)


def translating(name: str, url: str) -> type[RequestManager]:
    """web3's request manager, which raises a node's errors as RpcError.

    Args:
        name: of the node, as it may be printed.
        url: of the node; what is secret in it is left out where the node repeats it.
    """

    class Translating(RequestManager):
        def request_blocking(
            self,
            method: Any,
            params: Any,
            error_formatters: Callable[..., Any] | None = None,
            null_result_formatters: Callable[..., Any] | None = None,
        ) -> Any:
            try:
                return super().request_blocking(
                    method, params, error_formatters, null_result_formatters
                )
            except Web3RPCError as error:
                if type(error) not in _OF_THE_NODE:
                    raise
                said = without_secrets(_words(error), url)
                raise RpcError(f"{name} refuses {method}: {said}", _clean(error, url)) from None

    return Translating


def _words(error: Web3RPCError) -> str:
    response: Any = (error.rpc_response or {}).get("error") or {}
    said = response.get("message") if isinstance(response, dict) else response
    code = response.get("code") if isinstance(response, dict) else None
    words = " ".join(str(said or error.message).split())[:300]
    return f"{words} ({code})" if code is not None else words


def _clean(error: Web3RPCError, url: str) -> Any:
    """The response with the error's message as it may be repeated."""
    response: Any = error.rpc_response or {}
    told = response.get("error")
    if not isinstance(told, dict):
        return response
    return {**response, "error": {**told, "message": without_secrets(_message(told), url)}}


def _message(told: dict[str, Any]) -> str:
    return str(told.get("message", ""))


def without_secrets(text: str, url: str) -> str:
    """A text in which nothing is left of what a URL has besides its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return text
    user = parts.netloc.rpartition("@")[0]
    for secret in re.split(r"[/:&=?]", f"{user}/{parts.path}/{parts.query}"):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "...")
    return text


def is_busy(method: str, error: dict[str, Any]) -> bool:
    """Whether a node has not looked at the request, as there are too many.

    The same code says of logs that a range holds too many, which waiting does not change.
    """
    if error.get("code") == 429:
        return True
    said = _message(error)
    return error.get("code") == _BUSY_CODE and (method != "eth_getLogs" or bool(_RATE.search(said)))


def is_passing(error: dict[str, Any]) -> bool:
    """Whether the node will soon know more: behind a balancer one is a block behind the others."""
    return bool(_PASSING.search(_message(error)))
