"""JSON-RPC over HTTP for networks as they are: slow, busy, behind balancers, and at times talking
nonsense.

Connections are kept and shared. What only reads is asked again after a fault; what changes
something never is, since nobody knows whether the first request arrived. A node that says it is
busy (429) has not looked at the request, so that one is always sent again.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from web3 import HTTPProvider
from web3.types import RPCEndpoint, RPCResponse

from pydemo.chain.rpc_errors import is_busy, is_passing, without_secrets
from pydemo.chain.shallow_json import loads
from pydemo.errors import NotConnected

CONNECTIONS = 16
"""Connections that are kept open to a node."""
PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds between one attempt and the next."""
PATIENCE_WHEN_BUSY = 60
"""Seconds that a node's Retry-After may ask for, in all, before we give up."""

_READS = re.compile(
    r"eth_(get(?!Filter)\w+|call|estimateGas|chainId|blockNumber|gasPrice|maxPriorityFeePerGas|feeHistory"
    r"|blobBaseFee|accounts|syncing|createAccessList|simulateV1)|net_\w+|web3_\w+|debug_trace\w+"
    r"|trace_\w+"
)
_CHAIN_ID = "eth_chainId"
"""Does not change while we are connected, and web3.py asks before each call."""
_BUSY_STATUS = 429
_UNLOCKED = "eth_sendTransaction"
"""The one method that does something else when it is asked for twice."""
_WORTH_ANOTHER_TRY = (408, 425, 500, 502, 503, 504)

_QUANTITY = re.compile(r"0x[0-9a-fA-F]+")
_DATA = re.compile(r"0x([0-9a-fA-F]{2})*")
_SHAPES: dict[str, re.Pattern[str] | type] = {
    **dict.fromkeys(
        (
            "eth_chainId",
            "eth_blockNumber",
            "eth_getBalance",
            "eth_getTransactionCount",
            "eth_estimateGas",
            "eth_gasPrice",
            "eth_maxPriorityFeePerGas",
        ),
        _QUANTITY,
    ),
    **dict.fromkeys(
        ("eth_call", "eth_getCode", "eth_getStorageAt", "eth_sendRawTransaction"), _DATA
    ),
    **dict.fromkeys(
        (
            "eth_getBlockByNumber",
            "eth_getBlockByHash",
            "eth_getTransactionByHash",
            "eth_getTransactionReceipt",
            "eth_feeHistory",
        ),
        dict,
    ),
    **dict.fromkeys(("eth_getLogs", "eth_accounts"), list),
}
"""What a result must look like, so that nonsense is named here and not stumbled over later."""


class HttpNode(HTTPProvider):
    """web3.py's HTTP provider, with more patience and less trust.

    Args:
        timeout: seconds to wait for one answer.

    Raises, from every request:
        errors.NotConnected: no answer, or none that is JSON-RPC, after all attempts.
    """

    def __init__(self, url: str, timeout: float) -> None:
        session = requests.Session()
        adapter = HTTPAdapter(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        # The environment's proxies are looked up anew for each request, and never meant for this.
        session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "::1", "localhost")
        super().__init__(url, request_kwargs={"timeout": timeout}, session=session)
        self._url, self._timeout, self._session = url, timeout, session
        self.shown = shown(url)
        self.pauses: tuple[float, ...] = PAUSES
        self._chain_id: RPCResponse | None = None

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        if method == _CHAIN_ID and self._chain_id is not None:
            return cast(RPCResponse, {**self._chain_id})
        body = self.encode_rpc_request(method, params)
        is_read = _READS.fullmatch(method) is not None
        pauses = iter(self.pauses if is_read else ())
        busy = _Busy()
        while True:
            try:
                response = self._ask(method, body)
            except _Refusal as refusal:
                pause = busy.pause(refusal, self.pauses) if refusal.busy else next(pauses, None)
                if pause is None:
                    raise NotConnected(f"{refusal}") from None
            else:
                error = cast(Any, response.get("error"))
                is_early = is_read and isinstance(error, dict) and is_passing(error)
                pause = next(pauses, None) if is_early else None
                if pause is None:
                    if method == _CHAIN_ID and error is None:
                        self._chain_id = response
                    return response
            time.sleep(pause)

    def _ask(self, method: str, body: bytes) -> RPCResponse:
        """One attempt. Raises _Refusal."""
        try:
            answer = self._session.post(
                self._url, data=body, headers=self.get_request_headers(), timeout=self._timeout
            )
        except requests.Timeout:
            raise _Refusal(f"{self.shown} did not answer within {self._timeout:g} s") from None
        except (requests.RequestException, OSError, UnicodeError) as fault:
            raise _Refusal(f"{self.shown} does not answer: {_kind(fault)}") from None
        if answer.status_code == _BUSY_STATUS:
            raise _Refusal(
                f"{self.shown} has too many requests (429): wait, or use another node",
                busy=True,
                retry_after=answer.headers.get("Retry-After"),
            )
        return self._read(method, answer)

    def _read(self, method: str, answer: requests.Response) -> RPCResponse:
        try:
            response = loads(answer.content)
        except ValueError:
            response = None
        if not _is_rpc(response):
            if not answer.ok:
                raise _Refusal(f"{self.shown} answers HTTP {answer.status_code} {answer.reason}")
            raise _Refusal(
                f"{self.shown} answers {method} with something that is no JSON-RPC: "
                f"{_beginning(answer.content)}"
            )
        error = response.get("error")
        if isinstance(error, dict) and method != _UNLOCKED and is_busy(method, error):
            said = without_secrets(str(error.get("message", "")), self._url)
            raise _Refusal(f"{self.shown} is busy: {said}", busy=True)
        if error is None and not _fits(method, response.get("result")):
            shown_result = _beginning(json.dumps(response["result"]).encode())
            raise _Refusal(f"{self.shown} answers {method} with nonsense: {shown_result}")
        return cast(RPCResponse, response)


