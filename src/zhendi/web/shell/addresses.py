"""Addresses of pages by name. A list page asks for a hundred: each form is looked up once, then only numbers go in."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, get_urlconf, reverse

_MARK = 8_000_000_000  # a number that stands in no address by itself


def address(name: str, *args: object) -> str:
    """The address of the page so named, as ``reverse`` gives it."""
    if not all(type(each) is int and each >= 0 for each in args):
        return reverse(name, args=args)
    pieces = _pieces(get_urlconf(), get_script_prefix(), name, len(args))
    return "".join(piece for pair in zip(pieces, (*map(str, args), ""), strict=True) for piece in pair)


@cache
def _pieces(urlconf: str | None, prefix: str, name: str, count: int) -> tuple[str, ...]:
    """What stands before, between and behind the numbers of an address."""
    del prefix  # ``reverse`` puts the current one in: only a key here
    marks = [_MARK + place for place in range(count)]
    rest = reverse(name, urlconf, args=marks)
    pieces = []
    for mark in map(str, marks):
        before, _, rest = rest.partition(mark)
        pieces.append(before)
    return (*pieces, rest)
