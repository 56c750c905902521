"""Tables of decisions and elections."""
