"""Who votes: members left out of the due by consent and approval (domain.md 2.2), and the list of registered voters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from zhendi.domain.democracy.election_lists import grounds, sorts
from zhendi.domain.democracy.models import Election, Exclusion, VoterObjection
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.operations.election_checks import decided, led
from zhendi.domain.people.models import Membership
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

OBJECTION, ANSWER = "election.voters_objection_days", "election.voters_answer_days"
_MOST_VOTERS = 20_000
_NUMBER = 80


@transaction.atomic
def ask_to_leave_out(
    *, actor: Actor, on: date, election_id: int, person_id: int, ground: str, evidence: str
) -> int:  # fmt: skip
    """Ask for a member not to count as due, on a recognised ground; gives the request's key. It changes nothing yet."""
    held = _before_the_result(led(election_id, on, actor=actor))
    if sorts()[held.sort].villagers:
        raise Refused("村民选举按选民名单计，不办应到会人数的扣除。", code="sort")
    if ground not in grounds():
        raise Refused("没有选择扣除的情形。", code="ground", field="ground")
    members = Membership.objects.as_of(on).filter(path__startswith=held.path, standing="full", person=person_id)
    member = members.select_related("person").first()
    if member is None:
        raise Refused("这里没有这名正式党员。", code="person_missing", field="person")
    if held.exclusions.filter(person=person_id).exists():
        raise Refused(f"{member.person.name}已经在扣除名单里。", code="twice", field="person")
    made = Exclusion.objects.create(
        election=held, person=member.person, ground=ground, evidence=words(evidence, 200, "依据", "evidence")
    )
    said = f"拟不计入应到会人数：{member.person.name}（{grounds()[ground]}）"
    election_checks.entry(held, "exclusion", on, said, actor=actor, detail={"exclusion": made.pk, "ground": ground})
    return made.pk


@transaction.atomic
def consent(*, actor: Actor, on: date, election_id: int, exclusion_id: int, number: str) -> None:
    """The committee above consents, with the number of its document."""
    held = _before_the_result(decided(election_id, on, actor=actor))
    one = _exclusion(held, exclusion_id)
    one.consent, one.consented_on = words(number, _NUMBER, "同意的文号", "number"), on
    one.save(update_fields=["consent", "consented_on"])
    said = f"同意{one.person.name}不计入应到会人数（{one.consent}）"
    election_checks.entry(held, "consent", on, said, actor=actor, detail={"exclusion": one.pk, "number": one.consent})


@transaction.atomic
def approve(*, actor: Actor, on: date, election_id: int, exclusion_id: int, agreed: int) -> None:
    """The member meeting approves, with so many in favour. ``Refused`` before the committee above has consented."""
    held = _before_the_result(led(election_id, on, actor=actor))
    one = _exclusion(held, exclusion_id)
    if not one.consent:
        raise Refused("上级还没有同意。先报上级，再由党员大会通过。", code="not_consented")
    if agreed < 1:
        raise Refused("填写有多少人同意。", code="agreed", field="agreed")
    one.approved_on, one.agreed = on, agreed
    one.save(update_fields=["approved_on", "agreed"])
    said = f"党员大会通过{one.person.name}不计入应到会人数"
    election_checks.entry(held, "exclusion_approved", on, said, actor=actor, detail={"exclusion": one.pk})


@transaction.atomic
def drop(*, actor: Actor, on: date, election_id: int, exclusion_id: int) -> None:
    """Take the request back: the member counts as due again."""
    held = _before_the_result(led(election_id, on, actor=actor))
    one = _exclusion(held, exclusion_id)
    name = one.person.name
    one.delete()
    election_checks.entry(held, "exclusion_dropped", on, f"{name}仍计入应到会人数", actor=actor)


@transaction.atomic
def publish_voters(*, actor: Actor, on: date, election_id: int, names: Sequence[str]) -> int:
    """Publish the list of registered voters (one name each); gives its length. Objections run from today.

    A second time only while nobody has voted: the list that was put right is published anew.
    """
    held = led(election_id, on, actor=actor)
    if not (sorts()[held.sort].villagers or held.two_rounds):
        raise Refused("这次选举没有村民投票。", code="sort")
    if held.ballots.exists():
        raise Refused("已经拟定投票，名单不能再改。", code="state")
    given = [words(each, 60, "姓名", "names") for each in names if each.strip()]
    if not given:
        raise Refused("没有填写选民，一行写一个。", code="missing", field="names")
    if len(given) > _MOST_VOTERS:
        raise Refused(f"选民最多 {_MOST_VOTERS} 人。", code="too_many", field="names")
    if twice := sorted({name for name in given if given.count(name) > 1})[:10]:
        raise Refused(f"有重名的：{'、'.join(twice)}。在名字后面写上组别区分。", code="twice", field="names")
    first = held.voters_published_on or on
    held.voters, held.voters_number, held.voters_published_on = "\n".join(given), len(given), first
    held.save(update_fields=["voters", "voters_number", "voters_published_on"])
    election_checks.entry(held, "voters", on, f"公布选民名单{len(given)}人", actor=actor, detail={"voters": len(given)})
    return len(given)


@transaction.atomic
def object_to_voters(*, actor: Actor, on: date, election_id: int, name: str, text: str) -> int:
    """Write down what somebody says against the list, within the days in force; gives the objection's key."""
    held = led(election_id, on, actor=actor)
    if held.voters_published_on is None:
        raise Refused("选民名单还没有公布。", code="not_published")
    numbers = parameters.load()
    until = held.voters_published_on + timedelta(days=numbers.integer(OBJECTION, held.voters_published_on))
    if on > until:
        raise Refused(f"对选民名单的申诉到{until.isoformat()}为止。", code="late")
    made = VoterObjection.objects.create(
        election=held, name=words(name, 60, "谁提的", "name"), text=words(text, 200, "申诉内容", "text"), on=on,
        due_on=on + timedelta(days=numbers.integer(ANSWER, on)),
    )  # fmt: skip
    election_checks.entry(held, "objection", on, "收到对选民名单的申诉", actor=actor, detail={"objection": made.pk})
    return made.pk


@transaction.atomic
def answer_objection(*, actor: Actor, on: date, election_id: int, objection_id: int, answer: str) -> None:
    """Answer it; a later answer is kept with its day, and shows as late."""
    held = led(election_id, on, actor=actor)
    one = held.objections.filter(pk=objection_id).first()
    if one is None:
        raise NotVisible(f"objection {objection_id}")
    one.answer, one.answered_on = words(answer, 200, "答复", "answer"), on
    one.save(update_fields=["answer", "answered_on"])
    election_checks.entry(held, "answered", on, "答复对选民名单的申诉", actor=actor, detail={"objection": one.pk})


def _before_the_result(held: Election) -> Election:
    if held.elected_on is not None:
        raise Refused("已经选出来了，应到会人数不能再改。", code="stage")
    return held


def _exclusion(held: Election, pk: int) -> Exclusion:
    found = held.exclusions.select_related("person").filter(pk=pk).first()
    if found is None:
        raise NotVisible(f"exclusion {pk}")
    return found
