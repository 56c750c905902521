"""Pages of members, persons and posts."""
