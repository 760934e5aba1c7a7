"""Handles on contracts, tried on `contracts/test`."""
