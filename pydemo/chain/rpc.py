"""Talking JSON-RPC through web3.py: the connection, raw methods, and failures told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import Execution, Failure
from pydemo.chain.rpc_trace import read_failure
from pydemo.errors import NotConnected, NotSupported

if TYPE_CHECKING:
    from web3 import Web3
    from web3.exceptions import Web3RPCError

_METHOD_UNKNOWN = (-32601, -32004)
_OF_THE_EVM = ("evm error", "vm exception")
"""How anvil's and Hardhat's messages begin when the EVM has stopped for some other reason."""
_LONGEST_HOST = 60
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

    from pydemo.chain.rpc_errors import translating

    url = cleaned(url)
    provider: Any
    if _is_http(url):
        from pydemo.chain.http import HttpNode

        provider = HttpNode(url, timeout)
        provider.pauses, patient = (), provider.pauses
        connected = _answers(provider)
        provider.pauses = patient
    elif _is_there(url):
        provider = IPCProvider(url, timeout=int(timeout))
        connected = _answers(provider)
    else:
        raise NotConnected(
            f"{shown_url(url)!r} is no address of a node: http://, https://, the path of an IPC "
            "socket or a network of networks.toml is expected"
        )
    if not connected:
        raise NotConnected(f"nothing answers at {shown_url(url)}: is the node running?")

    class Client(Web3):
        RequestManager = translating(shown_url(url), url)

    client = Client(provider)
    # It asks for the chain's id before each call: a third of all requests. Nodes check it anyway.
    client.middleware_onion.remove("validation")
    return client


def _answers(provider: Any) -> bool:
    """Whether somebody is there who speaks JSON-RPC: an error is an answer too, as not every
    provider tells its client's version.

    Raises errors.NotConnected for an answer that is something else.
    """
    try:
        provider.make_request("web3_clientVersion", [])
    except NotConnected as refusal:
        if "does not answer" in str(refusal):
            return False
        try:  # somebody is there, who may just not like that method
            provider.make_request("eth_chainId", [])
        except NotConnected:
            raise refusal from None
    except Exception as fault:  # the socket's: web3.py has no common kind for these
        if isinstance(fault, (OSError, ValueError)) or type(fault).__module__.startswith("web3"):
            return False
        raise
    return True


def cleaned(url: str) -> str:
    """An address as it was meant: no space around it, and its scheme in small letters."""
    scheme, separator, rest = url.strip().partition("://")
    return f"{scheme.lower()}{separator}{rest}" if separator else scheme


def _is_http(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).scheme in ("http", "https") and "://" in url
    except ValueError:  # half a bracket
        return False


def shown_url(url: str) -> str:
    """The address as it may be printed: a provider's key in it is left out."""
    url = cleaned(url)
    if _is_http(url):
        from pydemo.chain.http import shown

        return shown(url)
    scheme, separator, rest = url.partition("://")
    if not separator and (_is_there(url) or url.endswith(".ipc")):
        return url
    # Something pasted in part, or of a scheme that is not for us: keys stand behind the host.
    host = rest if separator else url
    whole, host = host, host.rpartition("@")[2]
    shown_host = host.partition("/")[0].partition("?")[0].strip("[]")[:_LONGEST_HOST]
    cut = "" if shown_host == whole else "/..."
    return f"{scheme}://{shown_host}{cut}" if separator else f"{shown_host}{cut}"


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


def mined_in_spite_of(error: Web3RPCError) -> bytes | None:
    """The hash of a transaction that was mined and failed, where a node (Hardhat's) answers that
    with an error; None where nothing was mined."""
    response: Any = (error.rpc_response or {}).get("error") or {}
    told = response.get("data") if isinstance(response, dict) else None
    tx_hash = told.get("txHash") if isinstance(told, dict) else None
    return bytes.fromhex(tx_hash[2:]) if isinstance(tx_hash, str) else None


def revert_data(error: Exception) -> Execution | None:
    """The failed execution behind an error of web3's, or None if it is about something else."""
    from web3.exceptions import ContractLogicError, Web3RPCError

    if isinstance(error, ContractLogicError):
        data = getattr(error, "data", None)
        if isinstance(data, dict):  # Hardhat's, which web3 takes for a revert whatever it is
            return _failed(str(data.get("message", "")), data)
        return Execution(_as_bytes(data), Failure.REVERT, None)
    if isinstance(error, Web3RPCError):
        response: Any = (error.rpc_response or {}).get("error") or {}
        if isinstance(response, dict):
            return _failed(str(response.get("message", "")), response.get("data"))
        return _failed(str(response), None)
    return None


def _failed(message: str, data: Any) -> Execution | None:
    failure = read_failure(message)
    if failure is Failure.OTHER and not any(one in message.lower() for one in _OF_THE_EVM):
        return None
    return Execution(_as_bytes(data), failure, None)


def _as_bytes(data: Any) -> bytes:
    if isinstance(data, dict):  # Hardhat's: a message beside it
        data = data.get("data")
    if isinstance(data, str) and data.startswith("0x"):
        return bytes.fromhex(data[2:])
    return bytes(data) if isinstance(data, bytes) else b""
