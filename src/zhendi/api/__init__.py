"""The same for machines: OpenAPI 3.1 under ``/api/v1``, read-only, by personal tokens limited by their owner's posts."""
