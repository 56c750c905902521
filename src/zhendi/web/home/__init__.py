"""The first page, the search across people and organisations, and where the reader stands (post and day)."""
