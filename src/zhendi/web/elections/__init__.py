"""Pages of elections: the list with terms that end soon, one election from preparation to publication, its papers."""
