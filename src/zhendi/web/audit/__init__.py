"""The trail of what was done, for those whose post may read it."""
