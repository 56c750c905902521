"""Contact persons on the three levels (clause 4.5a): named for a place and all below it, or for single members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import PHONE, Keeper, MovementChange, Outgoing
from zhendi.domain.mobile.operations import checks, contacts
from zhendi.domain.mobile.operations.keeping import phone as checked_phone
from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.orgs.paths import STEP, depth
from zhendi.domain.people.models import Membership, Person, Post
from zhendi.kernel import bulk, crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "mobile.Keeper"
_TOP = 2  # level of the tree right below the county
_LEVELS = {1: Keeper.Level.COUNTY, 2: Keeper.Level.TOWNSHIP}


class Named(NamedTuple):
    """Who is to keep contact: a person on record, or a name (with a telephone) that is on none."""

    person_id: int | None = None
    name: str = ""
    phone: str = ""


def level_of(path: str) -> Keeper.Level:
    """Of which level a contact person of the place at ``path`` is: county, township, and whatever is below."""
    return _LEVELS.get(depth(path), Keeper.Level.VILLAGE)


@transaction.atomic
def assign_place(*, actor: Actor, on: date, organisation_id: int, named: Named) -> int:
    """Name the contact person of an organisation for all who left it or a place below it; gives the key.

    Who was named before is relieved that day. The level follows from where the organisation stands.
    """
    checks.not_future(on, actor=actor)
    place = Organisation.objects.filter(pk=organisation_id).first()
    if place is None or not actor.scope.allows(SEE, place.path):
        raise NotVisible("no such organisation")
    if not actor.scope.allows(access.WRITE, place.path):
        raise Refused("您的职务不能在这里指定联系人。", code="not_yours")
    if place.dissolved_on is not None or place.kind == Kind.GROUP:
        raise Refused(f"“{place.full_name}”不能指定联系人，选现有的党支部或党委。", code="place")
    person, name, phone = _named(named, actor)
    held = Keeper.objects.current().filter(organisation=place, movement=None, level=level_of(place.path))
    if held.filter(name=name, keeper=person).exists():
        raise Refused(f"现在的联系人就是{name}，没有改动。", code="unchanged", field="person")
    _relieve(held, on)
    made = Keeper.objects.create(
        level=level_of(place.path), organisation=place, path=place.path, keeper=person, name=name, phone=phone,
        valid_from=on,
    )  # fmt: skip
    _enter(made, f"{place.short_name or place.full_name}联系流动党员：{name}", actor, on, place.path)
    return made.pk


@transaction.atomic
def assign_county(*, actor: Actor, on: date, organisation_ids: Sequence[int], named: Named) -> int:
    """Name one contact person of the county's level for several organisations right below it; gives how many.

    By whoever keeps the county's members. Who was named before for one of them is relieved that day.
    """
    checks.not_future(on, actor=actor)
    places = list(Organisation.objects.alive().filter(pk__in=set(organisation_ids), depth=_TOP).order_by("path"))
    if len(places) != len(set(organisation_ids)) or not all(actor.scope.allows(SEE, each.path) for each in places):
        raise NotVisible("no such organisation")
    if not places:
        raise Refused("没有选择乡镇。勾选要指定联系人的乡镇。", code="missing", field="pick")
    if not all(actor.scope.allows(access.WRITE, each.path[:STEP]) for each in places):
        raise Refused("县级联系人由县委指定。", code="not_yours")
    person, name, phone = _named(named, actor)
    _relieve(Keeper.objects.current().filter(organisation__in=places, movement=None, level=Keeper.Level.COUNTY), on)
    made = Keeper.objects.bulk_create(
        Keeper(
            level=Keeper.Level.COUNTY, organisation=each, path=each.path, keeper=person, name=name, phone=phone,
            valid_from=on,
        )
        for each in places
    )  # fmt: skip
    _enter(made[0], f"为{len(places)}个乡镇指定县级联系人{name}", actor, on, places[0].path[:STEP])
    return len(places)


@transaction.atomic
def assign(*, actor: Actor, on: date, movement_ids: Sequence[int], named: Named) -> int:
    """Name one contact person in the village for each of these members; gives how many. A fixed number of statements."""
    checks.not_future(on, actor=actor)
    rows = [row for row in contacts.written(movement_ids, actor=actor) if row.valid_to is None]
    if not rows:
        raise Refused("没有选择人。", code="missing", field="movement")
    person, name, phone = _named(named, actor)
    chosen = Outgoing.objects.current().filter(pk__in=[row.id for row in rows])
    _relieve(Keeper.objects.current().filter(movement__in=chosen), on)
    places = dict(chosen.exclude(organisation=None).values_list("pk", "organisation_id"))
    if len(places) != len(rows):
        raise Refused("有人没有登记所在支部，先核对登记。", code="branch")
    sealed = crypto.seal(phone, PHONE)
    bulk.insert(
        Keeper,
        ("level", "organisation_id", "path", "movement_id", "keeper_id", "name", "phone", "valid_from"),
        [
            (Keeper.Level.VILLAGE.value, places[row.id], row.path, row.id, person and person.pk, name, sealed, on)
            for row in rows
        ],
    )
    chosen.update(contact_name=name, contact_phone=phone)
    note = f"联系人：{name}"
    bulk.insert(
        MovementChange,
        ("outgoing_id", "action", "on", "by", "note"),
        [(row.id, MovementChange.Action.KEEPER.value, on, actor.label[:80], note) for row in rows],
    )
    made = Keeper.objects.filter(movement=rows[0].id).latest("pk")
    path = contacts.shared_path([row.path for row in rows])
    _enter(made, f"为{len(rows)}名外出党员指定联系人{name}", actor, on, path)
    return len(rows)


@transaction.atomic
def relieve(*, actor: Actor, on: date, keeper_id: int) -> None:
    """A contact person is one no more from the day on; nobody is named instead."""
    checks.not_future(on, actor=actor)
    held = Keeper.objects.current().filter(pk=keeper_id).first()
    if held is None or not actor.scope.allows(SEE, held.path):
        raise NotVisible("no such contact person")
    if not actor.scope.allows(access.WRITE, held.path[:STEP] if held.level == Keeper.Level.COUNTY else held.path):
        raise Refused("您的职务不能在这里解除联系人。", code="not_yours")
    if on <= held.valid_from:
        raise Refused("今天才指定，明天再解除，或者直接换人。", code="day_early", field="on")
    Outgoing.objects.filter(keepers=held, contact_name=held.name).update(contact_name="", contact_phone="")
    Keeper.objects.filter(pk=held.pk).update(valid_to=on)
    _enter(held, f"{held.name}不再联系流动党员", actor, on, held.path)


def _named(named: Named, actor: Actor) -> tuple[Person | None, str, str]:
    """The person, the name and the telephone; a person must belong to or hold a post in the actor's sight."""
    if named.person_id is None:
        name = checks.words(named.name, 60, "联系人", "name", needed=True)
        return None, name, checked_phone(named.phone)
    member = Membership.objects.current().filter(person=named.person_id).first()
    post = Post.objects.filter(person=named.person_id, valid_to=None).select_related("organisation").first()
    paths = [path for path in (member and member.path, post and post.organisation.path) if path]
    if not any(_near(actor, path) for path in paths):
        raise NotVisible("no such person")
    person = Person.objects.get(pk=named.person_id)
    if person.died_on is not None:
        raise Refused(f"{person.name}已经去世，换一个人。", code="died", field="person")
    return person, person.name, checked_phone(named.phone)


def _near(actor: Actor, path: str) -> bool:
    """In the actor's sight, or on the way from there to the top (the township's officer helps a branch)."""
    ranges = actor.scope.ranges(SEE)
    above = any(low.startswith(path[: len(path) // STEP * STEP]) for low, _ in ranges)
    return above or any(low <= path < high for low, high in ranges)


def _relieve(held: QuerySet[Keeper], on: date) -> None:
    """Those named that very day are replaced, the others end."""
    held.filter(valid_from__gte=on).delete()
    held.filter(Q(valid_from__lt=on)).update(valid_to=on)


def _enter(made: Keeper, summary: str, actor: Actor, on: date, path: str) -> None:
    record(
        actor=actor, action="mobile.keeper", on=on, subject_type=SUBJECT, subject_id=made.pk, path=path, summary=summary
    )
