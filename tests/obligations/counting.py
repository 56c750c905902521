"""How the demonstration county is counted independently: words of plain SQL over the registers' own tables.

Nothing of the engine and nothing of the apps' facts is used: the kinds, roles and numbers are read from the policy's
files, the days of the calendar from the kernel.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from zhendi.kernel.parameters import policy_folder

ON = date(2026, 6, 30)
BEGUN = date(2025, 6, 30)
"""The first day on which the demonstration's registers were asked anything."""


def toml(name: str, key: str) -> list[dict[str, Any]]:
    """The tables of one name in a file of the policy."""
    return list(tomllib.loads((Path(policy_folder()) / name).read_text("utf-8"))[key])


def value(code: str, on: date = ON) -> Any:
    """A parameter's value as the file has it for a day."""
    (found,) = [each for each in toml("parameters.toml", "parameter") if each["code"] == code]
    return max((v for v in found["values"] if v["from"] <= on), key=lambda v: v["from"])["value"]


def number(code: str, on: date = ON) -> int:
    """The same of a number."""
    return int(value(code, on))


def kinds(*, may: str = "", not_level: str = "", level: str = "") -> str:
    """The kinds of organisations that may do something, of a level or not of one."""
    return within(
        each["code"]
        for each in toml("kinds.toml", "kind")
        if (not may or may in each["capabilities"]) and each["level"] != not_level and level in {"", each["level"]}
    )


def within(words: Iterable[str]) -> str:
    """``('a', 'b')``."""
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def live(table: str, begins: str = "valid_from", ends: str = "valid_to", on: date | str = ON) -> str:
    """The condition that a row of half-open days holds on a day."""
    return f"{table}.{begins} <= '{on}' AND ({table}.{ends} IS NULL OR {table}.{ends} > '{on}')"


def rows(statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


BRANCHES = kinds(may="hold_relation", level="branch")


def heads(*standings: str, at: str = "t.id", on: date | str = ON) -> str:
    """How many members of some standings a branch has on a day."""
    found = f"m.organisation_id = {at} AND m.standing IN {within(standings)} AND {live('m', on=on)}"
    return f"(SELECT COUNT(*) FROM people_membership m WHERE {found})"


def floating(since: str) -> str:
    """Members away by the dated rule since a day, still so on the last day looked at (both named by the statement)."""
    return (
        f"mobile_outgoing t WHERE t.path <> '' AND t.valid_from <= '{{{since}}}' AND "
        f"(t.floating_on IS NULL OR t.floating_on <= '{{{since}}}') AND (t.valid_to IS NULL OR t.valid_to > '{{judged}}')"
    )
