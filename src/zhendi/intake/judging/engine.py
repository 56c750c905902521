"""Judging all files of a run in the order in which one register stands on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from zhendi.intake.judging import (
    crosswise,
    divisions,
    hand_overs,
    members,
    mobile,
    organisations,
    persons,
    services,
    units,
)
from zhendi.intake.judging.context import Context, Decide, home_of
from zhendi.intake.judging.resolver import Resolver
from zhendi.intake.judging.rules import Rules
from zhendi.intake.judging.sheet import Sheet
from zhendi.intake.known import NOTHING, Known
from zhendi.intake.reading.table import Book, Table
from zhendi.intake.verdict import FileVerdict, SheetVerdict, Verdict

Say = Callable[[str, int, int], None]
_KINDS = {
    "divisions": "divisions", "organisations": "organisations", "members": "members", "outgoing": "mobile",
    "incoming": "mobile", "hand_overs": "mobile", "units": "units", "outlets": "services", "items": "services",
}  # fmt: skip
_STEPS = 7


def judge(
    books: Sequence[Book],
    *,
    known: Known = NOTHING,
    as_of: date | None = None,
    today: date,
    decide: Decide | None = None,
    say: Say | None = None,
) -> Verdict:
    """Judge the files. ``as_of`` is the day of the files, ``None`` = what their titles say, else ``today``; ``decide``
    gives a person's answer to a doubt by its key ("" = none). Nobody is asked: doubts are left out or let in by the
    defaults of the intake.
    """
    return _Run(books, known, as_of or _day_of(books, today), decide or _undecided, say or _silent).verdict()


def _undecided(_key: str) -> str:
    return ""


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def _day_of(books: Sequence[Book], today: date) -> date:
    """The latest day that a file names as its own; a day to come is no such day."""
    return max((book.as_of for book in books if book.as_of and book.as_of <= today), default=today)


class _Run:
    """One judging of many files."""

    def __init__(self, books: Sequence[Book], known: Known, as_of: date, decide: Decide, say: Say) -> None:
        self.books, self.say = books, say
        self.sheets = [
            [Sheet(book.name, table) for table in book.tables if table.role == "data" and table.register in _KINDS]
            for book in books
        ]
        self.context = Context(Rules.on(as_of), known, decide, Resolver(known.organisations), Verdict(as_of))

    def verdict(self) -> Verdict:
        """Judge everything once."""
        self._first()
        self.say("核对党员名册", 3, _STEPS)
        found = self._members()
        self.say("核对流动党员", 4, _STEPS)
        outgoing = self._of("outgoing")
        bearing = mobile.judge_outgoing(outgoing, self.context) if outgoing else None
        mobile.judge_incoming(self._of("incoming"), self.context)
        hand_overs.judge(self._of("hand_overs"), self.context)
        self.say("核对单位和便民服务", 5, _STEPS)
        units.judge(self._of("units"), self.context)
        services.judge_outlets(self._of("outlets"), self.context)
        services.judge_items(self._of("items"), self.context)
        self.say("相互核对", 6, _STEPS)
        self._crosswise(found, bearing)
        self.context.verdict.files = [self._file(number) for number in range(len(self.books))]
        self.say("核对完毕", _STEPS, _STEPS)
        return self.context.verdict

    def _first(self) -> None:
        self.say("核对区划和党组织", 2, _STEPS)
        context = self.context
        divisions.judge(self._of("divisions"), context)
        coming = {row.code: row.name for row in context.verdict.divisions}
        if coming:
            held = context.known
            context.known = replace(held, divisions={**held.divisions, **coming})
        organisations.judge(self._of("organisations"), context)

    def _members(self) -> list[members.Candidate]:
        """Rosters in the order of their file names, sheets and rows as they stand."""
        found: list[members.Candidate] = []
        for number in sorted(range(len(self.books)), key=lambda at: self.books[at].name):
            book = self.books[number]
            titles = (book.name.rpartition("/")[2], *(title for table in book.tables for title in table.titles))
            for sheet in self.sheets[number]:
                if sheet.table.register == "members":
                    home = home_of(sheet, self.context, titles)
                    found += members.candidates(sheet, home, self.context)
        persons.settle(found, self.context)
        return found

    def _crosswise(self, found: Sequence[members.Candidate], bearing: set[str] | None) -> None:
        crosswise.warn_floating(found, bearing, self.context)
        crosswise.warn_secretaries(self._of("organisations"), self.context)
        by_sheet: dict[int, list[members.Candidate]] = {}
        for made in found:
            by_sheet.setdefault(id(made.sheet), []).append(made)
        for sheet in (each for sheets in self.sheets for each in sheets):
            crosswise.warn_totals(sheet, by_sheet.get(id(sheet), []))
            sheet.sort()

    def _of(self, register: str) -> list[Sheet]:
        return [sheet for sheets in self.sheets for sheet in sheets if sheet.table.register == register]

    def _file(self, number: int) -> FileVerdict:
        book, judged = self.books[number], {id(sheet.table): sheet.verdict for sheet in self.sheets[number]}
        sheets = [judged.get(id(table)) or _unread(table) for table in book.tables]
        kinds = list(dict.fromkeys(_kinds(sheets)))
        kind = kinds[0] if len(kinds) == 1 else ("mixed" if kinds else "")
        return FileVerdict(book.name, book.format, kind, sheets, book.fault, book.fault_kind, book.notices)


def _kinds(sheets: Sequence[SheetVerdict]) -> Iterator[str]:
    return (_KINDS[sheet.register] for sheet in sheets if sheet.role == "data" and sheet.register in _KINDS)


def _unread(table: Table) -> SheetVerdict:
    """A sheet that holds no register: kept with what was seen of it."""
    return SheetVerdict(
        table.sheet, table.role, table.register, table.state, table.header_rows, table.columns, table.signature,
        len(table.rows), 0, [], table.other_rows, table.hidden_rows, table.hidden_columns, table.note,
    )  # fmt: skip
