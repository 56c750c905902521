"""Writes of activities: planning, inviting, noting who was there, minutes, demands."""
