"""What a prize vault's events say: draws replayed and checked, by nothing but the events."""
