"""What happened: one app for each part of the county's work, holding facts and the operations that make them."""
