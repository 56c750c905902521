"""The demonstration's papers: certificates issued a year ago, half-yearly reports, transfers at every step of their way."""

from __future__ import annotations

import random
from datetime import date, timedelta

from zhendi.domain.mobile import half_years
from zhendi.domain.mobile.models import Certificate, Outgoing
from zhendi.domain.mobile.operations import certificates, reports
from zhendi.domain.orgs.kinds import holding_relations, kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Person, Post, Transfer
from zhendi.domain.people.operations.transfers import receiving, sending
from zhendi.domain.people.operations.transfers.receiving import Letter
from zhendi.domain.people.operations.transfers.sending import Goal
from zhendi.kernel import clock
from zhendi.kernel.identifiers.citizen import check_character
from zhendi.kernel.scope import Actor

_HELD, _FILED, _CHECKED, _LOST = 0.7, 0.8, 0.85, 3
_REPORTING = 8  # branches of the first townships that the demonstration lets report
_OUTSIDE = (("中共东江市滨河区委组织部", "滨河街道港湾社区党支部"), ("中共南屏市高新区工作委员会", "某电子公司党支部"))
_COMING = (("柏青松", 501), ("沈秋实", 502), ("闻小满", 503))


def beginning(*, actor: Actor, on: date, seed: int) -> None:
    """Certificates for most of those who are away when the county begins."""
    dice = random.Random(f"{seed}:certificates")  # noqa: S311 - a demonstration, to be the same each time
    away = list(Outgoing.objects.current().order_by("path", "pk").values_list("pk", flat=True))
    chosen = [pk for pk in away if dice.random() < _HELD]
    if chosen:
        certificates.issue(actor=actor, on=on, movement_ids=chosen)


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """At the end of a half-year most branches with members away report."""
    half = half_years.half_of(end)
    if end != half.last:
        return
    dice = random.Random(f"{seed}:{half}")  # noqa: S311 - a demonstration, to be the same each time
    branches = Organisation.objects.filter(kind__in=holding_relations(), dissolved_on=None).order_by("path")
    away = branches.filter(pk__in=Outgoing.objects.as_of(end).values("organisation")).values_list("pk", flat=True)
    with clock.frozen(end):  # one day for all: the engine derives for the clock's day
        for branch in list(away)[:_REPORTING]:
            if dice.random() < _FILED:
                reports.file(actor=actor, on=end - timedelta(days=dice.randint(0, 9)), organisation_id=branch)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """Some certificates lost; transfers asked for, on their way, run out, given back, done; letters from outside."""
    dice = random.Random(f"{seed}:transfers")  # noqa: S311 - a demonstration, to be the same each time
    of_month(on, actor=actor, seed=seed)
    held = list(Certificate.objects.held().order_by("pk").values_list("pk", flat=True))
    for certificate in dice.sample(held, min(_LOST, len(held))):
        certificates.end(
            actor=actor, on=on - timedelta(days=dice.randint(1, 30)), certificate_id=certificate, ended="lost"
        )
    checked = on - timedelta(days=50)
    gone = set(Certificate.objects.exclude(ended_on=None).values_list("pk", flat=True))
    if looked_at := [pk for pk in held if pk not in gone and dice.random() < _CHECKED]:
        certificates.check(actor=actor, on=checked, certificate_ids=looked_at)
    people = _movable(on, dice)
    committees = _committees()
    if len(committees) > 1:
        for number, (ago, until) in enumerate(_WITHIN):
            if people:
                _within(people.pop(), committees, number, on - timedelta(days=ago), until, actor)
        for ago, slip in ((20, False), (45, True)):
            if people:
                _outside(people.pop(), on - timedelta(days=ago), slip=slip, actor=actor)
        _coming(committees[-1], on, actor)


# Days ago that the letter was issued, and the step up to which each went.
_WITHIN = ((40, "done"), (25, "transit"), (8, "transit"), (6, "returned"), (4, "admitted"), (2, "applied"))  # fmt: skip


