"""Pages of activities: what is planned and held, who was there, minutes, demands."""
