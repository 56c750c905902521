"""Every read of decisions and elections."""
