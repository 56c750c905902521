"""Taking in 50,000 members × 24 columns: against merely reading the cells, against reading and inserting them
unchecked (the floor, goal E1), and against the loop that a first attempt would be (goal E2).

The loop is run on a sample of 1,000 rows and multiplied; everything else is run whole.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import county
from benchmarks.emptying import empty
from benchmarks.row import Row

MEMBERS, SAMPLE, ROUNDS = 50_000, 1_000, 3
_FLOOR_GOAL = 1 / 1.5  # E1: at most one and a half times as long as the floor
_LOOP_GOAL = {"sqlite": 15, "postgresql": 35}  # E2


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="zhendi-county-") as folder:
        files = county.write(Path(folder) / "whole", MEMBERS)
        few = county.write(Path(folder) / "sample", SAMPLE)
        taken = _timed(files, few)
    read, floor, preview, written, again = (taken[name] for name in ("read", "floor", "preview", "written", "again"))
    loop = taken["loop"] * MEMBERS / SAMPLE
    database, whole = connection.display_name, f"{MEMBERS:,} members x 24"
    cells = "reading the cells and nothing else"
    yield Row("intake", database, f"{whole}: preview", preview, cells, read)
    yield Row("intake", database, f"{whole}: checked and written", written, cells, read)
    yield Row("intake", database, f"{whole}: the same files again", again, cells, read)
    yield Row(
        "intake",
        database,
        f"{whole}: checked and written",
        written,
        "E1 floor: read, insert unchecked",
        floor,
        _FLOOR_GOAL,
    )
    yield Row(
        "intake", database, f"{whole}: checked and written", written,
        f"E2 openpyxl and ORM save, {SAMPLE:,} rows x {MEMBERS // SAMPLE}", loop, _LOOP_GOAL[connection.vendor],
    )  # fmt: skip


def _timed(files: county.Files, few: county.Files) -> dict[str, float]:
    """Medians of all works in turn, each round on an empty county; what was written is wiped outside the clock."""
    works: dict[str, tuple[Callable[[], object], bool]] = {
        "read": (lambda: [_cells(path) for path in files], False),
        "floor": (lambda: _floor(files), False),
        "loop": (lambda: _loop(few), True),
        "preview": (lambda: _take_in(files, dry_run=True), False),
        "written": (lambda: _take_in(files), False),
        "again": (lambda: _take_in(files), True),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (work, wipe) in works.items():
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
            if wipe:
                empty()
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _take_in(files: county.Files, **more: bool) -> None:
    from zhendi.intake.operations import take_in
    from zhendi.kernel.scope import operator

    actor = operator("基准", county.DAY)
    outcome = take_in(list(files), actor=actor, on=county.DAY, as_of=county.DAY, **more)
    figures = outcome.counts["members"]
    assert figures["new"] + figures["unchanged"] == MEMBERS, figures


def _cells(path: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _floor(files: county.Files) -> None:
    """Read all cells, put them into a bare table with two indexes, check nothing."""
    from django.db import connection, transaction

    table = [row for path in files for row in _cells(path)[1:]]
    width = len(county.HEADINGS)
    names = [f"c{number}" for number in range(width)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_floor ({', '.join(f'{name} text' for name in names)})")
        cursor.execute("CREATE INDEX bench_floor_number ON bench_floor (c5)")
        cursor.execute("CREATE INDEX bench_floor_name ON bench_floor (c1)")
        _insert(cursor, names, ([str(cell) for cell in [*row, *[""] * width][:width]] for row in table))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_floor")


def _insert(cursor: Any, names: list[str], values: Iterator[list[str]]) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY bench_floor ({', '.join(names)}) FROM STDIN") as stream:
            for row in values:
                stream.write_row(row)
        return
    cursor.executemany(f"INSERT INTO bench_floor VALUES ({', '.join(['%s'] * len(names))})", values)


def _loop(few: county.Files) -> None:
    """What a first attempt does: openpyxl, and for every row look whether it is there, clean, save."""
    from openpyxl import load_workbook

    for row in _data(load_workbook(few.register)):
        _save_organisation(row)
    for row in _data(load_workbook(few.roster)):
        _save_member(row)


def _data(book: Any) -> Iterator[tuple[Any, ...]]:
    return book.active.iter_rows(min_row=2, values_only=True)


def _save_organisation(row: tuple[Any, ...]) -> None:
    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.orgs.paths import Allocator

    parent = Organisation.objects.filter(full_name=row[4]).first()
    taken = Organisation.objects.filter(parent=parent).values_list("path", flat=True)
    kind = {"县级党委": "county_committee", "党委": "committee"}.get(row[3], "branch")
    made = Organisation(
        full_name=row[1], short_name=row[2], kind=kind, parent=parent, depth=parent.depth + 1 if parent else 1,
        path=Allocator(taken).child(parent.path if parent else ""),
    )  # fmt: skip
    made.full_clean(exclude=["path"])
    made.save()


def _save_member(row: tuple[Any, ...]) -> None:
    from datetime import date

    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.people.models import CITIZEN, MOBILE, MOBILE_TAIL, Membership, NameKey, Person, Phone
    from zhendi.kernel import crypto, pinyin

    place = Organisation.objects.get(full_name=row[13])
    index = crypto.index(row[5], CITIZEN)
    assert not Person.objects.filter(citizen_index=index).exists()
    person = Person(
        name=row[1], sort_name=pinyin.sort_name(row[1]), citizen_number=row[5], citizen_index=index,
        sex=1 if row[2] == "男" else 2, born_on=date.fromisoformat(row[4]), nationality="01", education=row[6],
        native_place=row[8], works_since=date.fromisoformat(row[9]), joined_on=date.fromisoformat(row[10]),
        confirmed_on=date.fromisoformat(row[11]), occupation=row[15], residence=row[17],
    )  # fmt: skip
    person.full_clean(
        exclude=["works_since_precision", "joined_precision", "confirmed_precision", "said_floating", "said_lost"]
    )
    person.save()
    for key in pinyin.keys(person.name):
        NameKey(person=person, key=key).save()
    phone = str(row[16])
    Phone(
        person=person, number=phone, number_index=crypto.index(phone, MOBILE),
        tail_index=crypto.index(phone[-4:], MOBILE_TAIL),
    ).save()  # fmt: skip
    Membership(
        person=person, organisation=place, standing="full", path=place.path, sort_name=person.sort_name,
        valid_from=county.DAY,
    ).save()  # fmt: skip
