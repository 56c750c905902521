"""Reads of votes for pages; none of them opens the box."""
