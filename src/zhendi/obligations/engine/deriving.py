"""Deriving: all duties of a day, those of some subjects inside an operation, or the figures of a past month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from zhendi.obligations.engine import afresh, filling, keyed, rollup
from zhendi.obligations.engine.derived import Question, Subjects
from zhendi.obligations.engine.retired import retire
from zhendi.obligations.engine.settle import Changes, begin, settle
from zhendi.obligations.models import Obligation


@transaction.atomic
def all_of(question: Question) -> Changes:
    """Bring every obligation and this month's figures to the day of the question; idempotent.

    Asked by the whole policy, it ends the duties of rules that the policy no longer has.
    """
    ended = 0 if question.rules else retire(question)
    if afresh.is_empty(Obligation):
        changes = begin(question)
    else:
        filling.fill(question)
        changes = settle(question)
    rollup.replace(question, month_of(question.as_of))
    return replace(changes, gone=changes.gone + ended, transitions=changes.transitions + ended)


@transaction.atomic(savepoint=False)
def some_of(question: Question, subjects: Subjects) -> Changes:
    """The same for the subjects that an operation touched, with its differences added to the figures above them.

    A few are counted in memory, more set-wise; both come to the same. The kept rows must have been derived for the
    same day (``operations.refresh`` sees to it).
    """
    if sum(map(len, (subjects or {}).values())) <= keyed.FEW:
        return keyed.step(question, subjects or {})
    asked = replace(question, subjects=subjects)
    filling.fill(asked)
    rollup.move(asked, month_of(asked.as_of))
    return settle(asked)


@transaction.atomic
def month(question: Question) -> None:
    """Only the figures of the month of the question's day, as they stood on that day; obligations stay untouched."""
    filling.fill(question)
    rollup.replace_past(question, month_of(question.as_of))


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)
