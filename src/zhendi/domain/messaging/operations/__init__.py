"""What is done with messages. ``sending`` and ``receipts`` are run by the clock and by gateways, the rest by people."""
