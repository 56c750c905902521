"""Signing in and out, the own account, and other people's accounts for whoever looks after them."""
