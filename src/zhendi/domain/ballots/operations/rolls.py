"""The roll is written from the register, put right by hand, and frozen with its hash before anybody votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.electorate import Electorate, Right, Voter, electorate
from zhendi.domain.ballots.counting.rules import kept, rule
from zhendi.domain.ballots.models import RollEntry, Vote, VoteStep
from zhendi.domain.ballots.operations import steps
from zhendi.domain.ballots.sealing import blind, chain
from zhendi.domain.people.models import Membership, Person, Post, Suspension
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

REPRESENTATIVE = "villagers_representative"
_LONGEST_ROLL = 20_000


@transaction.atomic
def fill_members(*, actor: Actor, on: date, vote_id: int) -> int:
    """Write the roll anew from the members of the vote's organisation and below it; gives its length.

    Probationary members and those whose rights are suspended stand on it without a vote.
    """
    vote = _draft(actor, vote_id)
    low, high = vote.path, vote.path + "~"
    rows = (
        Membership.objects.as_of(on)
        .filter(path__gte=low, path__lt=high, standing__in=("full", "probationary"))
        .order_by("path", "sort_name", "pk")
        .values_list("person_id", "person__name", "standing")
    )
    held = Q(valid_to=None) | Q(valid_to__gt=on)
    stopped = set(Suspension.objects.filter(held, valid_from__lte=on).values_list("person_id", flat=True))
    right = {"full": RollEntry.Right.FULL, "probationary": RollEntry.Right.PROBATIONARY}
    return _write(
        vote,
        [(name, key, RollEntry.Right.SUSPENDED if key in stopped else right[standing]) for key, name, standing in rows],
    )


@transaction.atomic
def fill_representatives(*, actor: Actor, on: date, vote_id: int) -> int:
    """Write the roll anew from the villagers' representatives whose post is with the vote's organisation."""
    vote = _draft(actor, vote_id)
    rows = Post.objects.as_of(on).filter(organisation=vote.organisation_id, role=REPRESENTATIVE)
    people = rows.order_by("person__sort_name", "pk").values_list("person_id", "person__name")
    return _write(vote, [(name, key, RollEntry.Right.FULL) for key, name in dict(people).items()])


@transaction.atomic
def fill_persons(*, actor: Actor, vote_id: int, person_ids: Sequence[int]) -> int:
    """Write the roll anew from chosen persons, in their order; gives its length.

    ``NotVisible`` for a key that is nobody's. Who may choose them, the caller has made sure.
    """
    vote = _draft(actor, vote_id)
    chosen = list(dict.fromkeys(person_ids))
    names = dict(Person.objects.filter(pk__in=chosen).values_list("pk", "name"))
    if len(names) < len(chosen):
        raise NotVisible("persons")
    return _write(vote, [(names[key], key, RollEntry.Right.FULL) for key in chosen])


@transaction.atomic
def fill_from(*, actor: Actor, vote_id: int, source_id: int) -> int:
    """Write the roll anew as it stands in an earlier vote of the same organisation (a second ballot); gives its length.

    Who has a vote and who is left out stay as they were; who has voted does not.
    """
    vote = _draft(actor, vote_id)
    source = Vote.objects.filter(pk=source_id, organisation=vote.organisation_id).first()
    if source is None:
        raise NotVisible(f"vote {source_id}")
    kept = ("number", "name", "person_id", "right", "ground", "consent", "approved", "household")
    rows = list(source.roll.order_by("number"))
    if not rows:
        raise Refused("那次投票的名册是空的。", code="empty_roll")
    vote.roll.all().delete()
    RollEntry.objects.bulk_create(RollEntry(vote=vote, **{name: getattr(each, name) for name in kept}) for each in rows)
    return len(rows)


@transaction.atomic
def add_names(*, actor: Actor, vote_id: int, names: Sequence[str]) -> int:
    """Add people who stand in no register, one name a line, after a comma where they live; gives the roll's length."""
    vote = _draft(actor, vote_id)
    given = [_named(each) for each in names if each.strip()]
    if not given:
        raise Refused("没有填写姓名，一行写一个。", code="missing", field="names")
    last = vote.roll.count()
    if last + len(given) > _LONGEST_ROLL:
        raise Refused(f"名册最多 {_LONGEST_ROLL} 人。", code="too_many", field="names")
    RollEntry.objects.bulk_create(
        RollEntry(vote=vote, number=last + number, name=name, household=household)
        for number, (name, household) in enumerate(given, 1)
    )
    return last + len(given)


@transaction.atomic
def leave_out(*, actor: Actor, vote_id: int, number: int, ground: str, consent: str, approved: bool) -> None:
    """Ask for a voter not to count as due: holds only with the higher body's consent and the meeting's approval.

    An empty ground takes the request back.
    """
    vote = _draft(actor, vote_id)
    entry = vote.roll.filter(number=number).first()
    if entry is None:
        raise Refused("名册上没有这个号。", code="number_unknown", field="number")
    entry.ground = words(ground, 60, "理由", "ground", needed=False)
    entry.consent = words(consent, 80, "上级同意的文号", "consent", needed=False) if entry.ground else ""
    entry.approved = approved and bool(entry.ground)
    entry.save(update_fields=["ground", "consent", "approved"])


@transaction.atomic
def freeze(*, actor: Actor, on: date, vote_id: int) -> Electorate:
    """Freeze the roll: its hash, the denominator and the rule in force today are kept with the vote.

    ``Refused`` for a roll on which nobody may vote.
    """
    vote = _draft(actor, vote_id)
    entries = list(vote.roll.order_by("number"))
    counted = electorate([_voter(each) for each in entries])
    if not counted.due:
        raise Refused("名册上没有能投票的人，先生成名册。", code="empty_roll")
    in_force = rule(vote.code, on)
    vote.rule, vote.rule_on = kept(in_force), on
    vote.due, vote.roll_digest = counted.due, chain.roll_digest(map(roll_line, entries))
    key = blind.new_key()
    vote.credential_key, vote.credential_public = blind.kept(key), blind.public_text(key.public_key())
    vote.state = Vote.State.FROZEN
    steps.done(
        vote, VoteStep.Action.FROZEN, actor=actor, on=on, note=f"应到{counted.due}人",
        detail={"due": counted.due, "roll": vote.roll_digest},
    )  # fmt: skip
    return counted


def roll_line(entry: RollEntry) -> str:
    """A line of the roll as it is hashed: number, name, right, and whether the voter is left out."""
    name = " ".join(entry.name.split())
    return f"{entry.number} {name} {entry.right} {'out' if _voter(entry).left_out else 'due'}"


def _draft(actor: Actor, vote_id: int) -> Vote:
    return steps.in_state(access.require_hold(actor, steps.locked(vote_id)), Vote.State.DRAFT)


def _voter(entry: RollEntry) -> Voter:
    right: Right = "full" if entry.right == RollEntry.Right.FULL else "suspended"
    return Voter(entry.number, right, entry.ground, bool(entry.consent), entry.approved)


def _named(line: str) -> tuple[str, str]:
    """A line of names: the name, and after a comma where the voter lives."""
    name, _, household = line.replace(",", "，").partition("，")
    return words(name, 60, "姓名", "names"), words(household, 60, "住处", "names", needed=False)


def _write(vote: Vote, people: Sequence[tuple[str, int, str]]) -> int:
    if not people:
        raise Refused("登记册里没有可以上名册的人。", code="empty_roll")
    vote.roll.all().delete()
    RollEntry.objects.bulk_create(
        RollEntry(vote=vote, number=number, name=name, person_id=key, right=right)
        for number, (name, key, right) in enumerate(people, 1)
    )
    return len(people)
