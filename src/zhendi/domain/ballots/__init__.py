"""Ballots: votes that are secret, counted right, and that everybody can check. A shared engine: it knows no clause.

``counting`` is the arithmetic by dated rules, ``sealing`` the secrecy; both are pure. The roll says who has voted, the
box holds ballots that lead to nobody: no key, day, order or line of a log joins the two. Only ``operations`` may open
the box (``models.box``); docs/security.md has the threat model.
"""
