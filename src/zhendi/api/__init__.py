"""The same operations and queries for machines: OpenAPI 3.1 under ``/api/v1``."""
