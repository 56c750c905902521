"""Pages of a list: which one is shown, out of how many."""

from __future__ import annotations


def turned_to(page: int, total: int, size: int) -> tuple[int, int]:
    """The page shown and how many there are, for ``total`` rows of ``size`` on a page.

    An empty list has one page; a page before the first is the first, one behind the last is the last.
    """
    pages = max(-(-total // size), 1)
    return min(max(page, 1), pages), pages
