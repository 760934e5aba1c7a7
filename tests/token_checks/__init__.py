"""What the tests of the token share. Not in their folder: a package `token` would hide Python's."""
