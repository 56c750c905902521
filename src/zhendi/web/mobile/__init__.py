"""Pages of mobile members: the register, one member, the call list, contact persons, searches, statistics."""
