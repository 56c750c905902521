"""What elections are run by, read from ``policy/opinions/elections.toml``: sorts, steps, the check-list, grounds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from zhendi.kernel import parameters
from zhendi.kernel.errors import Unreadable

FILE = "elections.toml"
_SORT = {"code", "main", "runoff", "separate", "ways", "offices", "own_offices", "villagers"}
_STEP = {"code", "title", "text", "by"}
_LINE = {"code", "title", "text"}
_GROUND = {"code", "title"}


class Sort(NamedTuple):
    """How one sort of election is run. ``main``, ``runoff``, ``separate``: codes of ``votes.toml``."""

    code: str
    main: str
    runoff: str
    separate: str
    ways: tuple[str, ...]
    offices: tuple[tuple[str, str], ...]
    own_offices: bool
    villagers: bool


class Step(NamedTuple):
    """A step of the way: whose it is (``leads`` or ``decides``), and by which number it is due.

    ``before``: days before the end of the term; else ``after``: days after the step ``since``.
    """

    code: str
    title: str
    text: str
    by: str
    before: str
    after: str
    since: str


class Line(NamedTuple):
    """A line of the check-list."""

    code: str
    title: str
    text: str


@cache
def sorts() -> Mapping[str, Sort]:
    """Sorts of election by code; ``Unreadable`` names what is wrong."""
    rows = _rows("sort", _SORT, set())
    return {
        row["code"]: Sort(**{
            **row, "ways": tuple(row["ways"]), "offices": tuple((role, title) for role, title in row["offices"]),
        })
        for row in rows
    }  # fmt: skip


@cache
def steps() -> tuple[Step, ...]:
    """The way, in the order of the file; ``Unreadable`` for a step that is due by no known number."""
    rows = _rows("step", _STEP, {"before", "after", "since"})
    for row in rows:
        given = {"before": "", "after": "", "since": "", **row}
        code = given["before"] or given["after"]
        if code not in parameters.national().by_code or bool(given["after"]) is not bool(given["since"]):
            raise Unreadable(f"{FILE}: step {row['code']}: unknown number {code!r}, or after without since")
    return tuple(Step(**{"before": "", "after": "", "since": "", **row}) for row in rows)


@cache
def checks() -> tuple[Line, ...]:
    """The check-list of nominees."""
    return tuple(Line(**row) for row in _rows("check", _LINE, set()))


@cache
def grounds() -> Mapping[str, str]:
    """Grounds on which a member is left out of the due, by code."""
    return {row["code"]: row["title"] for row in _rows("ground", _GROUND, set())}


def _rows(table: str, keys: set[str], more: set[str]) -> list[dict[str, Any]]:
    text = (parameters.policy_folder() / FILE).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text).get(table, [])
    for row in rows:
        if not keys <= set(row) <= keys | more:
            raise Unreadable(f"{FILE}: {table} {row.get('code', '?')}: keys differ: {sorted(set(row) ^ keys)}")
    if len({row["code"] for row in rows}) != len(rows) or not rows:
        raise Unreadable(f"{FILE}: no {table}, or a code stands twice")
    return rows