class _Refusal(Exception):
    """An attempt that brought no answer. ``busy``: the request was not even looked at."""

    def __init__(self, text: str, *, busy: bool = False, retry_after: str | None = None) -> None:
        super().__init__(" ".join(text.split()))
        self.busy, self.retry_after = busy, retry_after


class _Busy:
    """How long we have waited for a busy node."""

    def __init__(self) -> None:
        self._waited = 0.0
        self._pauses: Iterator[float] | None = None

    def pause(self, refusal: _Refusal, pauses: tuple[float, ...]) -> float | None:
        """Seconds to wait now, or None when that is enough."""
        if self._pauses is None:
            self._pauses = iter(pauses)
        usual = next(self._pauses, None)
        asked = _seconds(refusal.retry_after)
        pause = usual if asked is None else max(asked, 0.05)
        if pause is None or self._waited + pause > PATIENCE_WHEN_BUSY:
            return None
        self._waited += pause
        return pause


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After: seconds, or a date (RFC 9110)."""
    if retry_after is None:
        return None
    try:
        return max(float(retry_after), 0.0)
    except ValueError:
        pass
    try:
        return max(email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _is_rpc(response: Any) -> bool:
    """Whether it is an answer by JSON-RPC 2.0: a result, or an error as one must look."""
    if not isinstance(response, dict) or response.get("jsonrpc") != "2.0":
        return False
    error = response.get("error")
    if error is None:
        return "result" in response
    if isinstance(error, dict):
        return isinstance(error.get("code"), int) and isinstance(error.get("message"), str)
    return isinstance(error, str)


def _fits(method: str, result: Any) -> bool:
    shape = _SHAPES.get(method)
    if shape is None:
        return True
    if isinstance(shape, re.Pattern):
        return isinstance(result, str) and shape.fullmatch(result) is not None
    return isinstance(result, shape) or (result is None and shape is dict)


def _kind(fault: Exception) -> str:
    """What happened, without the URL that requests puts into its messages: it may hold a key."""
    text = str(fault).lower()
    for sign, words in (
        ("refused", "connection refused"),
        ("name or service", "no such host"),
        ("failed to resolve", "no such host"),
        ("reset", "connection reset"),
        ("aborted", "connection closed"),
        ("disconnected", "connection closed"),
        ("certificate", "its certificate is not valid"),
        ("ssl", "TLS failed"),
    ):
        if sign in text:
            return words
    return type(fault).__name__


def _beginning(content: bytes) -> str:
    text = " ".join(content[:200].decode("utf-8", "replace").split())
    return repr(text if len(text) <= 60 else f"{text[:60]}...")


def shown(url: str) -> str:
    """A URL as it may be printed: providers put their keys into the path, the query or the user.

    Raises ValueError for what is no URL at all.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    secret = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    return f"{parts.scheme}://{host}/..." if secret else url
