"""Ballots: votes that are secret, counted right, and that everybody can check. A shared engine: it knows no clause.

What is here so far is the arithmetic (``counting``): electorates, quorums, majorities, ties, by dated rules.
"""
