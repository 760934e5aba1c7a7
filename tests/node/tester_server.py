"""A stock EthereumTesterProvider behind Python's own HTTP server: what one has without a node.

python -m node.tester_server PORT
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from eth_tester import EthereumTester, PyEVMBackend
from web3 import Web3
from web3.datastructures import NamedElementOnion
from web3.providers.eth_tester import EthereumTesterProvider

from pydemo.chain.genesis import MNEMONIC


class Handler(BaseHTTPRequestHandler):
    """One request after the other, as eth-tester needs it."""

    protocol_version = "HTTP/1.1"
    ask: Any
    lock = Lock()

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock:
            told = self.ask(request["method"], request.get("params", []))
        answer = Web3.to_json({**told, "id": request["id"], "jsonrpc": "2.0"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main() -> None:
    """Until it is ended."""
    backend = PyEVMBackend.from_mnemonic(MNEMONIC, hd_path="m/44'/60'/0'/0")
    provider = EthereumTesterProvider(EthereumTester(backend))
    # With the provider's own middleware, which makes a node's shapes of eth-tester's, and no other.
    Handler.ask = staticmethod(provider.request_func(Web3(provider), NamedElementOnion([])))
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


if __name__ == "__main__":
    main()
