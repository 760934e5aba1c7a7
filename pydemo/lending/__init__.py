"""What a lending pool's views say, as values. Imports nothing above contract."""
