"""Paths of the tree: four base-36 characters for each level, so that a subtree is one range of one index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

STEP = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHILDREN = len(_DIGITS) ** STEP


def segment(number: int) -> str:
    """The number as four base-36 characters; ``ValueError`` when one parent has more children than that."""
    if not 0 <= number < _CHILDREN:
        raise ValueError(f"no path for child number {number}")
    text = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def number(path: str) -> int:
    """The place of the last level among its siblings."""
    return int(path[-STEP:], len(_DIGITS))


def next_child(parent: str, last: str | None) -> str:
    """The path after the last one ever given below a parent ("" for the roots); paths are not given twice."""
    return parent + segment(number(last) + 1 if last else 1)


def depth(path: str) -> int:
    """1 for a root."""
    return len(path) // STEP


def parent_of(path: str) -> str:
    """The path one level up; "" for a root."""
    return path[:-STEP]


class Allocator:
    """Gives paths for many new children at once, after the last one known below each parent."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._last: dict[str, str] = {}
        for path in paths:
            above = parent_of(path)
            if path > self._last.get(above, ""):
                self._last[above] = path

    def child(self, parent: str) -> str:
        """A new path below the parent."""
        path = next_child(parent, self._last.get(parent))
        self._last[parent] = path
        return path


def parents_first(parents: Mapping[str, str | None]) -> Iterator[str]:
    """Keys in an order in which every parent comes before its children.

    ``parents`` names the parent of each key; a parent that is not a key is taken as existing already. Keys that
    stand in a circle are not given: the caller has refused them before.
    """
    given: set[str] = set()
    waiting = list(parents)
    while waiting:
        ready = [key for key in waiting if _ready(parents[key], parents, given)]
        if not ready:
            return
        yield from ready
        given.update(ready)
        waiting = [key for key in waiting if key not in given]


def _ready(parent: str | None, parents: Mapping[str, str | None], given: set[str]) -> bool:
    return parent is None or parent not in parents or parent in given
