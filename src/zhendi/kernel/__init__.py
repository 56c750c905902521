"""What knows no business: time, working days, identifiers, scope, dated numbers, sealing, masking, the audit chain."""
