"""What the documents say may follow when a duty stays overdue. It is only ever proposed; a person decides."""

from __future__ import annotations

from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.policy import periods
from zhendi.policy.evaluate import Obligation
from zhendi.policy.schema import Consequence, Rule, Status

LATE: tuple[Status, ...] = ("overdue", "missed")
"""Statuses of a duty whose day has passed undone."""


def follows(rule: Rule, row: Obligation, parameters: Parameters, as_of: date) -> bool:
    """Whether the consequence of the rule may be proposed of a duty on the day of its derivation."""
    asks = rule.consequence
    if asks is None or row.status not in LATE or row.due_on is None:
        return False
    return ripe(asks, row.due_on, parameters, as_of)


def ripe(asks: Consequence, due_on: date, parameters: Parameters, as_of: date) -> bool:
    """Whether so much time has passed since the day that was missed. Nothing follows before the document is in force."""
    return as_of >= asks.valid_from and as_of > periods.after(due_on, [parameters.at(asks.after, as_of)])
