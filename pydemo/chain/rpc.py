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


def client_for(url: str, timeout: float = _REQUEST_TIMEOUT) -> Web3:
    """A connected web3 object for http(s):// or an IPC socket's path.

    Not for ws://: web3.py has that in its asynchronous half only.

    Args:
        timeout: seconds to wait for one answer.

    Raises:
        errors.NotConnected: nothing answers there, or nobody who speaks JSON-RPC, or the address
            has none of these forms.
    """
    from web3 import IPCProvider, Web3

    if url.startswith(("http://", "https://")):
        from pydemo.chain.http import HttpNode

        provider = HttpNode(url, timeout)
        w3 = Web3(provider)
        provider.pauses, patient = (), provider.pauses
        try:
            connected = w3.is_connected()
        except NotConnected as refusal:
            if "does not answer" not in str(refusal):
                raise  # somebody is there, and says something else
            connected = False
        provider.pauses = patient
        shown = provider.shown
    elif _is_there(url):
        w3, shown = Web3(IPCProvider(url, timeout=int(timeout))), url
        connected = w3.is_connected()
    else:
        raise NotConnected(
            f"{url!r} is no address of a node: http://, https:// or the path of an IPC socket "
            "is expected"
        )
    if not connected:
        raise NotConnected(f"nothing answers at {shown}: is the node running?")
    return w3


def shown_url(url: str) -> str:
    """The address as it may be printed: a provider's key in it is left out."""
    if not url.startswith(("http://", "https://")):
        return url
    from pydemo.chain.http import shown

    return shown(url)


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
