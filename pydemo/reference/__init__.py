"""The reference site's pages that are made, not written: contracts, commands, Python, guides.

``mkdocs.yml`` builds the site, and ``docs/hooks.py`` hands it these pages. Nothing
here knows mkdocs.
"""
