"""What judging a county's workbooks comes to: the good rows in normal form, and all that was found in the cells.

Plain data without behaviour, so that whoever writes, shows or reports a verdict depends on nothing else. The rows
have the columns, in the order, of the operations that take them in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import NOWHERE, Source

Level = Literal["rejected", "warning", "doubtful", "repaired"]
Role = Literal["data", "help", "dictionary", "summary", "empty", "unknown"]


class OrganisationRow(NamedTuple):
    """A good row of a register of organisations. ``parent`` is the parent's full name, "" for the root."""

    full_name: str
    kind: str
    parent: str
    short_name: str = ""
    division_code: str = ""
    founded: PartialDate | None = None
    term_from: date | None = None
    term_to: date | None = None
    secretary: str = ""
    phone: str = ""
    approval_number: str = ""
    remark: str = ""
    source: Source = NOWHERE


class MemberRow(NamedTuple):
    """A good row of a roster. ``organisation`` is the branch's full name; ``standing`` full|probationary."""

    citizen_number: str
    name: str
    organisation: str
    standing: str
    sex: int | None = None
    born_on: date | None = None
    nationality: str = ""
    education: str = ""
    degree: str = ""
    native_place: str = ""
    works_since: PartialDate | None = None
    occupation: str = ""
    residence: str = ""
    joined: PartialDate | None = None
    confirmed: PartialDate | None = None
    dues_standard: Decimal | None = None
    dues_paid_to: str = ""
    said_floating: bool | None = None
    said_whereabouts: str = ""
    said_lost: bool | None = None
    remark: str = ""
    phones: tuple[str, ...] = ()
    post: str = ""
    source: Source = NOWHERE


class OutgoingRow(NamedTuple):
    """A good row of the outgoing members; ``organisation`` is the branch of the roster, which governs."""

    citizen_number: str
    name: str
    organisation: str
    moved: PartialDate | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    employer: str = ""
    trade: str = ""
    phone: str = ""
    certificate: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contacted: PartialDate | None = None
    reported_in: bool | None = None
    receiving: str = ""
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    remark: str = ""
    source: Source = NOWHERE


class IncomingRow(NamedTuple):
    """A good row of the incoming members; ``organisation`` is the township's committee by full name."""

    citizen_number: str
    name: str
    organisation: str
    sex: int | None = None
    standing: str = ""
    sending: str = ""
    moved: PartialDate | None = None
    place: str = ""
    employer: str = ""
    trade: str = ""
    phone: str = ""
    holds_certificate: bool | None = None
    placed_in_branch: bool | None = None
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    remark: str = ""
    source: Source = NOWHERE


class HandOverRow(NamedTuple):
    """A good row of a hand-over list. ``office`` school|veterans; ``organisation`` must pick up, by full name."""

    citizen_number: str
    name: str
    organisation: str
    office: str
    office_name: str = ""
    standing: str = ""
    sending: str = ""
    left: PartialDate | None = None
    destination: str = ""
    phone: str = ""
    remark: str = ""
    source: Source = NOWHERE


class UnitRow(NamedTuple):
    """A good row of the units. ``township`` is its committee by full name; ``coverage`` own|joint|attached|none|""."""

    name: str
    kind: str
    township: str
    unit_code: str = ""
    industry: str = ""
    employees: int | None = None
    said_full: int | None = None
    said_probationary: int | None = None
    coverage: str = ""
    organisation: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    address: str = ""
    remark: str = ""
    source: Source = NOWHERE
    principal: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    responsible: str = ""


class OutletRow(NamedTuple):
    """A good row of the outlets. ``level`` county|township|village|group; ``organisation`` the ground's committee."""

    name: str
    level: str
    division_code: str = ""
    organisation: str = ""
    area: str = ""
    households: int | None = None
    address: str = ""
    head: str = ""
    phone: str = ""
    hours: str = ""
    equipment: str = ""
    flowchart_posted: bool | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    source: Source = NOWHERE


class ItemRow(NamedTuple):
    """A good row of the service catalogue; limits are days of ``unit`` working|calendar; materials joined by ；."""

    name: str
    level: str
    department: str = ""
    legal_days: int | None = None
    promised_days: int | None = None
    unit: str = "working"
    materials: str = ""
    fee: str = ""
    remark: str = ""
    source: Source = NOWHERE


class DivisionRow(NamedTuple):
    """A good row of the administrative divisions: 12-digit code and name."""

    code: str
    name: str
    source: Source = NOWHERE


class Choice(NamedTuple):
    """One answer that a person may give to a doubt."""

    code: str
    title: str


class Finding(NamedTuple):
    """One thing found in a cell. ``column`` is its letter ("" = the row as a whole), ``heading`` its own words,
    ``field`` its meaning; ``value`` as a spreadsheet shows it; ``message`` says what is wrong and what to do.
    ``key`` and ``choices`` are set where a person may decide; the key is the same in every later run.
    """

    sheet: str
    row: int
    column: str
    heading: str
    field: str
    kind: str
    level: Level
    value: str
    message: str
    key: str = ""
    choices: tuple[Choice, ...] = ()


class Column(NamedTuple):
    """A column and what it was taken to mean ("" = not placed); ``confidence`` 0 to 1, ``reason`` in Chinese."""

    letter: str
    heading: str
    field: str
    confidence: float
    reason: str
    sample: str = ""


@dataclass(slots=True)
class SheetVerdict:
    """One sheet. ``register`` is what its rows are; ``other_rows`` tells the role of rows that are no data
    (title, info, note, header, section, subtotal, total, sample, seq_only, blank, signature); ``note`` says why
    a sheet was not read. ``signature`` names the set of headings, for remembered corrections of the mapping.
    """

    name: str
    role: Role
    register: str = ""
    state: str = "visible"
    header_rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    signature: str = ""
    rows: int = 0
    accepted: int = 0
    findings: list[Finding] = field(default_factory=list)
    other_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    note: str = ""

    def of(self, level: Level) -> list[Finding]:
        """Findings of one level, in the order of rows."""
        return [each for each in self.findings if each.level == level]


@dataclass(slots=True)
class FileVerdict:
    """One file. ``kind`` organisations|members|mobile|units|services|divisions|mixed|""; ``fault`` is why the whole
    file was refused, with its ``fault_kind``; ``notices`` say what was noticed of the file as such.
    """

    name: str
    format: str = ""
    kind: str = ""
    sheets: list[SheetVerdict] = field(default_factory=list)
    fault: str = ""
    fault_kind: str = ""
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """All files, and the good rows by register in the order in which they were read.

    ``seen``: citizen numbers of rejected roster rows, so that nobody is reported missing who stands in a file.
    """

    as_of: date
    files: list[FileVerdict] = field(default_factory=list)
    divisions: list[DivisionRow] = field(default_factory=list)
    organisations: list[OrganisationRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    outgoing: list[OutgoingRow] = field(default_factory=list)
    incoming: list[IncomingRow] = field(default_factory=list)
    hand_overs: list[HandOverRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    outlets: list[OutletRow] = field(default_factory=list)
    items: list[ItemRow] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
