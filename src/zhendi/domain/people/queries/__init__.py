"""Reads for pages: ``scope`` first, frozen rows out. One module a noun."""
