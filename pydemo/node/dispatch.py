"""JSON-RPC 2.0: what came in, read; methods called; answers written. Batches too."""

from __future__ import annotations

import json
import logging
import math
import sys
import time
from collections.abc import Callable
from inspect import isgenerator
from typing import TYPE_CHECKING, Any

from pydemo.errors import ArgumentError, NotSupported, TransactionRefused
from pydemo.evm.deadline import Ended, TimeUp, check
from pydemo.node import (
    methods_control,
    methods_dev,
    methods_pool,
    methods_raw,
    methods_read,
    methods_refused,
    methods_run,
    methods_trace,
    methods_wallet,
)
from pydemo.node.failure import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_SUPPORTED,
    PARSE_ERROR,
    REFUSED,
    TIMED_OUT,
    TOO_LARGE,
    RpcError,
)
from pydemo.node.registry import METHODS, Method
from pydemo.node.turns import Turns, at_once

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

MOST_IN_BATCH = 1_000
MOST_TOLD = 100 * 2**20
"""Bytes of a batch's answers, after which the rest is not done: one answer may be nearly as large,
and a batch could ask for a thousand of them."""
TURN = 0.02
"""Seconds that a batch may take before others have their turn."""
_DEEPEST = 500
"""Frames of Python's that reading a request may take: half of what Python has by itself."""
_MODULES = (
    methods_control,
    methods_dev,
    methods_pool,
    methods_raw,
    methods_read,
    methods_refused,
    methods_run,
    methods_trace,
    methods_wallet,
)  # importing them fills the registry
_log = logging.getLogger("pydemo.node")
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

_INFINITE = (math.inf, -math.inf)
"""What 1e999 is read as; JSON cannot write it."""

Extra = dict[str, Callable[..., Any]]
"""Methods of the connection a request comes by, such as subscribing: they take its parameters."""


def answer(served: ServedChain, body: bytes | str, extra: Extra | None = None) -> bytes:
    """As `answering`, at once."""
    return at_once(answering(served, body, extra))


def answering(served: ServedChain, body: bytes | str, extra: Extra | None = None) -> Turns[bytes]:
    """Do what a request or a batch of them asks. Empty if nothing is to be answered.

    Where it pauses no change is half done: each is whole, and in the file.
    """
    try:
        request = _parse(body)
    except (ValueError, RecursionError):
        return _failed(None, RpcError(PARSE_ERROR, "parse error: the request is no JSON"))
    if not isinstance(request, list):
        return (yield from _one(served, request, extra))
    if not request:
        return _failed(None, RpcError(INVALID_REQUEST, "invalid request: the batch is empty"))
    if len(request) > MOST_IN_BATCH:
        reason = f"batch too large: {len(request)} requests, {MOST_IN_BATCH} are the most"
        return _failed(None, RpcError(INVALID_REQUEST, reason))
    return (yield from _all(served, request, extra))


def _all(served: ServedChain, requests: list[Any], extra: Extra | None) -> Turns[bytes]:
    answers, size, taken, turn = list[bytes](), 0, 0.0, 0.0  # seconds of work, not of others' turns
    refusal: RpcError | None = None
    for request in requests:
        if taken > served.batch_time:
            reason = f"request timed out: a batch has {served.batch_time:g} seconds at most"
            refusal = refusal or RpcError(TIMED_OUT, reason)
        elif size > MOST_TOLD:
            reason = f"response too large: the answers to a batch have {MOST_TOLD} bytes at most"
            refusal = refusal or RpcError(TOO_LARGE, reason)
        one, told = _one(served, request, extra, refusal), None
        while told is None:
            begun = time.monotonic()
            try:
                next(one)
            except StopIteration as done:
                told = bytes(done.value)
            spent = time.monotonic() - begun
            taken, turn = taken + spent, turn + spent
            if told is None or turn > TURN:
                yield
                turn = 0.0
        if told:
            answers.append(told)
            size += len(told)
    return b"[" + b",".join(answers) + b"]" if answers else b""


def _parse(body: bytes | str) -> Any:
    """Read JSON that may come from anybody: UTF-8, without Python's own NaN and Infinity.

    py-evm raises Python's limit so far that brackets within brackets would overflow the stack in
    C, which ends the process; here there is one that holds, and leaves room for what comes after.
    """
    text = body if isinstance(body, str) else body.decode()
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEPEST)
    try:
        return _decode(text)
    finally:
        sys.setrecursionlimit(before)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def _one(
    served: ServedChain, request: Any, extra: Extra | None, refusal: RpcError | None = None
) -> Turns[bytes]:
    """``refusal`` is told of a request that is not to be done."""
    identifier = request.get("id") if isinstance(request, dict) else None
    if isinstance(identifier, bool | list | dict) or identifier in _INFINITE:
        return _failed(None, RpcError(INVALID_REQUEST, "invalid request: the id is no id"))
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        reason = "invalid request: there is no method"
        return _failed(identifier, RpcError(INVALID_REQUEST, reason))
    if request.get("jsonrpc") != "2.0":
        reason = 'invalid request: {"jsonrpc": "2.0", ...} is spoken here'
        return _failed(identifier, RpcError(INVALID_REQUEST, reason))
    if refusal is not None:
        return _failed(identifier, refusal) if "id" in request else b""
    try:
        result = yield from _call(served, request["method"], request.get("params"), extra)
    except RpcError as failure:
        told = _failed(identifier, failure)
    else:
        told = f'{{"jsonrpc":"2.0","id":{_encode(identifier)},"result":{_encode(result)}}}'.encode()
    return told if "id" in request else b""  # a notification wants none


def _call(served: ServedChain, name: str, params: Any, extra: Extra | None) -> Turns[Any]:
    if params is None:
        params = []
    if not isinstance(params, list):
        raise RpcError(INVALID_PARAMS, "params: a list is expected, in the order of the method's")
    try:
        served.check()
        check()
        if extra is not None and name in extra:
            return extra[name](params)
        result = _method(name, params).call(served, *params)
        return (yield from result) if isgenerator(result) else result
    except RpcError:
        raise
    except TimeUp as stopped:
        reason = f"execution aborted (timeout = {stopped.seconds:g}s)"
        raise RpcError(REFUSED, reason) from None
    except Ended:
        raise RpcError(REFUSED, "the node ends: this was not done") from None
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
