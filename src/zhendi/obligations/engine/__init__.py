"""The engine: derives what is owed from policy and facts, keeps what changed, and rolls figures up the tree."""
