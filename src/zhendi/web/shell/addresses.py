"""Addresses of pages by name. A list page asks for a hundred: each form is looked up once, then only numbers go in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

Site = tuple[str | None, str]
_MARK = 8_000_000_000  # a number that stands in no address by itself


_SETTLED: ContextVar[Site | None] = ContextVar("zhendi_addresses", default=None)


def mounted() -> Site:
    """Which addresses hold, and what stands before all of them: what is kept of an address is kept for these."""
    return _SETTLED.get() or (get_urlconf(), get_script_prefix())


@contextmanager
def settled() -> Iterator[None]:
    """While one page is written both stay as they are: Django is asked once, not for each address."""
    token = _SETTLED.set((get_urlconf(), get_script_prefix()))
    try:
        yield
    finally:
        _SETTLED.reset(token)


def address(name: str, *args: object) -> str:
    """The address of the page so named, as ``reverse`` gives it."""
    if not all(type(each) is int and each >= 0 for each in args):
        return _worded(mounted(), name, args)
    pieces = _pieces(mounted(), name, len(args))
    if not args:
        return pieces[0]
    return "".join(piece for pair in zip(pieces, (*map(str, args), ""), strict=True) for piece in pair)


@lru_cache(maxsize=4000, typed=True)
def _worded(site: Site, name: str, args: tuple[object, ...]) -> str:
    """An address with words in it: numbers of clauses and rules, of which a board has hundreds."""
    urlconf, _ = site
    return reverse(name, urlconf, args=args)


@cache
def _pieces(site: Site, name: str, count: int) -> tuple[str, ...]:
    """What stands before, between and behind the numbers of an address."""
    urlconf, _ = site  # ``reverse`` puts the current prefix in by itself
    marks = [_MARK + place for place in range(count)]
    rest = reverse(name, urlconf, args=marks)
    pieces = []
    for mark in map(str, marks):
        before, _, rest = rest.partition(mark)
        pieces.append(before)
    return (*pieces, rest)
