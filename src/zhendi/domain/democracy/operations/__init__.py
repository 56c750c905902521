"""Every write to decisions and elections."""
