"""The pytest plugin, tried by runs of pytest of their own."""
