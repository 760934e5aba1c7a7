"""Talking JSON-RPC through web3.py: the connection, raw methods, and failures told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import Execution, Failure
from pydemo.chain.rpc_trace import read_failure
from pydemo.errors import NotConnected, NotSupported

if TYPE_CHECKING:
    from web3 import Web3

_METHOD_UNKNOWN = (-32601, -32004)
_REQUEST_TIMEOUT = 60
"""Seconds to wait for one answer."""


def client_for(url: str) -> Web3:
    """A connected web3 object for http(s):// or an IPC socket's path.

    Not for ws://: web3.py has that in its asynchronous half only.

    Raises:
        errors.NotConnected: nothing answers there, or the address has none of these forms.
    """
    from web3 import HTTPProvider, IPCProvider, Web3

    provider: Any
    if url.startswith(("http://", "https://")):
        provider = HTTPProvider(url, request_kwargs={"timeout": _REQUEST_TIMEOUT})
    elif _is_there(url):
        provider = IPCProvider(url)
    else:
        raise NotConnected(
            f"{url!r} is no address of a node: http://, https:// or the path of an IPC socket "
            "is expected"
        )
    w3 = Web3(provider)
    if not w3.is_connected():
        raise NotConnected(f"nothing answers at {url}: is the node running?")
    return w3


def _is_there(path: str) -> bool:
    try:
        return path != "" and Path(path).exists() and not Path(path).is_dir()
    except (OSError, ValueError):  # too long, or with characters no path may have
        return False


def rpc(w3: Web3, method: str, params: list[Any]) -> Any:
    """Call a method by name.

    Raises:
        errors.NotSupported: the node does not know the method, or refuses it.
    """
    response = w3.provider.make_request(method, params)  # type: ignore[arg-type]
    if "error" in response:
        error: Any = response["error"]
        message = error.get("message", error) if isinstance(error, dict) else error
        raise NotSupported(f"{method}: {message}")
    return response["result"]


def revert_data(error: Exception) -> Execution | None:
    """The failed execution behind an error of web3's, or None if it is about something else."""
    from web3.exceptions import ContractLogicError, Web3RPCError

    data = getattr(error, "data", None)
    if isinstance(error, ContractLogicError):
        return Execution(_as_bytes(data), Failure.REVERT, None)
    if isinstance(error, Web3RPCError):
        response: Any = (error.rpc_response or {}).get("error") or {}
        message = str(response.get("message", "") if isinstance(response, dict) else response)
        failure = read_failure(message)
        if failure is Failure.OTHER and "evm error" not in message.lower():
            return None
        raw = response.get("data") if isinstance(response, dict) else None
        return Execution(_as_bytes(raw), failure, None)
    return None


def _as_bytes(data: Any) -> bytes:
    if isinstance(data, str) and data.startswith("0x"):
        return bytes.fromhex(data[2:])
    return bytes(data) if isinstance(data, bytes) else b""
