"""Where a duty is done: the page of the person, the organisation or the register that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhendi.obligations.queries.duties import Duty, kind_of
from zhendi.obligations.queries.titles import persons
from zhendi.policy.schema import Deadline, Recurring, Rule, SubjectKind
from zhendi.web.duties.words import STATUSES, Word
from zhendi.web.shell.environment import url

# Subjects with a page of their own: its address and what it is.
_OWN: Mapping[SubjectKind, tuple[str, str]] = {
    "organisation": ("organisation", "组织情况"),
    "transfer": ("transfer", "这件转接"),
    "unit": ("unit", "单位情况"),
    "procedure": ("procedure", "这件组建"),
    "decision": ("decision", "这件重大事项"),
    "election": ("election", "这次选举"),
    "outgoing": ("mobile-member", "流动情况"),
    "hand_over": ("mobile-hand-over", "交接情况"),
    "gathering": ("mobile-gathering", "这一处"),
    "matter": ("matter", "这件事"),
    "demand": ("demand", "这件诉求"),
}
# Rules with a page of their own for each subject.
_OF_RULE: Mapping[str, tuple[str, str]] = {
    "4.5c.half-year": ("report", "半年报告"), "0.2.preparation": ("election-new-at", "启动换届"),
}  # fmt: skip
# Rules that are done from the list of what their subject, an organisation, has under way.
_OF_LIST: Mapping[str, tuple[str, str]] = {"4.4d.yearly": ("decisions", "村里的重大事项")}
# Rules that are done for many at once: the page, its words, and what the button says.
_AT_ONCE: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "0.2.preparation": ("elections", {"state": "ending"}, "看快届满的"),
    "4.5e.sms": ("messages-new", {"owed": "sms"}, "发短信给"),
    "4.5e.call": ("mobile-calls", {}, "打给"),
    "4.5e.letter": ("letters-new", {}, "寄给"),
    "4.5e.symposium": ("activity-new", {"kind": "symposium"}, "邀请"),
    "4.2c.members-meeting": ("activity-new", {"kind": "members_meeting"}, "安排党员大会，"),
    "4.2c.committee-meeting": ("activity-new", {"kind": "committee_meeting"}, "安排支委会，"),
    "4.2c.party-day": ("activity-new", {"kind": "party_day"}, "安排主题党日，"),
    "4.2c.lecture": ("activity-new", {"kind": "lecture"}, "安排党课，"),
    "4.2c.life-meeting": ("activity-new", {"kind": "life_meeting"}, "安排组织生活会，"),
    "4.5b.picked-up": ("mobile-hand-overs", {"state": "waiting"}, "接"),
    "4.5a.county": ("mobile-county-keepers", {}, "指定联系人给"),
    "3.5b.demand": ("activities-demands", {}, "答复"),
    "4.5f.in-contact": ("mobile-lost", {}, "查找"),
    "4.5c.slip": ("transfers", {}, "看"),
    "4.5c.certificate-held": ("certificates", {"state": "none"}, "发证给"),
    "4.5c.certificate-checked": ("certificates", {"state": "due"}, "查验"),
    "4.5c.half-year": ("reports", {"state": "missing"}, "看"),
}


class Row(NamedTuple):
    """One duty with its word, what was counted, and the address of the page where it is done ("" = none yet)."""

    duty: Duty
    word: Word
    counted: str
    address: str
    leads: str


def rows(rule: Rule, listed: Sequence[Duty]) -> tuple[Row, ...]:
    """Duties of one rule; one query where the subject is a movement."""
    kind = kind_of(rule)
    people = persons(kind, [each.subject for each in listed])
    return tuple(
        Row(each, STATUSES[each.status], counted(rule, each), *place(each, people.get(each.subject)))
        for each in listed
    )  # fmt: skip


def place(duty: Duty, person: int | None) -> tuple[str, str]:
    """The address of the page where a duty is done, and what that page is.

    What has no page of its own (a village, an outlet, one who came and is in no register yet) is dealt with from the
    page of the organisation that answers for it.
    """
    if duty.rule in _OF_RULE:
        name, words = _OF_RULE[duty.rule]
        return url(name, duty.subject), words
    if duty.rule in _OF_LIST:
        name, words = _OF_LIST[duty.rule]
        return url(name, under=duty.subject), words
    if duty.kind in _OWN:
        name, words = _OWN[duty.kind]
        return url(name, duty.subject), words
    if person is not None:
        return url("person", person), "个人情况"
    return (url("organisation", duty.where_id), f"{duty.where}的情况") if duty.where_id else ("", "")


def at_once(rule: Rule, number: int, unit: str) -> tuple[str, str] | None:
    """The address of the page where a rule is done for many at once, and what its button says; ``None`` for others."""
    if rule.id not in _AT_ONCE:
        return None
    name, asked, verb = _AT_ONCE[rule.id]
    return url(name, **asked), f"{verb} {number} {unit}"


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
