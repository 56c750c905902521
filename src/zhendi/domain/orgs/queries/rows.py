"""The rows that pages get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Name(NamedTuple):
    """An organisation named in passing; ``open`` when the reader may go there."""

    id: int
    full_name: str
    short_name: str
    open: bool = True

    @property
    def called(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.full_name


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation in a tree or a list, as it was on the reader's day. ``path`` is its place on that day.

    ``term_ends``: last day of the latest term, None where none is on record.
    """

    id: int
    full_name: str
    short_name: str
    kind: str
    kind_title: str
    path: str
    parent_id: int | None
    parent_name: str
    division_code: str
    founded: str
    dissolved_on: date | None
    term_ends: date | None
    children: int

    @property
    def called(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.full_name


class Postponed(NamedTuple):
    """A term's end put off."""

    on: date
    before: date
    after: date
    approval_number: str
    approved_on: date


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of office; ``ends_on`` as it was known on the reader's day, ``citation`` the rule or the approval."""

    starts_on: date
    ends_on: date | None
    basis: str
    basis_title: str
    citation: str
    postponed: tuple[Postponed, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What the organisation was from a day to a day (half-open)."""

    full_name: str
    short_name: str
    kind_title: str
    parent: Name | None
    division_code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One recorded change."""

    action: str
    action_title: str
    on: date
    approval_number: str
    approved_on: date | None
    other: Name | None
    note: str


class GuideRow(NamedTuple):
    """A guiding or guided organisation, and since when."""

    organisation: Name
    valid_from: date
    valid_to: date | None


class Rights(NamedTuple):
    """What the reader may do with an organisation, for its page to offer."""

    keep: bool
    reshape: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that an organisation's page shows. ``path`` is the place on the reader's day."""

    id: int
    full_name: str
    short_name: str
    kind: str
    kind_title: str
    kind_citation: str
    able: tuple[str, ...]
    unable: tuple[str, ...]
    path: str
    path_today: str
    parent_id: int | None
    chain: tuple[Name, ...]
    division_code: str
    division_name: str
    founded: str
    dissolved_on: date | None
    phone: str
    national_code: str
    approval_number: str
    said_secretary: str
    remark: str
    terms: tuple[TermRow, ...]
    versions: tuple[VersionRow, ...]
    changes: tuple[ChangeRow, ...]
    guides: tuple[GuideRow, ...]
    guided: tuple[GuideRow, ...]
    children: tuple[Line, ...]
    rights: Rights

    @property
    def called(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.full_name

    @property
    def term(self) -> TermRow | None:
        """The latest term."""
        return self.terms[0] if self.terms else None
