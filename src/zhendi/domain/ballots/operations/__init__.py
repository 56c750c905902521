"""What is done with a vote: prepared, its roll frozen, sealed, opened, cast, closed, counted, published."""
