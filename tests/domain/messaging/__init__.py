"""The outbox and its gateways."""
