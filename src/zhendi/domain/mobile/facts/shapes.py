"""The columns that the facts of this app share."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

MOST = 20_000  # members at once whose duties are derived one by one; above, deriving all is quicker


def spans(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Each row with its own period: ``subject_id, valid_from, valid_to``."""
    return rows.values("valid_from", "valid_to", subject_id=F("pk"))
