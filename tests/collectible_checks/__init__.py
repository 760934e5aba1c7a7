"""What the tests of the collectible share."""
