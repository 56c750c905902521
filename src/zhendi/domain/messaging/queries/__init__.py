"""Reads of the outbox, for pages."""
