"""One plan a system: what is deployed, in what order, and how the roles are linked.

The plan that deploys a system in process is the one that deploys it to a network.
"""
