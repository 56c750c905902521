"""Pages of the service outlets: the list, and where each is, by which members find the nearest."""
