"""Pages of the set-up procedure: the list, one procedure with its steps and papers, and how one is begun."""
