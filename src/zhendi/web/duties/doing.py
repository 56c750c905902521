"""Where a duty is done: the page of the person, the organisation or the register that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from zhendi.kernel.scope import SEE, Scope
from zhendi.obligations.queries.duties import Duty
from zhendi.policy.schema import Deadline, Recurring, Rule, SubjectKind
from zhendi.web.duties.words import STATUSES, Word
from zhendi.web.shell.environment import url

_APPOINT, _INTAKE, _ORGANISATIONS, _PEOPLE, _VOTES = (
    "appoint", "intake", "write_organisations", "write_people", "hold_votes",
)  # fmt: skip


class Door(NamedTuple):
    """A page on which something is done: its address, what it is, and the verb that opens it.

    ``by``: what the address is made of, the duty's subject or the organisation that answers for it (``where``); under the
    name ``field`` in the query, or as part of the path where none is named. ``asked``: more of the query.
    """

    name: str
    words: str
    verb: str = SEE
    by: Literal["subject", "where", ""] = "subject"
    field: str = ""
    asked: tuple[tuple[str, str], ...] = ()

    def address(self, duty: Duty) -> str:
        """The address for a duty; "" where nobody answers for it."""
        key = {"subject": duty.subject, "where": duty.where_id, "": None}[self.by]
        if key == 0:
            return ""
        path, query = ((), {self.field: key}) if self.field else ((key,) if key else (), {})
        return url(self.name, *path, **query, **dict(self.asked))


# Subjects with a page of their own.
_OWN: Mapping[SubjectKind, Door] = {
    "organisation": Door("organisation", "组织情况"),
    "person": Door("person", "个人情况"),
    "transfer": Door("transfer", "这件转接"),
    "unit": Door("unit", "单位情况"),
    "procedure": Door("procedure", "这件组建"),
    "decision": Door("decision", "这件重大事项"),
    "election": Door("election", "这次选举"),
    "outgoing": Door("mobile-member", "流动情况"),
    "hand_over": Door("mobile-hand-over", "交接情况"),
    "gathering": Door("mobile-gathering", "这一处"),
    "matter": Door("matter", "这件事"),
    "demand": Door("demand", "这件诉求"),
}


def _activity(kind: str, words: str, by: Literal["subject", "where"] = "subject") -> Door:
    return Door("activity-new", words, _PEOPLE, by, "organisation", (("kind", kind),))


_ELECTION = Door("election-new-at", "换届", _VOTES)
_RECORD = Door("person-correct", "更正登记", _PEOPLE)
_MOVEMENT = Door("mobile-change", "变更登记", _PEOPLE)
_RESHAPE = (("sort", "upgrade"),), (("sort", "split"),)
_INCOMING = Door("mobile-incoming", "流入党员", by="", asked=(("placed", "no"),))
_REGISTERS = Door("intake", "导入台账", _INTAKE, "")
# Where the page of the subject is not yet that on which the duty is done: pages by rule, the first that the reader may open.
_OF_RULE: Mapping[str, tuple[Door, ...]] = {
    "0.2.committee": (_ELECTION,),
    "0.2.committee-size": (Door("posts", "班子名单", field="under"),),
    "0.2.term": (_ELECTION,),
    "0.2.term-held": (Door("organisation-term", "补登任期", _ORGANISATIONS), _ELECTION),
    "0.2.member-phone": (_RECORD,),
    "0.2.member-dates": (_RECORD,),
    "0.3.secretary": (Door("post-new", "任职", _APPOINT, field="organisation"),),
    "3.0.village": (Door("procedure-found", "提出组建", _ORGANISATIONS, "where", "below"),),
    "3.1a.candidate": (Door("units-industry", "产业和党员", by="", asked=(("state", "candidate"),)),),
    "3.1a.size": (Door("procedure-reshape", "提出升格", _PEOPLE, field="organisation", asked=_RESHAPE[0]),),
    "3.1b.joint-size": (Door("procedure-reshape", "提出拆分", _PEOPLE, field="organisation", asked=_RESHAPE[1]),),
    "3.1d.visits": (_activity("home_visit", "安排上门送学"),),
    "3.2b.visits": (_activity("home_visit", "安排上门送学"),),
    "3.2c.placed": (_INCOMING,),
    "3.3a.shared": (Door("directions", "上下左右"),),
    "3.3c.guided": (Door("organisation-guide", "指导关系", _ORGANISATIONS),),
    "3.4d.reviewed": (Door("model-points", "示范点", by=""),),
    "3.5a.placed": (_INCOMING,),
    "3.5a.temporary": (Door("procedure-found", "提出组建", _ORGANISATIONS, field="below"),),
    "4.2c.members-meeting": (_activity("members_meeting", "安排党员大会"),),
    "4.2c.committee-meeting": (_activity("committee_meeting", "安排支委会"),),
    "4.2c.party-day": (_activity("party_day", "安排主题党日"),),
    "4.2c.lecture": (_activity("lecture", "安排党课"),),
    "4.2c.life-meeting": (_activity("life_meeting", "安排组织生活会"),),
    "4.2c.study-hours": (_activity("party_day", "安排学习", "where"),),
    "4.4d.yearly": (Door("decisions", "村里的重大事项", field="under"),),
    "4.5a.township": (Door("mobile-keeper", "乡级联系人", _PEOPLE, "where"),),
    "4.5a.county": (Door("mobile-county-keepers", "县级联系人", _PEOPLE, ""),),
    "4.5c.half-year": (Door("report", "半年报告"),),
    "4.5c.feedback": (Door("mobile-feedback-give", "反馈表", _PEOPLE),),
    "4.5d.phone": (_MOVEMENT,),
    "4.5d.whereabouts": (_MOVEMENT,),
    "5.1e.probation": (Door("person-standing", "变更类别", _PEOPLE),),
    "5.1g.outlet": (_REGISTERS,),
    "5.1g.flowchart": (_REGISTERS,),
    "5.1g.equipment": (_REGISTERS,),
}
# Rules that are done for many at once: the page, its words, and what the button says.
_AT_ONCE: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "0.2.term": ("elections", {"state": "ending"}, "看快届满的"),
    "3.2c.placed": ("mobile-incoming", {"placed": "no"}, "编入"),
    "3.5a.placed": ("mobile-incoming", {"placed": "no"}, "编入"),
    "4.5e.sms": ("messages-new", {"owed": "sms"}, "发短信给"),
    "4.5e.call": ("mobile-calls", {}, "打给"),
    "4.5e.letter": ("letters-new", {}, "寄给"),
    "4.5e.symposium": ("activity-new", {"kind": "symposium", "invite": "owed"}, "邀请"),
    "4.5b.picked-up": ("mobile-hand-overs", {"state": "waiting"}, "接"),
    "4.5a.township": ("mobile-keepers", {"bare": "1"}, "指定联系人给"),
    "4.5a.county": ("mobile-county-keepers", {}, "指定联系人给"),
    "3.5b.demand": ("activities-demands", {}, "答复"),
    "4.5f.in-contact": ("mobile-lost", {}, "查找"),
    "4.5c.slip": ("transfers", {}, "看"),
    "4.5c.certificate-held": ("certificates", {"state": "none"}, "发证给"),
    "4.5c.certificate-checked": ("certificates", {"state": "due"}, "查验"),
    "4.5c.half-year": ("reports", {"state": "missing"}, "看"),
    "4.5c.feedback": ("mobile-feedback", {"view": "owed"}, "反馈"),
}


class Row(NamedTuple):
    """One duty with its word, what was counted, the record of who is short, and the page where it is done; each page with
    what it is ("" = none).
    """

    duty: Duty
    word: Word
    counted: str
    record: str
    record_words: str
    address: str
    leads: str


def rows(rule: Rule, listed: Sequence[Duty], scope: Scope) -> tuple[Row, ...]:
    """Duties of one rule, for a reader; no query."""
    return tuple(
        Row(each, STATUSES[each.status], counted(rule, each), *record(each), *place(each, scope)) for each in listed
    )


def record(duty: Duty) -> tuple[str, str]:
    """The page of who is short, and what it is.

    Of what has none of its own (a village, an outlet, one who came) that of the organisation that answers for it.
    """
    door = _OWN.get(duty.kind, Door("organisation", f"{duty.where}的情况", by="where"))
    address = door.address(duty)
    return address, door.words if address else ""


def place(duty: Duty, scope: Scope) -> tuple[str, str]:
    """The address of the page where a duty is done by this reader, and what that page is: else the record of who is short."""
    for door in _OF_RULE.get(duty.rule, ()):
        if scope.allows(door.verb, duty.path) and (address := door.address(duty)):
            return address, door.words
    return record(duty)


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
