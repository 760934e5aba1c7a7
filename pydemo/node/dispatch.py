"""JSON-RPC 2.0: what came in, read; methods called; answers written. Batches too."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydemo.errors import ArgumentError, NotSupported, TransactionRefused
from pydemo.node import methods_dev, methods_read, methods_run
from pydemo.node.failure import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_SUPPORTED,
    PARSE_ERROR,
    REFUSED,
    RpcError,
)
from pydemo.node.registry import METHODS, Method

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

MOST_IN_BATCH = 1_000
_DEEPEST = 1_000
"""Frames of Python's, as it has it by itself."""
_MODULES = (methods_dev, methods_read, methods_run)  # importing them fills the registry
_log = logging.getLogger("pydemo.node")
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

Extra = dict[str, Callable[..., Any]]
"""Methods of the connection a request comes by, such as subscribing: they take its parameters."""


def answer(served: ServedChain, body: bytes | str, extra: Extra | None = None) -> bytes:
    """Do what a request or a batch of them asks. Empty if nothing is to be answered."""
    try:
        request = _parse(body)
    except (ValueError, RecursionError):
        return _failed(None, RpcError(PARSE_ERROR, "parse error: the request is no JSON"))
    if not isinstance(request, list):
        return _one(served, request, extra)
    if not request:
        return _failed(None, RpcError(INVALID_REQUEST, "invalid request: the batch is empty"))
    if len(request) > MOST_IN_BATCH:
        reason = f"batch too large: {len(request)} requests, {MOST_IN_BATCH} are the most"
        return _failed(None, RpcError(INVALID_REQUEST, reason))
    answers = [told for entry in request if (told := _one(served, entry, extra))]
    return b"[" + b",".join(answers) + b"]" if answers else b""


def _parse(body: bytes | str) -> Any:
    """Read JSON that may come from anybody.

    py-evm raises Python's limit so far that brackets within brackets would overflow the stack in
    C, which ends the process; here Python's own limit holds again.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEPEST)
    try:
        return json.loads(body)
    finally:
        sys.setrecursionlimit(before)


def _one(served: ServedChain, request: Any, extra: Extra | None) -> bytes:
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        return _failed(None, RpcError(INVALID_REQUEST, "invalid request: there is no method"))
    identifier = request.get("id")
    if isinstance(identifier, bool | list | dict):
        return _failed(None, RpcError(INVALID_REQUEST, "invalid request: the id is no id"))
    try:
        result = _call(served, request["method"], request.get("params"), extra)
    except RpcError as failure:
        told = _failed(identifier, failure)
    else:
        told = f'{{"jsonrpc":"2.0","id":{_encode(identifier)},"result":{_encode(result)}}}'.encode()
    return told if "id" in request else b""  # a notification wants none


def _call(served: ServedChain, name: str, params: Any, extra: Extra | None) -> Any:
    if params is None:
        params = []
    if not isinstance(params, list):
        raise RpcError(INVALID_PARAMS, "params: a list is expected, in the order of the method's")
    try:
        if extra is not None and name in extra:
            return extra[name](params)
        return _method(name, params).call(served, *params)
    except RpcError:
        raise
    except TransactionRefused as refusal:
        raise RpcError(REFUSED, str(refusal)) from None
    except NotSupported as refusal:
        raise RpcError(NOT_SUPPORTED, str(refusal)) from None
    except ArgumentError as refusal:
        raise RpcError(INVALID_PARAMS, str(refusal)) from None
    except Exception:
        _log.exception("%s failed", name)
        raise RpcError(INTERNAL_ERROR, "internal error: see the node's output") from None


def _method(name: str, params: list[Any]) -> Method:
    """The method of a name, which takes so many parameters."""
    method = METHODS.get(name)
    if method is None:
        raise RpcError(METHOD_NOT_FOUND, f"the method {name[:80]} does not exist")
    method.check(params)
    return method


def _failed(identifier: Any, failure: RpcError) -> bytes:
    return _encode({"jsonrpc": "2.0", "id": identifier, "error": failure.as_json()}).encode()
