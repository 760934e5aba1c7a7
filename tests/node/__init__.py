"""`pydemo node`: its methods and its server, alone, beside anvil, and with clients people use."""