def _movable(on: date, dice: random.Random) -> list[Membership]:
    """Members without a post and without an account, whose membership is older than the letters."""
    busy = Post.objects.filter(valid_to=None).values("person")
    rows = Membership.objects.current().filter(standing="full", valid_from__lt=on - timedelta(days=60))
    rows = rows.exclude(person__in=busy).exclude(person__account__isnull=False).filter(person__died_on=None)
    away = Outgoing.objects.current().exclude(person=None).values("person")
    found = list(rows.exclude(person__in=away).select_related("organisation").order_by("pk")[:400])
    return dice.sample(found, min(len(found), 12))


def _committees() -> list[Organisation]:
    able = [code for code, each in kinds().items() if each.level == "committee" and each.may("admit")]
    return list(Organisation.objects.filter(kind__in=able, dissolved_on=None, depth=2).order_by("path"))


def _within(
    held: Membership, committees: list[Organisation], number: int, issued: date, until: str, actor: Actor
) -> None:
    others = [each for each in committees if not held.path.startswith(each.path)]
    goal, target = others[number % len(others)], None
    able = Organisation.objects.filter(kind__in=holding_relations(), dissolved_on=None, path__startswith=goal.path)
    target = able.order_by("path").first()
    made = sending.apply(
        actor=actor, on=issued, person_id=held.person_id, goal=Goal(goal.pk), reason=Transfer.Reason.values[number % 3]
    )
    if until == "applied" or target is None:
        return
    _issue(made, issued, actor)
    if until == "transit":
        return
    if until == "returned":
        receiving.give_back(
            actor=actor, on=issued + timedelta(days=2), transfer_id=made, reason="档案里缺转正材料，补齐后再转"
        )
        return
    receiving.admit(actor=actor, on=issued + timedelta(days=2), transfer_id=made, branch_id=target.pk)
    if until == "done":
        receiving.receive(actor=actor, on=issued + timedelta(days=4), transfer_id=made)
        receiving.send_slip(actor=actor, on=issued + timedelta(days=5), transfer_id=made)


def _outside(held: Membership, issued: date, *, slip: bool, actor: Actor) -> None:
    name, unit = _OUTSIDE[int(slip)]
    goal = Goal(None, name, unit)
    made = sending.apply(actor=actor, on=issued, person_id=held.person_id, goal=goal, reason="work")
    _issue(made, issued, actor)
    if slip:
        back = issued + timedelta(days=18)
        sending.take_slip(actor=actor, on=back, transfer_id=made, received_on=issued + timedelta(days=9))


def _issue(made: int, issued: date, actor: Actor) -> None:
    sending.agree(actor=actor, on=issued, transfer_id=made)
    paid = Transfer.objects.values_list("dues_paid_to", flat=True).get(pk=made) or f"{issued.year}-{issued.month:02d}"
    sending.issue(actor=actor, on=issued, transfer_id=made, dues_paid_to=paid)


def _coming(committee: Organisation, on: date, actor: Actor) -> None:
    """Letters from outside: one received, its slip sent; one that waits for its branch."""
    branch = Organisation.objects.filter(
        kind__in=holding_relations(), dissolved_on=None, path__startswith=committee.path
    ).order_by("path").first()  # fmt: skip
    if branch is None:
        return
    for number, (name, serial) in enumerate(_COMING[:2]):
        entered = on - timedelta(days=12 - number * 9)
        body = f"9999991985{serial % 12 + 1:02d}12{serial:03d}"
        citizen = body + check_character(body)
        if Person.objects.filter(name=name).exists():
            continue
        letter = Letter(
            name, citizen, "full", _OUTSIDE[number][0], f"滨组〔{entered.year}〕{serial}号", entered - timedelta(days=4),
            entered + timedelta(days=26), joined_on=date(2009, 7, 1), dues_paid_to=f"{entered.year}-{entered.month:02d}",
        )  # fmt: skip
        made = receiving.enter(actor=actor, on=entered, committee_id=committee.pk, branch_id=branch.pk, letter=letter)
        if number == 0:
            receiving.receive(actor=actor, on=entered + timedelta(days=2), transfer_id=made)
            receiving.send_slip(actor=actor, on=entered + timedelta(days=3), transfer_id=made)
