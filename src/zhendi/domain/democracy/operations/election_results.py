"""What follows from the ballots: offices in the committee, the report above, its approval, posts and term, publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from zhendi.domain.ballots.counting.rules import rule
from zhendi.domain.ballots.models import Complaint
from zhendi.domain.democracy.election_course import Outcome, Round
from zhendi.domain.democracy.election_lists import sorts
from zhendi.domain.democracy.models import Election, Nominee
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.operations.election_checks import decided, led, stands_at, step
from zhendi.domain.orgs.operations import terms
from zhendi.domain.people.models import Post
from zhendi.domain.people.operations import posts
from zhendi.domain.people.operations.posts import Reason
from zhendi.domain.people.roles import roles
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

OFFICES = ("secretary", "deputy_secretary", "organisation_member", "publicity_member", "discipline_member")
Stage = Election.Stage
_NUMBER = 80


class Given(NamedTuple):
    """An office of the committee: who got it and with how many votes."""

    nominee_id: int
    votes: int


@transaction.atomic
def first_meeting(
    *, actor: Actor, on: date, election_id: int, present: int, offices: Mapping[str, Given], note: str = ""
) -> None:
    """Record the new committee's first meeting, which elects the secretary and gives the other offices among itself.

    ``Refused`` below the quorum, without a majority of the committee, and for two offices of one person.
    """
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.ELECTED)
    if not sorts()[held.sort].own_offices:
        raise Refused("这次选举直接选出了职务，不用委员会再选。", code="sort")
    elected = {each.pk: each for each in held.nominees.exclude(elected_on=None)}
    _require_meeting(offices, elected, present, on)
    held.nominees.update(given_role="")
    for role, given in offices.items():
        held.nominees.filter(pk=given.nominee_id).update(given_role=role)
    named = "、".join(
        f"{roles()[role].title}{elected[given.nominee_id].name}{given.votes}票" for role, given in offices.items()
    )
    said = f"委员会第一次会议：应到{len(elected)}人，实到{present}人，{named}"
    step(held, "first_meeting", on, said, actor=actor, note=f"{said}。{note.strip()}")


@transaction.atomic
def report(*, actor: Actor, on: date, election_id: int, number: str = "", note: str = "") -> None:
    """Report the result above. Everybody elected was found fit, and no complaint is open."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.ELECTED)
    elected = held.nominees.exclude(elected_on=None)
    if sorts()[held.sort].own_offices and not elected.filter(given_role="secretary").exists():
        raise Refused("委员会还没有选出书记。先登记委员会第一次会议。", code="no_secretary")
    unchecked = list(elected.exclude(qualified=True).values_list("name", flat=True))
    if unchecked:
        raise Refused(f"另选他人当选的还没有资格审查：{'、'.join(unchecked)}。", code="not_checked")
    if Complaint.objects.filter(vote__in=held.ballots.values("vote"), answered_on=None).exists():
        raise Refused("对投票结果还有意见没有答复。", code="unanswered")
    said = words(number, _NUMBER, "文号", "number", needed=False)
    election_checks.reached(held, Stage.REPORTED, on)
    step(held, "reported", on, f"向“{held.committee.full_name}”报告结果", actor=actor, number=said, note=note.strip())


@transaction.atomic
def approve(*, actor: Actor, on: date, election_id: int, number: str) -> None:
    """The committee above approves the secretary and files the members: old posts end, new ones and the term are written."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.REPORTED)
    held.result_number = words(number, _NUMBER, "批复文号", "number")
    elected = list(held.nominees.exclude(elected_on=None).select_related("office").order_by("pk"))
    wanted = {(each.given_role or each.office.role, each.person_id) for each in elected if each.person_id}
    if not held.village_body:
        _step_down(held, wanted, on, actor)
    standing = set(_posts(held).values_list("role", "person"))
    for role, person in sorted(wanted - standing, key=str):
        posts.appoint(
            actor=actor, on=on, person_id=person, role=role, organisation_id=held.organisation_id,
            approval_number=held.result_number,
        )  # fmt: skip
    assert held.held_on is not None
    if not held.village_body:
        terms.start_term(actor=actor, on=on, organisation_id=held.organisation_id, starts_on=held.held_on)
    election_checks.reached(held, Stage.APPROVED, on, "result_number")
    names = "、".join(each.name for each in elected)
    step(held, "approved", on, f"批准任职：{names}", actor=actor, number=held.result_number, note=names)


@transaction.atomic
def annul(*, actor: Actor, on: date, election_id: int, reason: str) -> None:
    """The committee above does not accept the result, for a reason: it is elected again from the approved slate."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.ELECTED, Stage.REPORTED)
    said = words(reason, 200, "不予认可的理由", "reason")
    held.nominees.update(elected_on=None, votes=None, given_role="")
    held.offices.update(given_up=0)
    held.ballots.exclude(round=Round.CONFIDENCE).update(outcome=Outcome.ANNULLED)
    held.stage, held.elected_on, held.reported_on = Stage.SLATE_APPROVED, None, None
    held.due_on = election_checks.next_due(held, on)
    held.save(update_fields=["stage", "elected_on", "reported_on", "due_on"])
    step(held, "annulled", on, f"选举结果不予认可，重新选举：{said}", actor=actor, note=said)


@transaction.atomic
def publish(*, actor: Actor, on: date, election_id: int, note: str = "") -> None:
    """The result is published; the public page opens, and the election is done."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.APPROVED)
    election_checks.reached(held, Stage.PUBLISHED, on)
    step(held, "published", on, "公布选举结果", actor=actor, note=note.strip())


def _require_meeting(offices: Mapping[str, Given], elected: Mapping[int, Nominee], present: int, on: date) -> None:
    if "secretary" not in offices or set(offices) - set(OFFICES):
        raise Refused("没有选书记。", code="no_secretary", field="secretary")
    if {given.nominee_id for given in offices.values()} - set(elected):
        raise Refused("只能从选出的委员里选。", code="not_elected", field="secretary")
    if len({given.nominee_id for given in offices.values()}) < len(offices):
        raise Refused("一个人只能担任一个职务。", code="twice", field="secretary")
    counted, due = rule("first_meeting", on), len(elected)
    if present > due or (counted.quorum and not counted.quorum.met(present, due)):
        least = counted.quorum.least(due) if counted.quorum else 1
        raise Refused(f"应到{due}人，至少{least}人到会才有效。", code="quorum", field="present")
    for role, given in offices.items():
        least = counted.majority.least(due)
        if not least <= given.votes <= present:
            said = f"{roles()[role].title}要{least}票以上，不多于到会的{present}人。"
            raise Refused(said, code="majority", field=role)


def _posts(held: Election) -> QuerySet[Post]:
    return Post.objects.filter(organisation=held.organisation_id, valid_to=None)


def _step_down(held: Election, wanted: set[tuple[str, int]], on: date, actor: Actor) -> None:
    """Posts of the leading body that the election filled anew end, but for those whose holder was elected to them again."""
    ends = {office.role for office in held.offices.all()}
    if "committee_member" in ends:
        ends |= set(OFFICES)
    ends |= {"secretary", "deputy_secretary"}
    for post in _posts(held).filter(role__in=ends).order_by("pk"):
        if (post.role, post.person_id) not in wanted:
            posts.end_post(actor=actor, on=on, post_id=post.pk, reason=Reason.TERM)
