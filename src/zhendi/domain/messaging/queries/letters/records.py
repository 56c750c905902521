"""One run with its letters; addresses are masked here, whole ones are for the prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhendi.domain.messaging import access
from zhendi.domain.messaging.models.letters import Letter, LetterPrint, LetterRun
from zhendi.domain.people.models import Person
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SIZE = 100
_COLUMNS = (
    "pk", "run_id", "number", "attempt", "subject_id", "person_id", "name", "branch", "place", "address", "postcode",
    "posting_id", "posting__remark", "state", "reason", "printed_on", "posted_on", "returned_on", "sent_again",
)  # fmt: skip
_SHOWN = 6  # characters of an address that a page shows


class LetterRow(NamedTuple):
    """A letter as pages show it: the address only by its first characters. ``source``: where the address is from."""

    id: int
    run_id: int
    number: int
    attempt: int
    subject_id: int
    person_id: int | None
    name: str
    branch: str
    place: str
    address: str
    postcode: str
    source: str
    state: str
    state_title: str
    reason: str
    printed_on: date | None
    posted_on: date | None
    returned_on: date | None
    sent_again: bool


class PrintRow(NamedTuple):
    """A print run."""

    at: datetime
    by: str
    form_title: str
    letters: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. ``counts``: letters by state; ``waiting_again``: came back and were not made once more. ``may_keep``, ``may_print``: what the reader may do with it."""

    id: int
    title: str
    organisation_id: int
    organisation: str
    organisation_full: str
    path: str
    festival: str
    festival_on: date
    body: str
    signer: str
    dated: date
    sender: str
    sender_postcode: str
    made_at: datetime
    made_by: str
    dropped_on: date | None
    counts: Mapping[str, int]
    revision: int
    prints: tuple[PrintRow, ...]
    waiting_again: int
    may_keep: bool
    may_print: bool

    @property
    def total(self) -> int:
        """Letters that are not dropped."""
        return sum(number for state, number in self.counts.items() if state != Letter.State.DROPPED)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of a run's letters."""

    rows: tuple[LetterRow, ...]
    total: int
    page: int
    pages: int


def run(scope: Scope, run_id: int) -> RunRecord:
    """A run that the reader sees; ``NotVisible`` else. Five queries."""
    one = LetterRun.objects.visible_to(scope).select_related("organisation").filter(pk=run_id).first()
    if one is None:
        raise NotVisible("no such run")
    counted = one.letters.order_by().values_list("state").annotate(number=Count("pk"))
    rows = list(LetterPrint.objects.filter(run=one).order_by("-at", "-pk").values_list("at", "by", "form", "letters"))
    people = {by for by in (one.made_by, *(by for _, by, _, _ in rows)) if by is not None}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    place = one.organisation
    return RunRecord(
        one.pk, one.title, place.pk, place.short_name or place.full_name, place.full_name, one.path, one.festival,
        one.festival_on, one.body, one.signer, one.dated, one.sender, one.sender_postcode, one.made_at,
        names.get(one.made_by or 0, ""), one.dropped_on, dict(counted), one.revision,
        tuple(PrintRow(at, names.get(by or 0, ""), str(LetterPrint.Form(form).label), number) for at, by, form, number in rows),
        _waiting_again(one),
        access.may_write(scope, one.path), access.may_print(scope, one.path),
    )  # fmt: skip


def letters(scope: Scope, run_id: int, *, state: str = "", text: str = "", page: int = 1) -> LetterPage:
    """The letters of a run that the reader sees, by number. Two queries."""
    found = Letter.objects.filter(in_ranges(scope.ranges(SEE), "run__path"), run=run_id)
    if state:
        found = found.filter(state=state)
    for word in text.split():
        found = found.filter(Q(name__contains=word) | Q(branch__contains=word) | Q(place__contains=word))
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    start = (number - 1) * SIZE
    rows = _with_next(found).order_by("number").values_list(*_COLUMNS)[start : start + SIZE]
    return LetterPage(tuple(map(_row, rows)), total, number, pages)


def subjects(scope: Scope, run_id: int) -> tuple[int, ...]:
    """The receivers of a run that are not dropped, by the key that the purpose uses. One query."""
    found = Letter.objects.filter(in_ranges(scope.ranges(SEE), "run__path"), run=run_id)
    return tuple(found.exclude(state=Letter.State.DROPPED).values_list("subject_id", flat=True))


def letter(scope: Scope, letter_id: int) -> LetterRow:
    """One letter of a run that the reader sees; ``NotVisible`` else. One query."""
    found = Letter.objects.filter(in_ranges(scope.ranges(SEE), "run__path"), pk=letter_id)
    row = _with_next(found).values_list(*_COLUMNS).first()
    if row is None:
        raise NotVisible("no such letter")
    return _row(row)


def failed_subjects(scope: Scope, *, since: date) -> Mapping[int, str]:
    """Receivers whose letter since a day came back, with the reason, and to whom none went since: for the call list. One query."""
    seen = in_ranges(scope.ranges(SEE))
    reached = Letter.objects.filter(
        subject_id=OuterRef("subject_id"), state=Letter.State.POSTED, posted_on__gte=OuterRef("posted_on")
    )
    back = Letter.objects.filter(seen, ~Exists(reached), state=Letter.State.RETURNED, returned_on__gte=since)
    return dict(back.order_by("attempt", "pk").values_list("subject_id", "reason"))


def _with_next(found: QuerySet[Letter]) -> QuerySet[Letter]:
    """With whether a letter that came back was made once more."""
    return found.annotate(sent_again=_LATER)


def _waiting_again(one: LetterRun) -> int:
    return one.letters.filter(~_LATER, state=Letter.State.RETURNED).count()


_LATER = Exists(
    Letter.objects.filter(run=OuterRef("run"), subject_id=OuterRef("subject_id"), attempt__gt=OuterRef("attempt"))
)


def _row(row: tuple[Any, ...]) -> LetterRow:
    (pk, run_id, number, attempt, subject, person, name, branch, place, address, postcode, posting, remark, state, reason,
     printed_on, posted_on, returned_on, sent_again) = row  # fmt: skip
    whole = str(address or "")
    source = (remark or "登记的地址") if posting else "家庭住址" if whole else ""
    shown = whole[:_SHOWN] + "…" if len(whole) > _SHOWN else whole
    return LetterRow(
        pk, run_id, number, attempt, subject, person, name, branch, place, shown, postcode, source, state,
        str(Letter.State(state).label), reason, printed_on, posted_on, returned_on, sent_again,
    )  # fmt: skip
