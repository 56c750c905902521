"""Judging what was read: every cell in normal form or with the reason why not; every row taken in, or left out."""
