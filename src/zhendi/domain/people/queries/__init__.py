"""Reads of people: every one takes the reader's scope first and gives frozen rows."""

from zhendi.domain.people.queries.figures import Figures, counts
from zhendi.domain.people.queries.finding import Hit, search
from zhendi.domain.people.queries.leaders import (
    PostFilters,
    PostRow,
    PostsPage,
    Vacancies,
    Vacancy,
    posts,
    posts_listing,
    role_choices,
    vacancies,
)
from zhendi.domain.people.queries.records import (
    MembershipRow,
    Placement,
    Record,
    SuspensionRow,
    branches,
    placements,
    record,
    standings,
)
from zhendi.domain.people.queries.registers import CAP, Filters, MemberRow, Page, listing

__all__ = [
    "CAP", "Figures", "Filters", "Hit", "MemberRow", "MembershipRow", "Page", "Placement", "PostFilters", "PostRow",
    "PostsPage", "Record", "SuspensionRow", "Vacancies", "Vacancy", "branches", "counts", "listing", "placements", "posts",
    "posts_listing", "record", "role_choices", "search", "standings", "vacancies",
]  # fmt: skip
