"""Pages of units and their coverage: the register, the figures, the record, the map."""
