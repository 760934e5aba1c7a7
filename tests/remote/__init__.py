"""The same handles on a chain behind JSON-RPC: anvil, a client written by others."""
