"""The lines of which a decision's page is made, and what is to be done now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zhendi.domain.democracy.decision_course import Round

_MILLE, _TENTH = 1000, Decimal("0.1")


class CheckLine(NamedTuple):
    """A line of the check-list or the risk check, answered."""

    code: str
    part: str
    title: str
    answer: str
    answer_title: str
    measure: str


class ReviewLine(NamedTuple):
    """What a committee said."""

    body: str
    title: str
    on: date
    due: int
    present: int
    agreed: int
    note: str


class NoticeLine(NamedTuple):
    """What was put up."""

    sort: str
    title: str
    from_on: date
    until_on: date
    place: str


class ObjectionLine(NamedTuple):
    """An objection with its answer."""

    id: int
    name: str
    text: str
    on: date
    answer: str
    answered_on: date | None


class EntryLine(NamedTuple):
    """A line of the execution log."""

    on: date
    text: str
    spent: Decimal
    by: str


class SurveyLine(NamedTuple):
    """A survey in one way."""

    way: str
    asked: int
    answered: int
    satisfied: int
    on: date


class Satisfaction(NamedTuple):
    """All ways together. Both denominators, in thousandths rounded down, so that 94.96% never reads as 95%."""

    asked: int
    answered: int
    satisfied: int

    @property
    def of_answered(self) -> Decimal:
        """Per cent of those who answered, with one decimal."""
        return _percent(self.satisfied, self.answered)

    @property
    def of_asked(self) -> Decimal:
        """Per cent of those who were asked, with one decimal."""
        return _percent(self.satisfied, self.asked)


class HarmLine(NamedTuple):
    """A report of harm, and what became of it."""

    id: int
    name: str
    text: str
    on: date
    suspended_on: date | None
    suspended_by: str
    outcome: str
    remedy: str
    settled_on: date | None
    settled_by: str


class FaultLine(NamedTuple):
    """A fault of procedure. ``on`` is empty for one that the next step will put on record."""

    code: str
    title: str
    note: str
    on: date | None
    cured_on: date | None


class FileLine(NamedTuple):
    """A file without its bytes."""

    id: int
    title: str
    part: str
    content_type: str
    size: int
    shown: bool
    added_on: date
    by: str


class StepLine(NamedTuple):
    """A step taken."""

    code: str
    on: date
    by: str
    note: str


# What can be done at a stage, the first is the next thing to do.
_DEEDS = {
    "proposed": ("check", "correct", "withdraw"),
    "checked": ("review", "withdraw"),
    "reviewed": ("post", "withdraw"),
    "noticed": ("first", "post", "object", "withdraw"),
    "first": ("second", "first", "reject", "object", "withdraw"),
    "second": ("resolve", "second", "reject", "object", "withdraw"),
    "resolved": ("publish", "harm"),
    "published": ("enter", "finish", "publish", "harm"),
    "finished": ("announce", "enter", "harm"),
    "announced": ("survey", "announce", "enter", "harm"),
    "surveyed": ("close", "survey", "enter", "harm"),
    "closed": ("harm",),
}


def deeds(held: Any, state: str, rounds: tuple[Round, ...], harms: tuple[HarmLine, ...]) -> tuple[str, ...]:
    """Words of what can be done now by who leads, the next step first; nothing for what has ended, or on a past day."""
    if held.ended_on is not None or state != held.stage:
        return ()
    found = [word for word in _DEEDS[state] if _fits(word, {each.number: each for each in rounds})]
    if any(each.suspended_on and not each.settled_on for each in harms):
        found = [word for word in found if word not in {"enter", "finish"}]
    return (*found, "attach")


def _fits(word: str, rounds: dict[int, Round]) -> bool:
    """Whether the rounds let a deed happen."""
    first, second = rounds.get(1), rounds.get(2)
    if word == "first":
        return first is None or (first.lost and second is None)
    if word == "second":
        return first is not None and first.passed and (second is None or second.lost)
    if word == "reject":
        return any(each.valid and not each.passed for each in rounds.values())
    if word == "resolve":
        return all(each is not None and each.passed and each.standing for each in (first, second))
    return True


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part * _MILLE // whole) / 10).quantize(_TENTH) if whole else Decimal(0)
