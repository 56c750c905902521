"""Counting: pure arithmetic of votes by rules that are data (``policy/opinions/votes.toml``). Knows no database.

Whole numbers only: shares are compared as integers, never as decimals.
"""
