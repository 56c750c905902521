"""Reads of people: every one takes the reader's scope first and gives frozen rows."""

from zhendi.domain.people.queries.choosing import Filters
from zhendi.domain.people.queries.figures import Figures, counts
from zhendi.domain.people.queries.finding import Hit, search
from zhendi.domain.people.queries.leaders import (
    PostFilters,
    PostRow,
    PostsPage,
    Vacancies,
    Vacancy,
    post,
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
    appointing,
    branches,
    grounds,
    placements,
    record,
    standings,
)
from zhendi.domain.people.queries.registers import CAP, NAME, SIZE, TREE, MemberRow, Page, around, listing, pieces

__all__ = [
    "CAP", "NAME", "SIZE", "TREE", "Figures", "Filters", "Hit", "MemberRow", "MembershipRow", "Page", "Placement", "PostFilters", "PostRow",
    "PostsPage", "Record", "SuspensionRow", "Vacancies", "Vacancy", "appointing", "around", "branches", "counts", "grounds", "listing", "pieces", "placements", "post", "posts",
    "posts_listing", "record", "role_choices", "search", "standings", "vacancies",
]  # fmt: skip
