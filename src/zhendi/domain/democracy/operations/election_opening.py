"""Beginning an election: what is elected, the plan reckoned back from the end of the term, permission from above, ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from zhendi.domain.democracy import access
from zhendi.domain.democracy.election_lists import Sort, sorts
from zhendi.domain.democracy.models import Election, ElectionOffice
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.operations.election_checks import decided, led, stands_at, step
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import terms
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.models import Membership
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

_NUMBER = 80
_MOST_SEATS = 30
COMMITTEE_FROM = "branch.committee_from_full"
Stage = Election.Stage


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be elected. ``seats``: by the office's title of ``elections.toml``; 0 = none.

    ``term_ends_on``: needed where no term is on record, and for a villagers' committee.
    """

    organisation_id: int
    sort: str
    seats: Mapping[str, int] = field(default_factory=dict)
    two_rounds: bool = False
    pilot_number: str = ""
    term_ends_on: date | None = None


@transaction.atomic
def start(*, actor: Actor, on: date, beginning: Beginning) -> int:
    """Begin the preparation of an election; gives its key. The plan's days are reckoned back from the end of the term.

    ``Refused`` for an organisation that holds no term elections, a second election at a time, and no seats.
    """
    one = _organisation(beginning.organisation_id, actor=actor)
    election_checks.not_future(on, actor=actor)
    sort = sorts().get(beginning.sort)
    if sort is None:
        raise Refused("没有选择选举什么。", code="sort_missing", field="sort")
    if Election.objects.running().filter(organisation=one, village_body=sort.villagers).exists():
        raise Refused(f"“{one.full_name}”已有一次选举正在办。", code="running")
    seats = _seats(one, sort, beginning.seats, on)
    held = Election(
        organisation=one, path=one.path, sort=sort.code, village_body=sort.villagers, opened_on=on,
        committee=election_checks.approver(one), two_rounds=beginning.two_rounds and not sort.villagers,
        pilot_number=_pilot(sort, beginning),
    )  # fmt: skip
    _term(held, sort, beginning.term_ends_on)
    held.save()
    ElectionOffice.objects.bulk_create(
        ElectionOffice(election=held, role=role, title=title, seats=number) for role, title, number in seats
    )
    election_checks.plan(held, on)
    election_checks.reached(held, Stage.OPENED, on)
    named = "、".join(f"{title}{number}名" for _, title, number in seats)
    step(held, "opened", on, f"启动准备，拟选{named}", actor=actor, note=f"届满日{held.term_ends_on.isoformat()}")
    return held.pk


@transaction.atomic
def ask(*, actor: Actor, on: date, election_id: int, number: str = "", note: str = "") -> None:
    """Ask the committee above for permission to hold the election (请示)."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.OPENED)
    said = words(number, _NUMBER, "文号", "number", needed=False)
    election_checks.reached(held, Stage.ASKED, on)
    step(held, "asked", on, f"向“{held.committee.full_name}”请示换届", actor=actor, number=said, note=note.strip())


@transaction.atomic
def permit(*, actor: Actor, on: date, election_id: int, number: str, note: str = "") -> None:
    """The committee above permits the election, with the number of its reply."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.ASKED)
    held.number = words(number, _NUMBER, "批复文号", "number")
    election_checks.reached(held, Stage.PERMITTED, on, "number")
    step(held, "permitted", on, f"同意换届（{held.number}）", actor=actor, number=held.number, note=note.strip())


@transaction.atomic
def refuse(*, actor: Actor, on: date, election_id: int, reason: str) -> None:
    """The committee above does not permit it, for a reason."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.ASKED)
    _end(held, Election.End.REFUSED, on, words(reason, 200, "不同意的理由", "reason"))
    step(held, "refused", on, f"不同意换届：{held.end_reason}", actor=actor, note=held.end_reason)


@transaction.atomic
def cancel(*, actor: Actor, on: date, election_id: int, number: str, reason: str) -> None:
    """The election is given up with the committee's consent, before anybody is elected."""
    held = decided(election_id, on, actor=actor)
    if held.elected_on is not None:
        raise Refused("已经选出来了，不能取消。有差错的，宣布投票无效以后重新选举。", code="stage")
    said = words(number, _NUMBER, "批复文号", "number")
    _end(held, Election.End.CANCELLED, on, words(reason, 200, "取消的理由", "reason"))
    step(held, "cancelled", on, f"取消选举：{held.end_reason}", actor=actor, number=said, note=held.end_reason)


