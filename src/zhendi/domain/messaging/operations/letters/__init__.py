"""Writes of letters on paper: words, addresses, runs, printing, posting, what came back."""
