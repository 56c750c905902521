"""Reads of organisations for pages: the reader's scope first, frozen rows out, always as of ``scope.as_of``."""

from zhendi.domain.orgs.queries.lists import CAP, Filters, Page, listing, search
from zhendi.domain.orgs.queries.records import record
from zhendi.domain.orgs.queries.rows import (
    ChangeRow,
    GuideRow,
    Line,
    Name,
    Postponed,
    Record,
    Rights,
    TermRow,
    VersionRow,
)
from zhendi.domain.orgs.queries.trees import beneath, opened, siblings, tree

__all__ = [
    "CAP", "ChangeRow", "Filters", "GuideRow", "Line", "Name", "Page", "Postponed", "Record", "Rights", "TermRow",
    "VersionRow", "beneath", "listing", "opened", "record", "search", "siblings", "tree",
]  # fmt: skip
