"""Querysets compiled once and run many times.

Putting a statement together takes the ORM longer than the database takes to answer it (a list page: some eight
milliseconds against one). A ``Prepared`` lets the ORM do it once for each form of the question, with marks where values
will stand, and afterwards only puts the values in. What it gives is what ``values_list`` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression

_MOST = 400  # forms kept of one question; beyond that all are forgotten and begun anew
_FIRST_NUMBER = 7_000_000_000_000_000  # no key, no age, no page is that large
_FIRST_DAY = date(8999, 1, 1)
CHOSEN = "chosen"


class Statement(NamedTuple):
    """A statement with what goes into it."""

    text: str
    parameters: Sequence[Any]


class Prepared:
    """A question whose values are numbers, texts, days, ``None`` and tuples of these, given by name.

    ``build`` makes the queryset (by ``values_list``, not flat) and must put each value in as it is, unlooked at:
    whatever decides about the form of the statement is named in ``shape`` and is handed to it as given. ``None``,
    truth values and the lengths of tuples belong to the form by themselves.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *, shape: tuple[str, ...] = ()) -> None:
        self._build = build
        self._fixed = frozenset(shape)
        self._forms: dict[Any, _Form] = {}

    def __call__(self, using: str = "default", **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; one query, none where nothing can fit (one of no keys)."""
        try:
            form, taken = self._ask(using, values)
        except EmptyResultSet:
            return []
        return _rows(form, form.statement, _filled(form, taken, using), using)

    def among(self, chosen: Statement, using: str = "default", **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, where the question names ``CHOSEN``: what another statement chooses first; one query.

        Both databases are told to choose before they look further.
        """
        form, taken = self._ask(using, values)
        first = f"WITH {CHOSEN} AS MATERIALIZED ({chosen.text}) {form.statement}"
        return _rows(form, first, [*chosen.parameters, *_filled(form, taken, using)], using)

    def statement(self, using: str = "default", **values: Any) -> Statement:
        """The question for these values, for ``among`` of another; no query."""
        form, taken = self._ask(using, values)
        return Statement(form.statement, _filled(form, taken, using))

    def count(self, using: str = "default", **values: Any) -> int:
        """How many rows there are for these values; one query."""
        form, taken = self._ask(using, values)
        with connections[using].cursor() as cursor:
            counting = f"SELECT count(*) FROM ({form.statement}) counted"  # noqa: S608 - the ORM's own statement
            cursor.execute(counting, _filled(form, taken, using))
            return int(cursor.fetchone()[0])

    def _ask(self, using: str, values: dict[str, Any]) -> tuple[_Form, list[Any]]:
        """The compiled form of the question, and what goes into it."""
        taken: list[Any] = []
        fixed = self._fixed
        key = (using, *((name, value if name in fixed else _form(value, taken)) for name, value in values.items()))
        form = self._forms.get(key)  # once: another thread may be forgetting them
        if form is None:
            if len(self._forms) >= _MOST:
                self._forms.clear()
            form = self._forms[key] = self._compile(using, values)
        return form, taken

    def _compile(self, using: str, values: dict[str, Any]) -> _Form:
        marks: list[Any] = []
        marked = {name: value if name in self._fixed else _mark(value, marks) for name, value in values.items()}
        compiler = self._build(**marked).query.get_compiler(using)
        statement, parameters = compiler.as_sql()
        places = {mark: place for place, mark in enumerate(marks)}
        # SQLite's days are texts by now
        places |= {mark.isoformat(): place for mark, place in list(places.items()) if isinstance(mark, date)}
        found = tuple((places.get(each), each) for each in parameters)
        if {place for place, _ in found if place is not None} != set(range(len(marks))):
            raise TypeError(f"a value was changed on its way into the statement of {self._build.__name__}")
        columns = compiler.get_converters([column[0] for column in compiler.select or ()])
        return _Form(statement, found, tuple((at, *column) for at, column in columns.items()))


class _Form(NamedTuple):
    """A statement; its parameters as places among the values, or as fixed ones; and how its columns are read."""

    statement: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: tuple[tuple[int, list[Callable[..., Any]], BaseExpression], ...]


def _form(value: Any, taken: list[Any]) -> Any:
    """What of a value decides about the statement; the rest is taken as a parameter."""
    if isinstance(value, tuple):
        return tuple(_form(each, taken) for each in value)
    if value is None or isinstance(value, bool):
        return value
    taken.append(value)
    return type(value)


def _mark(value: Any, marks: list[Any]) -> Any:
    """The same value as a mark that can be found again."""
    if isinstance(value, tuple):
        return tuple(_mark(each, marks) for each in value)
    if value is None or isinstance(value, bool):
        return value
    number = len(marks)
    made = {int: _FIRST_NUMBER + number, str: f"\x02mark {number}\x02"}.get(type(value))
    marks.append(made if made is not None else _FIRST_DAY + timedelta(days=number))
    return marks[-1]


def _filled(form: _Form, taken: list[Any], using: str) -> list[Any]:
    day = connections[using].ops.adapt_datefield_value
    ready = [day(each) if isinstance(each, date) else each for each in taken]
    return [fixed if place is None else ready[place] for place, fixed in form.parameters]


def _rows(form: _Form, statement: str, parameters: list[Any], using: str) -> list[tuple[Any, ...]]:
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return [_read(list(row), form, connection) for row in rows] if form.converters else [tuple(row) for row in rows]


def _read(row: list[Any], form: _Form, connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    for place, converters, expression in form.converters:
        if type(row[place]) is date:  # the driver has read it already; a page has hundreds
            continue
        for convert in converters:
            row[place] = convert(row[place], expression, connection)
    return tuple(row)
