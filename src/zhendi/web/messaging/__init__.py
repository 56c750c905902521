"""Pages of messages: write to many at once, watch them arrive, read what comes back; and the door for receipts."""
