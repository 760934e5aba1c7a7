"""How things look: plain text, terminal, HTML. Nothing else in pydemo knows.

This room takes what it draws by shape and imports none of the rooms above it.
"""
