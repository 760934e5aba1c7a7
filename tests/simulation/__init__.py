"""Simulations: who plays them, what is kept, and what must never hang on either."""
