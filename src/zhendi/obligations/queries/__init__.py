"""Reads for pages: the clause board, the way down from a figure to a person, the inbox, and why."""
