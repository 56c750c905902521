"""What a step changed: duties, their history, and by how much the figures above them move; each table in one call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from zhendi.obligations import areas
from zhendi.obligations.engine.known import Place
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Status
from zhendi.obligations.plans.keyed import Duty
from zhendi.obligations.plans.sql import Sql, as_day, day, run, run_many, table_of

Key = tuple[str, int, date]
COLUMNS = (
    "rule", "subject", "period_from", "period_to", "due_on", "status", "since", "total", "needed", "provisional",
    "path", "area",
)  # fmt: skip
_HISTORY = ("rule", "subject", "period_from", "before", "after", "on_day", "path", "area")
_PLAIN = ("period_to", "due_on", "since", "total", "needed", "provisional")
_INDEXED = ("status", "path", "area")
_STATUSES = tuple(status.value for status in Status)
_STEP = 4
_BORN = _GONE = ""


class Kept(NamedTuple):
    """A row of obligations; ``pk`` is 0 for one that is not kept yet."""

    pk: int
    duty: Duty
    place: Place

    @classmethod
    def of(cls, duty: Duty, place: Place) -> Kept:
        """A duty as it is to be kept."""
        return cls(0, duty, place)

    @classmethod
    def read(cls, row: Sequence[Any]) -> Kept:
        """A row as the database gives it: the key and ``COLUMNS``."""
        pk, rule, subject, begins, ends, due, status, since, total, needed, provisional, path, area = row
        first, stood = as_day(begins), as_day(since)
        assert first is not None  # the columns take no row without these two days
        assert stood is not None
        duty = Duty(
            rule, subject, first, as_day(ends), as_day(due), status, stood, total, needed, bool(provisional)
        )  # fmt: skip
        return cls(pk, duty, Place(path, area))

    def key(self) -> Key:
        """By what a duty is known."""
        return self.duty[:3]

    def values(self) -> tuple[Any, ...]:
        """In the order of ``COLUMNS``."""
        return (*self.duty, *self.place)


class Difference:
    """Collects pairs of before and after, then writes what differs."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._new: list[Kept] = []
        self._changed: list[Kept] = []
        self._turned: list[Kept] = []  # stand otherwise, or elsewhere
        self._gone: list[Kept] = []
        self._transitions: list[tuple[Any, ...]] = []
        self._by_path: Counter[tuple[str, str, str]] = Counter()
        self._by_area: Counter[tuple[str, str, str]] = Counter()

    def between(self, was: Kept | None, now: Kept | None) -> None:
        """A duty before and after; ``None`` where there was none or is none any more."""
        if was is None and now is not None:
            self._new.append(now)
        elif was is not None and now is None:
            self._gone.append(was)
        elif was is not None and now is not None and was[1:] != now[1:]:
            same = was.duty.status == now.duty.status and was.place == now.place
            (self._changed if same else self._turned).append(now._replace(pk=was.pk))
        before = was.duty.status if was else _BORN
        after = now.duty.status if now else _GONE
        last = now or was
        if last is not None and before != after:
            self._transitions.append((*last.key(), before, after, self._as_of, *last.place))
        if before != after or (was and was.place) != (now and now.place):
            self._move(was, -1)
            self._move(now, 1)

    def _move(self, row: Kept | None, by: int) -> None:
        if row is None:
            return
        rule, status, (path, area) = row.duty.rule, row.duty.status, row.place
        for length in range(_STEP, len(path) + 1, _STEP):
            self._by_path[rule, path[:length], status] += by
        for place in areas.above(area) if area else ():
            self._by_area[rule, place, status] += by

    def write(self) -> Changes:
        """One statement for each table that changes."""
        _note(self._transitions)
        if self._gone:
            marks = ", ".join(["%s"] * len(self._gone))
            run(Sql(f"DELETE FROM obligations_obligation WHERE id IN ({marks})", tuple(row.pk for row in self._gone)))
        _update(self._changed, _PLAIN)
        _update(self._turned, (*_PLAIN, *_INDEXED))
        _insert(self._new)
        month = self._as_of.replace(day=1)
        _figures("obligations_figure", "path", month, self._by_path)
        _figures("obligations_areafigure", "area", month, self._by_area)
        changed = len(self._changed) + len(self._turned)
        return Changes(len(self._new), changed, len(self._gone), len(self._transitions))


def _note(transitions: Sequence[tuple[Any, ...]]) -> None:
    _write("INSERT INTO obligations_transition", _HISTORY, transitions)


def _insert(new: Sequence[Kept]) -> None:
    _write("INSERT INTO obligations_obligation", COLUMNS, [row.values() for row in new])


def _write(head: str, columns: Sequence[str], given: Sequence[tuple[Any, ...]]) -> None:
    if given:
        marks = ", ".join(["%s"] * len(columns))
        run_many(f"{head} ({', '.join(columns)}) VALUES ({marks})", list(map(_plain, given)))


def _update(changed: Sequence[Kept], columns: Sequence[str]) -> None:
    """Write so many columns of some rows; a column that is not named costs its indexes nothing."""
    if changed:
        places = [COLUMNS.index(name) for name in columns]
        sets = ", ".join(f"{name} = %s" for name in columns)
        given = [
            _plain((*(values[place] for place in places), row.pk)) for row in changed for values in (row.values(),)
        ]
        run_many(f"UPDATE obligations_obligation SET {sets} WHERE id = %s", given)


def _plain(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(day(each) if isinstance(each, date) else each for each in values)


def _figures(kept: str, column: str, month: date, moved: Mapping[tuple[str, str, str], int]) -> None:
    """Add to the figures; the places in one order, so that two operations wait for each other and never cross."""
    by_place: dict[tuple[str, str], list[int]] = {}
    for (rule, place, status), by in moved.items():
        if by:
            by_place.setdefault((place, rule), [0] * len(_STATUSES))[_STATUSES.index(status)] += by
    if not by_place:
        return
    listed = ", ".join(_STATUSES)
    sums = ", ".join(f"{name} = {kept}.{name} + excluded.{name}" for name in _STATUSES)
    given = [(rule, month, place, *numbers) for (place, rule), numbers in sorted(by_place.items())]
    types = ("text", "date", "text", *["int"] * len(_STATUSES))
    run(
        table_of(given, types).within(
            f"INSERT INTO {kept} (rule, month, {column}, {listed}) SELECT {_columns(len(types))} FROM (",
            f") t WHERE 1 = 1 ON CONFLICT (rule, month, {column}) DO UPDATE SET {sums}",
        )
    )
    less = [key for key, numbers in by_place.items() if min(numbers) < 0]
    if less:
        _without_nothing(kept, column, month, {rule for _, rule in less}, {place for place, _ in less})


def _without_nothing(kept: str, column: str, month: date, rules: Iterable[str], places: Iterable[str]) -> None:
    """Places at which nothing is counted any more have no row, as if they had never had one."""
    some, where = sorted(rules), sorted(places)
    empty = " AND ".join(f"{name} = 0" for name in _STATUSES)
    run(
        Sql(
            f"DELETE FROM {kept} WHERE rule IN ({', '.join(['%s'] * len(some))}) AND month = %s "
            f"AND {column} IN ({', '.join(['%s'] * len(where))}) AND {empty}",
            (*some, day(month), *where),
        )
    )


def _columns(count: int) -> str:
    return ", ".join(f"c{n}" for n in range(count))
