"""ConstitutionDAO, November 2021: what is known of it, and a crowd made up to match that.

Sources: the blog of Juicebox, by which the money was raised (juice-docs, 13 and 20 December 2022);
the README of Constitution-DAO/contracts; Wikipedia. What people gave, each of them, and when, is
not public in any of these: `gifts` and `timeline` make it up, so that the figures that are known
come out. Whatever is shown of it must be called synthetic.
"""
