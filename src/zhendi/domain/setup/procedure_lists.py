"""The check-list of the standardising stage and the criteria of model points, read from the policy folder."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any, NamedTuple

from zhendi.kernel import parameters
from zhendi.kernel.errors import Unreadable

_ITEM = {"code", "title", "text", "within", "source", "article"}
_CRITERION = {"code", "title", "text"}


class Item(NamedTuple):
    """A line of the check-list; ``within``: code of the number of months after the founding."""

    code: str
    title: str
    text: str
    within: str
    source: str
    article: str


class Criterion(NamedTuple):
    """One of the six criteria of clause 3.4d."""

    code: str
    title: str
    text: str


@cache
def items() -> tuple[Item, ...]:
    """The installation's check-list, in the order of the file; ``Unreadable`` names what is wrong."""
    rows = _rows("standardising.toml", "item", _ITEM)
    unknown = [row["within"] for row in rows if row["within"] not in parameters.national().by_code]
    if unknown:
        raise Unreadable(f"standardising.toml: unknown number {', '.join(unknown)}")
    return tuple(Item(**row) for row in rows)


@cache
def criteria() -> tuple[Criterion, ...]:
    """The criteria of model points, in the document's order."""
    return tuple(Criterion(**row) for row in _rows("model_points.toml", "criterion", _CRITERION))


def _rows(name: str, table: str, keys: set[str]) -> list[dict[str, Any]]:
    text = (parameters.policy_folder() / name).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text).get(table, [])
    for row in rows:
        if set(row) != keys:
            raise Unreadable(f"{name}: {row.get('code', '?')}: keys differ: {sorted(set(row) ^ keys)}")
    if len({row["code"] for row in rows}) != len(rows) or not rows:
        raise Unreadable(f"{name}: empty, or a code stands twice")
    return rows
