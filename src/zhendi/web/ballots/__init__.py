"""Votes: drawn up, sealed, opened by two, cast by telephone, at the desk and on paper, counted, published, checked."""