@transaction.atomic
def postpone(*, actor: Actor, on: date, election_id: int, ends_on: date, number: str) -> None:
    """Put the election off with the committee's consent; the term's end moves, the plan is made anew.

    Not further than ``term.longest_shift_months`` from the regular end (选举条例 article 3): ``orgs`` refuses more.
    """
    held = decided(election_id, on, actor=actor)
    if held.elected_on is not None:
        raise Refused("已经选出来了，不用延期。", code="stage")
    said = words(number, _NUMBER, "批准文号", "number")
    if held.term_id is not None:
        approval = Approval(said, on)
        terms.postpone(actor=actor, on=on, organisation_id=held.organisation_id, ends_on=ends_on, approval=approval)
    elif ends_on <= held.term_ends_on:
        raise Refused("延期后的日期要晚于现在的届满日。", code="day_early", field="ends_on")
    before, held.term_ends_on = held.term_ends_on, ends_on
    election_checks.plan(held, on)
    held.due_on = election_checks.next_due(held, on)
    held.save(update_fields=["term_ends_on", "due_on"])
    note = f"届满日{before.isoformat()} → {ends_on.isoformat()}"
    step(held, "postponed", on, f"延期，{note}", actor=actor, number=said, note=note)


def _organisation(pk: int, *, actor: Actor) -> Organisation:
    one = Organisation.objects.alive().select_related("parent").filter(pk=pk).first()
    if one is None or not actor.scope.allows(SEE, one.path):
        raise NotVisible("no such organisation")
    if not access.may_lead(actor.scope, one.path):
        raise Refused("您的职务不能启动这里的选举，由党组织书记或上级经办人启动。", code="not_yours")
    if not kinds()[one.kind].may("term_election"):
        raise Refused(f"{kinds()[one.kind].title}不进行换届选举。", code="no_election", field="organisation")
    return one


def _seats(one: Organisation, sort: Sort, asked: Mapping[str, int], on: date) -> list[tuple[str, str, int]]:
    """Role, title and number of what is elected. A branch has a committee only from so many full members on."""
    found = [(role, title, asked.get(title, 0)) for role, title in sort.offices if asked.get(title, 0)]
    if not found:
        raise Refused("没有填写选几名。", code="seats", field="seats")
    if any(not 1 <= number <= _MOST_SEATS for _, _, number in found):
        raise Refused(f"名额在 1 到 {_MOST_SEATS} 之间。", code="seats", field="seats")
    if any(number > 1 for role, _, number in found if role == "secretary"):
        raise Refused("书记只选 1 名。", code="seats", field="seats")
    committee = any(role == "committee_member" for role, _, _ in found)
    if committee and kinds()[one.kind].level == "branch":
        least = parameters.load().at(COMMITTEE_FROM, on)
        full = Membership.objects.as_of(on).filter(organisation=one, standing="full").count()
        if full < least.value:
            raise Refused(
                f"正式党员 {full} 人，满 {least.value} 人才设支部委员会（{least.citation()}）。改选“不设委员会，选举书记”。",
                code="no_committee", field="sort",
            )  # fmt: skip
    return found


def _pilot(sort: Sort, beginning: Beginning) -> str:
    direct = sort.code == Election.Sort.DIRECT
    return words(beginning.pilot_number, _NUMBER, "批准试点的文号", "pilot_number", needed=direct) if direct else ""


def _term(held: Election, sort: Sort, given: date | None) -> None:
    """The term that ends: the organisation's last one; for a villagers' committee the day is given."""
    last = None if sort.villagers else held.organisation.terms.order_by("-starts_on").first()
    held.term = last
    ends_on = given if last is None or last.ends_on is None else last.ends_on
    if ends_on is None:
        raise Refused("没有登记本届任期，填写届满日期。", code="term_missing", field="term_ends_on")
    held.term_ends_on = ends_on


def _end(held: Election, how: Election.End, on: date, reason: str) -> None:
    held.ended_on, held.end, held.end_reason, held.due_on = on, how, reason, None
    held.save(update_fields=["ended_on", "end", "end_reason", "due_on"])
