"""Reads of activities for pages: the reader's scope first, frozen rows out."""

from zhendi.domain.activities.queries.choosing import activity_kinds, activity_states, owners, replies, ways
from zhendi.domain.activities.queries.demands import DemandFilters, DemandPage, DemandRow, demand, demands, open_demands
from zhendi.domain.activities.queries.lists import SIZE, Filters, Line, Page, every, listing
from zhendi.domain.activities.queries.records import Guest, MinutesRow, Record, record

__all__ = [
    "SIZE", "DemandFilters", "DemandPage", "DemandRow", "Filters", "Guest", "Line", "MinutesRow", "Page", "Record", "activity_kinds",
    "activity_states", "demand", "demands", "every", "listing", "open_demands", "owners", "record", "replies", "ways",
]  # fmt: skip
