"""Reads of organisations for pages: the reader's scope first, frozen rows out, always as of ``scope.as_of``."""

from zhendi.domain.orgs.queries.lists import CAP, Filters, Overview, Page, listing, overview, search
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
    "CAP", "ChangeRow", "Filters", "GuideRow", "Line", "Name", "Overview", "Page", "Postponed", "Record", "Rights", "TermRow",
    "VersionRow", "beneath", "listing", "opened", "overview", "record", "search", "siblings", "tree",
]  # fmt: skip
