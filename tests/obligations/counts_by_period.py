"""Recurring rules counted by plain SQL: for each period of the calendar, who was there as the rule asks, and who had enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tests.obligations.counting import BEGUN, BRANCHES, ON, floating, heads, live, number, rows, value, within
from zhendi.kernel.dates import add_months
from zhendi.kernel.festivals import festivals

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Asked(NamedTuple):
    """A period: its first day, the day after its last, and the last day that is over or running."""

    begins: date
    ends: date
    judged: date


class Rule(NamedTuple):
    """``there``: rows ``t`` that are asked; ``enough``: the condition on ``t``. Both know ``{begins}`` and ``{judged}``."""

    calendar: str
    there: str
    enough: str


class Sums(NamedTuple):
    """How many are met, still open, and late."""

    met: int
    open: int
    late: int


def counted(rule: Rule) -> Sums:
    """Over all periods that had begun by the day and had not ended when the registers began."""
    met = open_ = late = 0
    for each in _calendar(rule.calendar):
        sql = f"SELECT SUM(CASE WHEN {rule.enough} THEN 1 ELSE 0 END), COUNT(*) FROM {rule.there}"
        ((done, whole),) = rows(sql.format(begins=each.begins, judged=each.judged))
        lacking = int(whole) - int(done or 0)
        met += int(done or 0)
        if each.ends <= ON:
            late += lacking
        else:
            open_ += lacking
    return Sums(met, open_, late)


def _calendar(name: str) -> Iterator[Asked]:
    """A period that began more than so many months before the month of the day is no longer asked."""
    earliest = add_months(ON.replace(day=1), -number("derive.window_months"))
    for begins, ends in _festivals() if name == "festivals" else _regular(_MONTHS[name], earliest):
        if earliest <= begins <= ON and ends > BEGUN:
            yield Asked(begins, ends, min(ends - _DAY, ON))


def _regular(months: int, earliest: date) -> Iterator[tuple[date, date]]:
    begins = date(earliest.year, 1, 1)
    while begins <= ON:
        yield begins, add_months(begins, months)
        begins = add_months(begins, months)


def _festivals() -> Iterator[tuple[date, date]]:
    lead = timedelta(days=number("mobile.letter_lead_days"))
    for year in (ON.year - 1, ON.year, ON.year + 1):
        for festival in festivals(year):
            if festival.code in value("mobile.letter_festivals"):
                yield festival.day - lead, festival.day + _DAY


# --- members away --------------------------------------------------------------------------------------------


def _reached(duty: str) -> str:
    """Somebody kept contact in the period in a way that counts for the duty, and it was not taken back."""
    return (
        f"(SELECT COUNT(*) FROM mobile_contact c WHERE c.way IN {within(value(f'mobile.{duty}_ways'))} "
        "AND c.withdrawn_on IS NULL AND c.happened_on >= '{begins}' AND c.happened_on <= '{judged}' "
        "AND (CASE WHEN c.person_id IS NULL THEN c.movement_id = t.id ELSE c.person_id = t.person_id END)) "
        f">= {number('mobile.contacts_each')}"
    )


def _contact(calendar: str, duty: str, since: str = "judged") -> Rule:
    return Rule(calendar, floating(since), _reached(duty))


# --- branches ------------------------------------------------------------------------------------------------


def _without_gap(table: str, owner: str, kept: str) -> str:
    """Rows of ``t`` that some row ``v`` of a table holds on every day of the period; ``owner``: that it is one of ``t``."""
    own = f"{owner} AND {kept}"
    following = f"SELECT 1 FROM {table} w WHERE {own.replace('v.', 'w.')} AND "
    gap = f"NOT EXISTS ({following}{live('w', on='@')})".replace("'@'", "v.valid_to")  # a column, not a day
    return (
        f"EXISTS (SELECT 1 FROM {table} v WHERE {own} AND {live('v', on='{begins}')}) AND NOT EXISTS (SELECT 1 FROM "
        f"{table} v WHERE {own} AND v.valid_to > '{{begins}}' AND v.valid_to <= '{{judged}}' AND {gap})"
    )


_STANDING = (
    f"orgs_organisation t WHERE {_without_gap('orgs_version', 'v.organisation_id = t.id', f'v.kind IN {BRANCHES}')}"
)


def _held(calendar: str, kind: str, parameter: str, asked: str = "1 = 1") -> Rule:
    """Branches that stood for the whole period and held so many activities of a kind."""
    held = (
        f"(SELECT COUNT(*) FROM activities_activity a WHERE a.organisation_id = t.id AND a.kind = '{kind}' AND "
        "a.state = 'held' AND a.held_on >= '{begins}' AND a.held_on <= '{judged}')"
    )
    return Rule(calendar, f"{_STANDING} AND {asked}", f"{held} >= {number(parameter)}")


def _visiting(ground: str) -> Rule:
    """Branches of the old by the ground on which they, or without ground of their own those above them, stand."""
    stands = "CASE WHEN t.division_code = '' THEN (SELECT p.division_code FROM orgs_organisation p WHERE p.id = t.parent_id) ELSE t.division_code END"
    return _held(
        "quarter", "home_visit", "elderly.home_visits_least", f"t.kind = 'elderly_branch' AND {ground.format(stands)}"
    )


# Digits 7 to 9 are below 100 or from 400 on for streets, 10 to 12 the same for communities.
_TOWN = "(substr({0}, 10, 1) IN ('0', '1', '4') AND substr({0}, 10) <> '000' OR substr({0}, 10) = '000' AND substr({0}, 7, 1) IN ('0', '4', '5') AND substr({0}, 7, 3) <> '000')"
_COUNTRY = "(substr({0}, 10, 1) IN ('2', '3', '5') OR substr({0}, 10) = '000' AND substr({0}, 7, 1) IN ('1', '2', '3'))"
_WITH_COMMITTEE = f"{heads('full', on='{judged}')} >= {number('branch.committee_from_full')}"
_REPORTING = Rule(
    "half_year",
    f"orgs_organisation t JOIN orgs_version v ON v.organisation_id = t.id AND v.kind IN {BRANCHES} "
    f"AND {live('v', on='{judged}')} "
    f"WHERE EXISTS (SELECT 1 FROM mobile_outgoing g WHERE g.organisation_id = t.id AND {live('g', on='{judged}')})",
    "(SELECT COUNT(*) FROM mobile_halfyearreport h WHERE h.organisation_id = t.id AND h.filed_on >= '{begins}' "
    f"AND h.filed_on <= '{{judged}}') >= {number('report.half_year_each')}",
)
_STUDY = Rule(
    "year",
    "people_person t WHERE "
    + _without_gap("people_membership", "v.person_id = t.id", "v.standing IN ('full', 'probationary')")
    + " AND EXISTS (SELECT 1 FROM people_membership l WHERE l.person_id = t.id AND l.valid_to IS NULL)",
    "(SELECT COALESCE(SUM(a.hours), 0) FROM activities_attendance d JOIN activities_invitation i ON i.id = d.invitation_id "
    "JOIN activities_activity a ON a.id = i.activity_id WHERE i.person_id = t.id AND d.way IN ('on_site', 'remote') AND "
    "a.state = 'held' AND a.held_on >= '{begins}' AND a.held_on <= '{judged}') >= " + str(number("study.member_hours")),
)
_FEEDBACK = Rule(
    "half_year",
    f"mobile_incoming t WHERE t.path <> '' AND {live('t', on='{judged}')}",
    # Said in the half-year or afterwards of it; what is said of another half-year is not of this one.
    "(SELECT COUNT(*) FROM mobile_feedback f WHERE f.incoming_id = t.id AND f.year = CAST(substr('{begins}', 1, 4) AS integer) "
    "AND f.half = CASE WHEN substr('{begins}', 6, 2) = '01' THEN 1 ELSE 2 END AND f.said_on >= '{begins}') >= "
    + str(number("feedback.half_year_each")),
)
_SHARING = Rule(
    "half_year",
    "orgs_organisation t WHERE "
    + _without_gap("setup_cobuilding", "(v.organisation_id = t.id OR v.partner_id = t.id)", "1 = 1"),
    "(SELECT COUNT(*) FROM setup_shareddocument d WHERE d.organisation_id = t.id AND d.shared_on >= '{begins}' AND "
    "d.shared_on <= '{judged}') >= " + str(number("co_building.shared_least")),
)
_VILLAGE = "length({0}) = 12 AND substr({0}, 10, 1) IN ('2', '3', '5')"
_DECIDING = Rule(
    "year",
    "orgs_organisation t JOIN orgs_version v ON v.organisation_id = t.id LEFT JOIN orgs_organisation p ON p.id = v.parent_id "
    f"WHERE v.kind IN ('branch', 'general_branch', 'committee') AND {_VILLAGE.format('v.division_code')} AND "
    f"(p.id IS NULL OR p.division_code <> v.division_code) AND {live('v', on='{judged}')}",
    "(SELECT COUNT(*) FROM democracy_decision d JOIN democracy_decisionround r ON r.decision_id = d.id AND r.number = 2 "
    "JOIN ballots_vote b ON b.id = r.vote_id AND b.state IN ('counted', 'confirmed') "
    "JOIN ballots_votestep s ON s.vote_id = b.id AND s.action = 'counted' WHERE d.organisation_id = t.id "
    "AND CAST(b.result AS text) LIKE '%\"valid\": true%' AND s.\"on\" >= '{begins}' AND s.\"on\" <= '{judged}') >= "
    + str(number("decisions.yearly_least")),
)

RULES: Mapping[str, Rule] = {
    "4.5e.sms": _contact("month", "sms"),
    "4.5e.call": _contact("quarter", "call"),
    "4.5e.letter": _contact("festivals", "letter"),
    "4.5e.symposium": _contact("year", "symposium", since="begins"),
    "3.1d.visits": _visiting(_COUNTRY),
    "3.2b.visits": _visiting(_TOWN),
    "3.3a.shared": _SHARING,
    "4.5c.feedback": _FEEDBACK,
    "4.5c.half-year": _REPORTING,
    "4.2c.party-day": _held("month", "party_day", "life.party_days"),
    "4.2c.committee-meeting": _held("month", "committee_meeting", "life.committee_meetings", _WITH_COMMITTEE),
    "4.2c.members-meeting": _held("quarter", "members_meeting", "life.members_meetings"),
    "4.2c.lecture": _held("quarter", "lecture", "life.lectures"),
    "4.2c.life-meeting": _held("year", "life_meeting", "life.life_meetings"),
    "4.2c.study-hours": _STUDY,
    "4.4d.yearly": _DECIDING,
}
