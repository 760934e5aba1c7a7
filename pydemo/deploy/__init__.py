"""From a plan to contracts on a network: once, whatever happens on the way.

A plan is the same Python function that deploys the system in process. Here its transactions are
numbered; each is written down before it is sent, so that a plan that was cut short is run again
from the beginning, and what is on chain already is only found again.
"""
