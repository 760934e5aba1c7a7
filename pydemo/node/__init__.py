"""The chain as a node: JSON-RPC over HTTP and WebSocket, for wallets, libraries and test suites.

The way of a request: `server` reads it and `guard` says whether it may come in; `dispatch` finds
the method by name; the `methods_*` modules read its parameters, ask or change the `ServedChain`,
and give the answer in the shapes of `wire`. All of it runs in one thread, one request after the
other, so that no answer ever shows half of a change.
"""
