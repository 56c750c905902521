"""Rules that the policy no longer has: their duties end, what was recorded of them stays.

What is open is noted as no longer asked, and the figures of the running month go. Figures of past months, changes,
waivers, reminders and decisions stay; a proposal on which nobody decided lapses.
"""

from __future__ import annotations

from zhendi.obligations.engine.derived import Question
from zhendi.obligations.models import State
from zhendi.obligations.plans.sql import Sql, day, rows, run, table_of

_KEPT = "obligations_obligation"


def retire(question: Question) -> int:
    """End the duties of rules that are not the policy's; gives how many there were. Only for the whole policy."""
    listed = table_of([(rule.id,) for rule in question.policy.rules()], ("text",))
    unknown = listed.within("rule NOT IN (SELECT c0 FROM (", ") r)")
    today = day(question.as_of)
    if not rows(Sql(f"SELECT 1 FROM {_KEPT} WHERE ") + unknown + " LIMIT 1"):
        return _past(question, unknown, 0)
    run(
        Sql(
            "INSERT INTO obligations_transition (rule, subject, period_from, before, after, on_day, path, area) "
            f"SELECT rule, subject, period_from, status, '', %s, path, area FROM {_KEPT} WHERE ",
            (today,),
        )
        + unknown
    )
    return _past(question, unknown, run(Sql(f"DELETE FROM {_KEPT} WHERE ") + unknown))


def _past(question: Question, unknown: Sql, gone: int) -> int:
    """Their figures of the running month go, and proposals on which nobody decided lapse; gives ``gone``."""
    month = day(question.as_of.replace(day=1))
    for figures in ("obligations_figure", "obligations_areafigure"):
        run(Sql(f"DELETE FROM {figures} WHERE month = %s AND ", (month,)) + unknown)
    closed = (State.LAPSED.value, day(question.as_of), State.OPEN.value)
    run(Sql("UPDATE obligations_proposal SET state = %s, closed_on = %s WHERE state = %s AND ", closed) + unknown)
    return gone
