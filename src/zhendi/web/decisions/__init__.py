"""Pages of major decisions: the list, one decision from proposal to archive, its forms and papers, the public result."""
