"""Reads of units for pages: the reader's scope first, frozen rows out, always as of ``scope.as_of``."""

from zhendi.domain.setup.queries.choosing import alike, ends, forms, kinds, townships
from zhendi.domain.setup.queries.coverage import Figure, by_township, figures
from zhendi.domain.setup.queries.lists import SIZE, Filters, listing
from zhendi.domain.setup.queries.maps import Ground, Grounds, Spot, grounds, spots
from zhendi.domain.setup.queries.records import record
from zhendi.domain.setup.queries.rows import (
    ChangeRow,
    CoverRow,
    FreeRow,
    LiaisonRow,
    Line,
    Page,
    Place,
    Record,
    VisitRow,
)

__all__ = [
    "SIZE", "ChangeRow", "CoverRow", "Figure", "Filters", "FreeRow", "Ground", "Grounds", "LiaisonRow", "Line", "Page",
    "Place", "Record", "Spot", "VisitRow", "alike", "by_township", "ends", "figures", "forms", "grounds", "kinds",
    "listing", "record", "spots", "townships",
]  # fmt: skip
