"""Deadline rules counted by plain SQL: every opening with its end and its closing; the days by the calendar of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.obligations.counting import ON, kinds, live, number, rows, toml, within
from zhendi.kernel.dates import add_months
from zhendi.kernel.workdays import is_working_day

_DAY = timedelta(days=1)


class Rule(NamedTuple):
    """``openings``: rows ``opened, ends, closed, there`` (1 while the subject still is). Due ``within`` of the opening, at
    its end where none is named; not asked before ``not_before``, nor earlier than ``asked`` before the due day.
    """

    openings: str
    since: date
    within: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    asked: str = ""


class Sums(NamedTuple):
    """How many were met, met late, are open, overdue, not asked yet."""

    met: int
    met_late: int
    open: int
    overdue: int
    not_yet: int


def counted(rule: Rule) -> Sums:
    """Over all openings by the day that are closed or whose subject still is."""
    found = dict.fromkeys(Sums._fields, 0)
    for opened, ends, closed, there in rows(rule.openings):
        status = _status(rule, _day(opened), _day(ends), _day(closed))
        if status and (closed or there):
            found[status] += 1
    return Sums(**found)


def _status(rule: Rule, opened: date | None, ends: date | None, closed: date | None) -> str:
    assert opened is not None
    due = _moved(opened, rule.within, rule) if rule.within else ends
    if due is not None and due < rule.since:
        return ""
    if closed is not None:
        return "met" if due is None or closed <= due else "met_late"
    if due is None or _asked(rule, opened, due) > ON:
        return "not_yet"
    return "overdue" if due < ON else "open"


def _asked(rule: Rule, opened: date, due: date) -> date:
    earliest = _moved(opened, rule.not_before, rule)
    return max(earliest, _moved(due, (rule.asked,), rule, -1)) if rule.asked else earliest


def _moved(day: date, codes: tuple[str, ...], rule: Rule, sign: int = 1) -> date:
    first = max(day, rule.since)
    for code in codes:
        (parameter,) = [each for each in toml("parameters.toml", "parameter") if each["code"] == code]
        amount = max((v for v in parameter["values"] if v["from"] <= first), key=lambda v: v["from"])["value"]
        unit = parameter["unit"]
        if unit == "工作日":
            assert sign == 1
            day = _workday(day, amount)
        else:
            assert unit in {"天", "个月"}, unit
            day = day + sign * amount * _DAY if unit == "天" else add_months(day, sign * amount)
    return day


def _workday(day: date, amount: int) -> date:
    """The day on which so many working days have passed; the first day is not counted."""
    while amount:
        day += _DAY
        amount -= is_working_day(day).value
    return day


def _day(found: Any) -> date | None:
    return date.fromisoformat(found) if isinstance(found, str) else found


# --- the statements ------------------------------------------------------------------------------------------

_ELECTING = kinds(may="term_election")
_TERMS = (
    "SELECT t.starts_on, t.ends_on, (SELECT MIN(n.starts_on) FROM orgs_term n WHERE n.organisation_id = t.organisation_id "
    f"AND n.starts_on > t.starts_on AND n.starts_on <= '{ON}'), (SELECT COUNT(*) FROM orgs_version v WHERE v.organisation_id "
    f"= t.organisation_id AND v.kind IN {_ELECTING} AND {live('v')}) FROM orgs_term t WHERE t.starts_on <= '{ON}' AND EXISTS "
    f"(SELECT 1 FROM orgs_version e WHERE e.organisation_id = t.organisation_id AND e.kind IN {_ELECTING})"
)


def _decision(opened: str, closed: str, ends: str = "NULL") -> str:
    """Resolutions that hold: neither reversed nor over, nor stopped because somebody came to harm."""
    stopped = (
        "SELECT COUNT(*) FROM democracy_decisionharm h WHERE h.decision_id = t.id AND h.settled_on IS NULL "
        f"AND h.suspended_on <= '{ON}'"
    )
    return (
        f"SELECT t.{opened}, {ends}, t.{closed}, CASE WHEN COALESCE(t.ended_on, t.counts_until) <= '{ON}' OR ({stopped}) > 0 "
        f"THEN 0 ELSE 1 END FROM democracy_decision t WHERE t.resolved_on IS NOT NULL AND t.{opened} IS NOT NULL"
    )


_ELECTED = (
    "SELECT t.elected_on, NULL, t.reported_on, CASE WHEN EXISTS (SELECT 1 FROM democracy_election n WHERE n.organisation_id "
    f"= t.organisation_id AND n.village_body = t.village_body AND n.held_on > t.held_on AND n.held_on <= '{ON}') THEN 0 "
    "ELSE 1 END FROM democracy_election t WHERE t.held_on IS NOT NULL AND t.ended_on IS NULL AND t.elected_on IS NOT NULL"
)
_SLIPS = (
    "SELECT t.issued_on, t.valid_until, t.slip_on, 1 FROM people_transfer t WHERE t.direction <> 'in' AND t.issued_on "
    "IS NOT NULL AND t.state NOT IN ('returned', 'withdrawn')"
)
_PROBATION = (
    "SELECT p.joined_on, NULL, (SELECT MIN(e.valid_to) FROM people_membership e WHERE e.person_id = p.id AND e.standing = "
    f"'probationary' AND e.ended NOT IN ('moved', 'transferred') AND e.valid_to >= p.joined_on AND e.valid_to <= '{ON}'), "
    "(SELECT COUNT(*) FROM people_membership m WHERE m.person_id = p.id AND m.standing = 'probationary' AND "
    f"{live('m')}) FROM people_person p WHERE p.joined_on <= '{ON}' AND EXISTS (SELECT 1 FROM people_membership k WHERE "
    f"k.person_id = p.id AND k.standing = 'probationary' AND k.valid_from <= '{ON}') AND EXISTS (SELECT 1 FROM "
    "people_membership l WHERE l.person_id = p.id AND l.valid_to IS NULL AND l.standing IN ('full', 'probationary'))"
)
_FREE = f"(SELECT COUNT(*) FROM setup_exemption e WHERE e.unit_id = t.id AND {live('e', 'free_from', 'free_to')})"
# Whole months from the beginning to the planned end: one less where the last is not full.
_PLANNED = (
    "(CAST(substr(CAST(t.ends_on AS text), 1, 4) AS integer) - CAST(substr(CAST(t.starts_on AS text), 1, 4) AS integer)) * 12 "
    "+ CAST(substr(CAST(t.ends_on AS text), 6, 2) AS integer) - CAST(substr(CAST(t.starts_on AS text), 6, 2) AS integer) - "
    "(CASE WHEN substr(CAST(t.ends_on AS text), 9) < substr(CAST(t.starts_on AS text), 9) THEN 1 ELSE 0 END)"
)
_PROJECTS = (
    "SELECT t.starts_on, NULL, (SELECT MIN(CASE WHEN c.valid_from < t.starts_on THEN t.starts_on ELSE c.valid_from END) "
    f"FROM setup_coverage c WHERE c.unit_id = t.id AND c.valid_from <= '{ON}'), CASE WHEN {_FREE} = 0 AND (t.closed_on IS "
    f"NULL OR t.closed_on > '{ON}') THEN 1 ELSE 0 END FROM setup_unit t WHERE t.kind = 'project' AND t.starts_on <= '{ON}' "
    f"AND {_PLANNED} >= {number('setup.project_months')}"
)


def _founding(opened: str, closed: str) -> str:
    """Steps of what was approved; given up or undone it is asked no more."""
    return (
        f"SELECT t.{opened}, NULL, t.{closed}, CASE WHEN t.ended_on <= '{ON}' THEN 0 ELSE 1 END FROM setup_procedure t "
        f"WHERE t.sort = 'found' AND t.{opened} <= '{ON}'"
    )


_ANSWERED = "CASE WHEN t.\"end\" = 'refused' THEN t.ended_on ELSE t.approved_on END"
_REPLIED = (
    f"SELECT t.applied_on, NULL, {_ANSWERED}, CASE WHEN t.\"end\" = 'withdrawn' THEN 0 ELSE 1 END FROM setup_procedure t "
    f"WHERE t.applied_on <= '{ON}'"
)


def _matters(kinds: Iterable[str]) -> str:
    """What members brought and did not take back."""
    return (
        f"SELECT opened_on, NULL, answered_on, 1 FROM matters_matter WHERE kind IN {within(kinds)} AND state <> 'withdrawn' "
        f"AND opened_on <= '{ON}'"
    )


_HANDED = (
    f"SELECT valid_from, NULL, closed_on, 1 FROM mobile_handover WHERE outcome <> 'mistake' AND valid_from <= '{ON}'"
)
_DOCUMENT, _BRANCHES = date(2008, 9, 1), date(2018, 10, 28)

RULES: Mapping[str, Rule] = {
    "0.2.term": Rule(_TERMS, _BRANCHES, asked="term.reminder_months"),
    "3.3b.project": Rule(_PROJECTS, _BRANCHES, within=("remedy.setup_months",)),
    "3.4a.replied": Rule(_REPLIED, _BRANCHES, within=("procedure.reply_months",)),
    "3.4a.founded": Rule(_founding("approved_on", "founded_on"), _DOCUMENT, within=("procedure.found_months",)),
    "3.4a.filed": Rule(_founding("founded_on", "filed_on"), _BRANCHES, within=("procedure.filing_months",)),
    "3.4a.standardised": Rule(
        _founding("founded_on", "standardised_on"), _DOCUMENT, within=("procedure.standardise_months",)
    ),
    "3.5b.help": Rule(_matters(["help"]), _DOCUMENT, within=("matters.help_working_days",)),
    "4.5b.picked-up": Rule(_HANDED, _DOCUMENT, within=("hand_over.days",)),
    "4.5f.change": Rule(_matters(["change", "correction"]), _DOCUMENT, within=("matters.change_working_days",)),
    "3.5b.demand": Rule("SELECT raised_on, due_on, answered_on, 1 FROM activities_demand", _DOCUMENT),
    "4.4c.reported": Rule(_ELECTED, date(2020, 7, 13), within=("election.report_days",)),
    "4.4d.published": Rule(_decision("resolved_on", "published_on"), _DOCUMENT, within=("decisions.publish_days",)),
    "4.4d.executed": Rule(_decision("resolved_on", "finished_on", "t.planned_on"), _DOCUMENT),
    "4.4d.announced": Rule(_decision("finished_on", "announced_on"), _DOCUMENT, within=("decisions.announce_days",)),
    "4.4d.surveyed": Rule(_decision("finished_on", "surveyed_on"), _DOCUMENT, within=("decisions.survey_days",)),
    "4.5c.slip": Rule(_SLIPS, _DOCUMENT),
    "5.1e.probation": Rule(
        _PROBATION,
        date(2014, 5, 28),
        within=("probation.months", "probation.approval_months"),
        not_before=("probation.months",),
    ),
}
