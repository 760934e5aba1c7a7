"""An EVM in plain Python: bytecode becomes Python functions, one for each place execution reaches.

This room imports nothing else of pydemo.
"""
