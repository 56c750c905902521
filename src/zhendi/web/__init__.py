"""The pages: what a person at a desk or with a telephone sees. A page calls operations and queries, never tables."""
