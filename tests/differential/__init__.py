"""The fast engine against py-evm: the same transactions, and nothing may differ."""
