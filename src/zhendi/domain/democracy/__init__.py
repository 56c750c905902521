"""Democracy in the village: decisions voted in two rounds and followed through, elections from term end to posts.

Owns ``Decision`` with its stages and ``Election`` with its rounds (clauses 4.4c, 4.4d, 4.4e). Votes themselves are cast
and counted by the engine ``domain/ballots``; this app says what is voted on, in which order, and what follows from it.
"""
