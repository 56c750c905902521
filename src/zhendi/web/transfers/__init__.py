"""Pages of transfers of the organisation relation: what is on its way out and in, each step, the letter."""
