"""Bringing the kept obligations to what was derived: only rows that differ are touched, every change is noted."""

from __future__ import annotations

from dataclasses import dataclass

from zhendi.obligations.engine.derived import TABLE, Question, scope_of
from zhendi.obligations.plans.sql import Sql, day, run

_KEPT = "obligations_obligation"
_KEY = f"o.rule = {TABLE}.rule AND o.subject = {TABLE}.subject AND o.period_from = {TABLE}.period_from"
_VALUES = ("period_to", "due_on", "status", "since", "total", "needed", "path")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many obligations are new, changed or no longer asked, and how many changed their status."""

    new: int
    changed: int
    gone: int
    transitions: int


def settle(question: Question) -> Changes:
    """Make the kept rows of the question equal to the derived ones."""
    transitions = _note(question)
    gone = run(
        Sql(f"DELETE FROM {_KEPT} WHERE ")
        + scope_of(question, _KEPT)
        + f" AND NOT EXISTS (SELECT 1 FROM {TABLE} d WHERE d.rule = {_KEPT}.rule"
        f" AND d.subject = {_KEPT}.subject AND d.period_from = {_KEPT}.period_from)"
    )
    sets = ", ".join(f"{name} = d.{name}" for name in _VALUES)
    differs = " OR ".join(_differs(name) for name in _VALUES)
    changed = run(
        Sql(
            f"UPDATE {_KEPT} SET {sets}, provisional = (d.provisional = 1) FROM {TABLE} d WHERE d.rule = {_KEPT}.rule "
            f"AND d.subject = {_KEPT}.subject AND d.period_from = {_KEPT}.period_from AND ({differs})"
        )
    )
    listed = ", ".join(("rule", "subject", "period_from", *_VALUES))
    new = run(
        Sql(
            f"INSERT INTO {_KEPT} ({listed}, provisional) SELECT {listed}, (provisional = 1) FROM {TABLE} "
            f"WHERE NOT EXISTS (SELECT 1 FROM {_KEPT} o WHERE {_KEY})"
        )
    )
    return Changes(new, changed, gone, transitions)


def _differs(name: str) -> str:
    """NULL-safe, in words that both databases know."""
    one, other = f"{_KEPT}.{name}", f"d.{name}"
    return f"{one} <> {other} OR ({one} IS NULL) <> ({other} IS NULL)"


def _note(question: Question) -> int:
    today = day(question.as_of)
    columns = "rule, subject, period_from, before, after, on_day, path"
    begun = Sql(
        f"INSERT INTO obligations_transition ({columns}) SELECT {TABLE}.rule, {TABLE}.subject, {TABLE}.period_from, "
        f"COALESCE(o.status, ''), {TABLE}.status, %s, {TABLE}.path FROM {TABLE} LEFT JOIN {_KEPT} o ON {_KEY} "
        f"WHERE o.status IS NULL OR o.status <> {TABLE}.status",
        (today,),
    )
    ceased = (
        Sql(
            f"INSERT INTO obligations_transition ({columns}) SELECT {_KEPT}.rule, {_KEPT}.subject, {_KEPT}.period_from, "
            f"{_KEPT}.status, '', %s, {_KEPT}.path FROM {_KEPT} WHERE ",
            (today,),
        )
        + scope_of(question, _KEPT)
        + f" AND NOT EXISTS (SELECT 1 FROM {TABLE} d WHERE d.rule = {_KEPT}.rule"
        f" AND d.subject = {_KEPT}.subject AND d.period_from = {_KEPT}.period_from)"
    )
    return run(begun) + run(ceased)
