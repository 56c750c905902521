"""Where a duty is done: the page of the person, the organisation or the register that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhendi.kernel.scope import Scope
from zhendi.obligations.queries.duties import Duty, kind_of
from zhendi.obligations.queries.titles import persons
from zhendi.policy.schema import Deadline, Recurring, Rule, SubjectKind
from zhendi.web.duties.words import STATUSES, Word
from zhendi.web.shell.environment import url
from zhendi.web.shell.request import Request

_IMPORTED = {"outlet", "division", "incoming", "outgoing"}  # registers that come in by workbook


class Row(NamedTuple):
    """One duty with its word, what was counted, and the address of the page where it is done ("" = none yet)."""

    duty: Duty
    word: Word
    counted: str
    address: str
    leads: str


def rows(request: Request, rule: Rule, listed: Sequence[Duty]) -> tuple[Row, ...]:
    """Duties of one rule; one query where the subject is a movement."""
    kind = kind_of(rule)
    people = persons(kind, [each.subject for each in listed])
    return tuple(
        Row(each, STATUSES[each.status], counted(rule, each), *place(request.scope, kind, each.subject, people.get(each.subject)))
        for each in listed
    )  # fmt: skip


def place(scope: Scope, kind: SubjectKind, subject: int, person: int | None) -> tuple[str, str]:
    """The address of the page where a subject's duty is done, and what that page is."""
    if kind == "organisation":
        return url("organisation", subject), "组织情况"
    if kind == "unit":
        return url("unit", subject), "单位情况"
    if person is not None:
        return url("person", person), "个人情况"
    if kind in _IMPORTED and scope.may("intake"):
        return url("intake"), "导入台账"
    return "", ""


def counted(rule: Rule, duty: Duty) -> str:
    """What was found and what is asked, in words; "" where there is nothing to count."""
    asks = rule.asks
    if isinstance(asks, Deadline):
        return ""
    if isinstance(asks, Recurring):
        return f"做了 {duty.total}，要 {duty.needed}"
    if asks.condition.comparison == "present":
        return ""
    words = {"at_least": "至少", "at_most": "不超过", "below": "少于"}[asks.condition.comparison]
    return f"现有 {duty.total}，{words} {duty.needed}"
