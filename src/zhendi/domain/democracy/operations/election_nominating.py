"""Who is put forward, and whether they may stand: nomination, the committee's check, the slate with its surplus."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.ballots.counting.rules import rule
from zhendi.domain.democracy.election_course import BARS, FAULTS, faults
from zhendi.domain.democracy.election_lists import checks, sorts
from zhendi.domain.democracy.models import Election, ElectionOffice, Nominee
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.operations.election_checks import decided, led, stands_at, step
from zhendi.domain.people.models import Person
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

Stage = Election.Stage
BACKERS, VILLAGE_BACKERS = "election.least_backers", "election.least_village_backers"
_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Nomination:
    """Who is put forward for which office. ``name`` for who stands in no register (villagers' committee only)."""

    office_id: int
    way: str
    by: str
    person_id: int | None = None
    name: str = ""
    backers: int = 0


@transaction.atomic
def nominate(*, actor: Actor, on: date, election_id: int, nomination: Nomination) -> int:
    """Put somebody forward; gives the nominee's key. While nomination is open, and later for a separate election."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.PERMITTED, Stage.SLATE_APPROVED)
    sort = sorts()[held.sort]
    office = _office(held, nomination.office_id)
    if nomination.way not in sort.ways:
        raise Refused("这次选举不用这种提名方式。", code="way", field="way")
    _require_backers(held, nomination, on)
    person, name = _named(held, nomination)
    if office.nominees.filter(Q(person=person) if person else Q(name=name)).exists():
        raise Refused(f"{name}已经提名为{office.title}人选。", code="twice", field="person")
    if person and office.nominees.filter(name=name).exists():
        name = f"{name}（{person.born_on.year if person.born_on else person.pk}年生）"
    made = Nominee.objects.create(
        election=held, office=office, person=person, name=name, way=nomination.way, on=on, backers=nomination.backers,
        by=words(nomination.by, 200, "谁提名的", "by"),
    )  # fmt: skip
    said = f"{made.get_way_display()}{name}为{office.title}人选"
    election_checks.entry(held, "nominee", on, said, actor=actor, detail={"nominee": made.pk, "way": made.way})
    return made.pk


@transaction.atomic
def withdraw(*, actor: Actor, on: date, election_id: int, nominee_id: int) -> None:
    """A nominee does not want to stand any more; until the slate goes up."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.PERMITTED, Stage.NOMINATED, Stage.CHECKED)
    one = _nominee(held, nominee_id)
    one.withdrew_on = on
    one.save(update_fields=["withdrew_on"])
    election_checks.entry(held, "withdrawn", on, f"{one.name}退出", actor=actor, detail={"nominee": one.pk})


@transaction.atomic
def close(*, actor: Actor, on: date, election_id: int) -> None:
    """Nomination ends: for every office enough are put forward for the surplus that the rule asks."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.PERMITTED)
    for office in held.offices.order_by("pk"):
        number = office.nominees.filter(withdrew_on=None).count()
        require_surplus(held, office, number, on)
    election_checks.reached(held, Stage.NOMINATED, on)
    number = held.nominees.filter(withdrew_on=None).count()
    step(held, "nominated", on, f"提名结束，共{number}名人选", actor=actor, detail={"nominees": number})


@transaction.atomic
def check(
    *, actor: Actor, on: date, election_id: int, nominee_id: int, passed: Collection[str], qualified: bool, reason: str = "",
    person_id: int | None = None,
) -> None:  # fmt: skip
    """The committee above judges a nominee; the stage moves on when nobody is left to judge.

    ``Refused`` to pass somebody whom the register bars, or with a line of the check-list open; a nominee over the usual
    age, or from elsewhere, passes with a reason only. ``person_id``: who it is, where only a name was written in.
    """
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.NOMINATED, Stage.CHECKED, Stage.SLATE_APPROVED, Stage.ELECTED)
    one = _nominee(held, nominee_id)
    if one.person_id is None and person_id is not None:
        one.person = Person.objects.visible_to(actor.scope).filter(pk=person_id).first()
    known = [each.code for each in checks()]
    one.passed = [code for code in known if code in passed]
    found = faults([one], held, on)[one.pk]
    if qualified:
        _require_passing(one, found, reason)
    one.check_reason = words(reason, 200, "理由", "reason", needed=not qualified)
    one.qualified, one.checked_by, one.checked_on = qualified, actor.label[:120], on
    one.save(update_fields=["person", "passed", "qualified", "check_reason", "checked_by", "checked_on"])
    _all_judged(held, on, actor)
    said = f"资格审查：{one.name}{'合格' if qualified else '不合格'}"
    election_checks.entry(
        held,
        "checked",
        on,
        said,
        actor=actor,
        detail={"nominee": one.pk, "qualified": qualified, "faults": list(found)},
    )


@transaction.atomic
def slate(
    *, actor: Actor, on: date, election_id: int, order: Sequence[int], stroke_order: bool, number: str = ""
) -> None:
    """Fix who stands, in the order given, and report it above. Who is not in ``order`` does not stand.

    Only nominees found qualified, and in two rounds only those with the villagers' confidence; enough for the surplus.
    """
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.CHECKED)
    if held.two_rounds and held.trusted_on is None:
        raise Refused("两轮票选先投信任票。信任投票计票以后再报候选人。", code="not_trusted")
    for office in held.offices.order_by("pk"):
        standing = {each.pk: each for each in office.nominees.filter(withdrew_on=None)}
        chosen = [standing[key] for key in dict.fromkeys(order) if key in standing]
        if bad := [each.name for each in chosen if not each.qualified or (held.two_rounds and not each.trusted)]:
            raise Refused(f"没有通过资格审查或信任投票：{'、'.join(bad)}。", code="not_qualified", field="order")
        require_surplus(held, office, len(chosen), on)
        office.nominees.update(position=None)
        for position, each in enumerate(chosen, 1):
            each.position = position
        Nominee.objects.bulk_update(chosen, ["position"])
    held.stroke_order = stroke_order
    election_checks.reached(held, Stage.SLATED, on, "stroke_order")
    said = words(number, _NUMBER, "文号", "number", needed=False)
    note = "按姓氏笔画排列" if stroke_order else "排列顺序由党组织定"
    step(held, "slated", on, "报候选人预备人选", actor=actor, number=said, note=note)


@transaction.atomic
def approve_slate(*, actor: Actor, on: date, election_id: int, number: str) -> None:
    """The committee above approves who stands."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.SLATED)
    held.slate_number = words(number, _NUMBER, "批复文号", "number")
    election_checks.reached(held, Stage.SLATE_APPROVED, on, "slate_number")
    said = f"批准候选人（{held.slate_number}）"
    step(held, "slate_approved", on, said, actor=actor, number=held.slate_number)


@transaction.atomic
def return_slate(*, actor: Actor, on: date, election_id: int, reason: str) -> None:
    """The committee above sends the slate back, for a reason; it is made again."""
    held = decided(election_id, on, actor=actor)
    stands_at(held, Stage.SLATED)
    said = words(reason, 200, "退回的理由", "reason")
    held.stage, held.slated_on = Stage.CHECKED, None
    held.due_on = election_checks.next_due(held, on)
    held.save(update_fields=["stage", "slated_on", "due_on"])
    step(held, "returned", on, f"退回候选人：{said}", actor=actor, note=said)


def require_surplus(held: Election, office: ElectionOffice, number: int, on: date) -> None:
    """``Refused`` where fewer stand than the rule of the day asks for the office's seats (选举条例: a fifth more)."""
    least = rule(sorts()[held.sort].main, on).least_candidates(office.seats)
    if number < least:
        said = f"{office.title}应选{office.seats}名，按规定至少要有{least}名人选，现有{number}名。"
        raise Refused(said, code="too_few", field="order")


def _require_passing(one: Nominee, found: Collection[str], reason: str) -> None:
    if bars := [FAULTS[code] for code in found if code in BARS]:
        raise Refused(f"{one.name}{'、'.join(bars)}，不能作候选人。", code="barred", field="qualified")
    if missing := [each.title for each in checks() if each.code not in one.passed]:
        raise Refused("还有没核实的：" + "、".join(missing) + "。", code="open_lines", field="passed")
    if found and not reason.strip():
        said = "、".join(FAULTS[code] for code in found)
        raise Refused(f"{one.name}{said}，判为合格要写明理由。", code="reason", field="reason")


def _all_judged(held: Election, on: date, actor: Actor) -> None:
    if held.stage != Stage.NOMINATED or held.nominees.filter(withdrew_on=None, qualified=None).exists():
        return
    for office in held.offices.order_by("pk"):
        office_fit = office.nominees.filter(withdrew_on=None, qualified=True).count()
        least = rule(sorts()[held.sort].main, on).least_candidates(office.seats)
        if office_fit < least:
            _reopen(held, on, actor, office, office_fit, least)
            return
    election_checks.reached(held, Stage.CHECKED, on)
    fit = held.nominees.filter(qualified=True).count()
    step(held, "checked", on, f"资格审查完，合格{fit}名", actor=actor, detail={"qualified": fit})


def _reopen(held: Election, on: date, actor: Actor, office: ElectionOffice, fit: int, least: int) -> None:
    """Too few may stand: nomination is open again, before the fault could make the election void."""
    held.stage, held.nominated_on = Stage.PERMITTED, None
    held.due_on = election_checks.next_due(held, on)
    held.save(update_fields=["stage", "nominated_on", "due_on"])
    note = f"{office.title}合格{fit}名，至少要{least}名，重新提名"
    step(held, "reopened", on, note, actor=actor, note=note)


def _office(held: Election, pk: int) -> ElectionOffice:
    found = held.offices.filter(pk=pk).first()
    if found is None:
        raise Refused("没有选择职务。", code="office", field="office")
    return found


def _nominee(held: Election, pk: int) -> Nominee:
    found = held.nominees.select_related("office", "election").filter(pk=pk, withdrew_on=None).first()
    if found is None:
        raise NotVisible(f"nominee {pk}")
    return found


def _require_backers(held: Election, given: Nomination, on: date) -> None:
    if given.way != Nominee.Way.JOINT:
        return
    least = parameters.load().integer(VILLAGE_BACKERS if held.village_body else BACKERS, on)
    if given.backers < least:
        raise Refused(f"联名推荐至少要{least}人签名，现有{given.backers}人。", code="backers", field="backers")


def _named(held: Election, given: Nomination) -> tuple[Person | None, str]:
    if given.person_id is None:
        if not held.village_body:
            raise Refused("没有选择人选。", code="person_missing", field="person")
        return None, words(given.name, 60, "姓名", "person")
    person = Person.objects.filter(pk=given.person_id, died_on=None).first()
    if person is None:
        raise Refused("没有这个人。", code="person_missing", field="person")
    return person, person.name
