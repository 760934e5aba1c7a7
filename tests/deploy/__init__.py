"""Deploying to networks, by a real anvil, and by a proxy in between that misbehaves."""
