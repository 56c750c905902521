"""Members of each organisation kept as figures beside the memberships, so that no page counts them one by one.

The database keeps them itself, by triggers: whatever writes a membership (the ORM, ``kernel.bulk``, a hand-over of a
merger, an undone intake) cannot forget them. SQLite drops triggers when a later migration rebuilds the table: such a
migration runs ``install`` again, and a test fails until it does. One figure is of the rows that have
not ended; ``last_on`` is the latest day named by any row, so that a reader of an earlier day knows to count instead.
"""

# ruff: noqa: S608 - statements are put together of this file's own words; no value goes in
from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

_COLUMNS = "organisation_id, path, full_count, probationary_count, last_on"
_ADD = """ON CONFLICT (organisation_id) DO UPDATE SET path = excluded.path,
full_count = people_headcount.full_count + excluded.full_count,
probationary_count = people_headcount.probationary_count + excluded.probationary_count,
last_on = {greatest}(people_headcount.last_on, excluded.last_on)"""
_FULL = "({row}standing = 'full' AND {row}valid_to IS NULL)"
_PROBATIONARY = "({row}standing = 'probationary' AND {row}valid_to IS NULL)"


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the triggers and count afresh."""
    connection = connections[using]
    remove(using)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite():
            cursor.execute(statement)
    rebuild(using)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away."""
    table = " ON people_membership" if connections[using].vendor == "postgresql" else ""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for event in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS people_headcount_{event}{table}")


def rebuild(using: str = DEFAULT_DB_ALIAS) -> None:
    """Count all organisations afresh, in one transaction."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM people_headcount")
        cursor.execute(f"INSERT INTO people_headcount ({_COLUMNS}) {_counted('people_membership')}")


def differences(using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
    """Organisations whose kept figures are not those of a count: key, kept and counted of both standings."""
    counted = _counted("people_membership")
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"""SELECT counted.organisation_id, kept.full_count, counted.full_count, kept.probationary_count,
            counted.probationary_count FROM ({counted}) counted
            LEFT JOIN people_headcount kept ON kept.organisation_id = counted.organisation_id
            WHERE kept.full_count IS NULL OR kept.full_count <> counted.full_count OR kept.path <> counted.path
            OR kept.probationary_count <> counted.probationary_count OR kept.last_on < counted.last_on
            UNION ALL SELECT organisation_id, full_count, 0, probationary_count, 0 FROM people_headcount
            WHERE (full_count <> 0 OR probationary_count <> 0)
            AND organisation_id NOT IN (SELECT organisation_id FROM people_membership)"""
        )
        return list(cursor.fetchall())


def _counted(table: str) -> str:
    """The figures of a table's rows, as a statement that both databases read."""
    return f"""SELECT organisation_id, max(path) AS path,
    sum(CASE WHEN {_FULL.format(row="")} THEN 1 ELSE 0 END) AS full_count,
    sum(CASE WHEN {_PROBATIONARY.format(row="")} THEN 1 ELSE 0 END) AS probationary_count,
    max(CASE WHEN valid_to IS NULL THEN valid_from ELSE valid_to END) AS last_on
    FROM {table} GROUP BY organisation_id"""


def _on_sqlite() -> list[str]:
    """A trigger for each row: SQLite has no other."""
    add = f"""INSERT INTO people_headcount ({_COLUMNS}) VALUES (NEW.organisation_id, NEW.path,
    {_FULL.format(row="NEW.")}, {_PROBATIONARY.format(row="NEW.")},
    CASE WHEN NEW.valid_to IS NULL THEN NEW.valid_from ELSE NEW.valid_to END) {_ADD.format(greatest="max")};"""
    less = f"""UPDATE people_headcount SET full_count = full_count - {_FULL.format(row="OLD.")},
    probationary_count = probationary_count - {_PROBATIONARY.format(row="OLD.")}
    WHERE organisation_id = OLD.organisation_id;"""
    kept = "organisation_id, standing, path, valid_from, valid_to"
    made = {"insert": ("INSERT", add), "update": (f"UPDATE OF {kept}", less + add), "delete": ("DELETE", less)}
    return [
        f"CREATE TRIGGER people_headcount_{name} AFTER {event} ON people_membership BEGIN {body} END"
        for name, (event, body) in made.items()
    ]


def _on_postgresql() -> list[str]:
    """A trigger for each statement, over all rows that it touched: a bulk write costs one more grouping."""
    function = f"""CREATE OR REPLACE FUNCTION people_headcount_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN UPDATE people_headcount kept
        SET full_count = kept.full_count - less.full_count,
            probationary_count = kept.probationary_count - less.probationary_count
        FROM ({_counted("old_rows")}) less WHERE kept.organisation_id = less.organisation_id; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO people_headcount ({_COLUMNS})
        {_counted("new_rows")} ORDER BY organisation_id {_ADD.format(greatest="greatest")}; END IF;
    RETURN NULL; END $$"""
    rows = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    rows["update"] = f"{rows['delete']} {rows['insert']}"
    return [function] + [
        f"""CREATE TRIGGER people_headcount_{name} AFTER {name.upper()} ON people_membership
        REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION people_headcount_keep()"""
        for name, referencing in rows.items()
    ]
