"""What the engine may count of people: fixed columns, no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from zhendi.domain.people.models import Membership, Person, Phone, Post, Suspension, Transfer
from zhendi.domain.people.roles import roles

_ON_ROLL = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)


def members() -> QuerySet[Membership, Any]:
    """Full members: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return _standing(Membership.Standing.FULL)


def probationers() -> QuerySet[Membership, Any]:
    """Probationary members: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return _standing(Membership.Standing.PROBATIONARY)


def memberships() -> QuerySet[Membership, Any]:
    """Members of either standing by branch: ``subject_id`` (the organisation), ``valid_from``, ``valid_to``; a row a head."""
    stands = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)
    found = Membership.objects.filter(standing__in=stands)
    return found.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def posts(role: str) -> QuerySet[Post, Any]:
    """Holders of a role: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return Post.objects.filter(role=role).values("valid_from", "valid_to", subject_id=F("person_id"))


def seats(role: str) -> QuerySet[Post, Any]:
    """When an organisation had a holder of the role: ``subject_id`` (the organisation), ``valid_from``, ``valid_to``."""
    return Post.objects.filter(role=role).values("valid_from", "valid_to", subject_id=F("organisation_id"))


def suspensions() -> QuerySet[Suspension, Any]:
    """Rights suspended: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return Suspension.objects.values("valid_from", "valid_to", subject_id=F("person_id"))


def deaths() -> QuerySet[Person, Any]:
    """``subject_id`` (the person), ``happened_on``."""
    return Person.objects.exclude(died_on=None).values(subject_id=F("pk"), happened_on=F("died_on"))


def _standing(standing: str) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(standing=standing).values("valid_from", "valid_to", subject_id=F("person_id"))


# --- named facts of policy/opinions/facts.toml ---------------------------------------------------------------


def full_member() -> QuerySet[Membership, Any]:
    """Full members by branch, a row a head: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    return memberships().filter(standing=Membership.Standing.FULL)


def member() -> QuerySet[Membership, Any]:
    """Members of either standing by branch, a row a head: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    return memberships()


def secretary() -> QuerySet[Post, Any]:
    """When an organisation had a secretary: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    return seats("secretary")


def leading_member() -> QuerySet[Post, Any]:
    """Members of the leading body, each once: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    leading = [code for code, role in roles().items() if role.leading]
    same = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_from")),
        person=OuterRef("person"),
        organisation=OuterRef("organisation"),
        role__in=leading,
        pk__lt=OuterRef("pk"),
    )
    rows = Post.objects.filter(~Exists(same), role__in=leading)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def on_roll() -> QuerySet[Membership, Any]:
    """Members of either standing: ``subject_id`` (the person), ``valid_from, valid_to``."""
    return _rolls(Membership.objects.filter(standing__in=_ON_ROLL))


def phone_known() -> QuerySet[Membership, Any]:
    """Members whose telephone is on record: ``subject_id`` (the person), ``valid_from, valid_to``."""
    has = Exists(Phone.objects.filter(person=OuterRef("person")))
    return _rolls(Membership.objects.filter(has, standing__in=_ON_ROLL))


def dates_known() -> QuerySet[Membership, Any]:
    """Members whose days of birth and of joining are known to the day: ``subject_id, valid_from, valid_to``."""
    rows = Membership.objects.filter(standing__in=_ON_ROLL, person__joined_precision="d")
    return _rolls(rows.exclude(person__born_on=None))


def probation() -> QuerySet[Membership, Any]:
    """Probationary members: ``subject_id`` (the person), ``valid_from, valid_to``."""
    return probationers()


def probation_began() -> QuerySet[Membership, Any]:
    """The day on which the branch admitted a probationary member: ``subject_id`` (the person), ``happened_on``."""
    rows = Membership.objects.filter(standing=Membership.Standing.PROBATIONARY).exclude(person__joined_on=None)
    return rows.values(subject_id=F("person_id"), happened_on=F("person__joined_on")).distinct()


def probation_ended() -> QuerySet[Membership, Any]:
    """The day on which probation ended in confirmation or without it: ``subject_id`` (the person), ``happened_on``."""
    rows = Membership.objects.filter(standing=Membership.Standing.PROBATIONARY).exclude(valid_to=None)
    return rows.exclude(ended__in=_STILL_ON_PROBATION).values(subject_id=F("person_id"), happened_on=F("valid_to"))


def transfer() -> QuerySet[Transfer, Any]:
    """Letters that our side issued and that were not turned down, for good: ``subject_id, valid_from, valid_to``."""
    never = Cast(Value(None), DateField())
    return Transfer.objects.outward().values(subject_id=F("pk"), valid_from=F("issued_on")).annotate(valid_to=never)


def letter() -> QuerySet[Transfer, Any]:
    """For how long a letter is good, up to its last day: ``subject_id`` (the transfer), ``valid_from, valid_to``."""
    return Transfer.objects.outward().values(subject_id=F("pk"), valid_from=F("issued_on"), valid_to=F("valid_until"))


def slip() -> QuerySet[Transfer, Any]:
    """The return slip is back: ``subject_id`` (the transfer), ``happened_on``."""
    rows = Transfer.objects.outward().exclude(slip_on=None)
    return rows.values(subject_id=F("pk"), happened_on=F("slip_on"))


# --- places and names, for the engine's figures and pages ----------------------------------------------------

_STILL_ON_PROBATION = (Membership.Ended.MOVED, Membership.Ended.TRANSFERRED)


def places() -> QuerySet[Membership, Any]:
    """The branch of each member: ``subject_id`` (the person), ``path``."""
    rows = Membership.objects.filter(valid_to=None, standing__in=_ON_ROLL)
    return rows.values("path", subject_id=F("person_id"))


def transfer_places() -> QuerySet[Transfer, Any]:
    """The committee that issued the letter answers until the slip is back: ``subject_id`` (the transfer), ``path``."""
    return Transfer.objects.outward().values(subject_id=F("pk"), path=F("from_committee__path"))


def transfer_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of those on their way by transfer."""
    return dict(Transfer.objects.filter(pk__in=keys).values_list("pk", "name"))


def travelling(transfer_id: int) -> tuple[int, ...]:
    """The person of a transfer; nobody for one from outside who is not received yet."""
    rows = Transfer.objects.filter(pk=transfer_id).exclude(person=None)
    return tuple(rows.values_list("person_id", flat=True))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of persons by key."""
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))


def organisations_of(person_id: int) -> set[int]:
    """Organisations whose counts a person has ever been part of: by membership or by post."""
    by_membership = Membership.objects.filter(person=person_id).values_list("organisation_id", flat=True)
    by_post = Post.objects.filter(person=person_id).values_list("organisation_id", flat=True)
    return {*by_membership, *by_post}


def holders(role: str, path: str, on: date) -> tuple[str, ...]:
    """Names of those who hold a role at a place on a day."""
    rows = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), role=role, organisation__path=path)
    return tuple(rows.filter(valid_from__lte=on).values_list("person__name", flat=True))


def _rolls(rows: QuerySet[Membership]) -> QuerySet[Membership, Any]:
    return rows.values("valid_from", "valid_to", subject_id=F("person_id"))
