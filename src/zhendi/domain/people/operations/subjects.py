"""The person an operation is about: found through the actor's posts, locked, and written down at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F

from zhendi.domain.people.models import Membership, Person, Post
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor


class Subject(NamedTuple):
    """A person under way of being changed. ``membership``: the current one, or none; ``path``: where kept."""

    person: Person
    membership: Membership | None
    path: str


def take(*, actor: Actor, person_id: int, verb: str) -> Subject:
    """The person, locked, if the actor has the verb where the person belongs now; ``NotVisible`` otherwise."""
    found = Person.objects.select_for_update().filter(pk=person_id).first()
    last = _last(person_id)
    path = last.path if last else _post_path(person_id)
    if found is None or not actor.scope.allows(verb, path):
        raise NotVisible(f"person {person_id}")
    return Subject(found, last if last and last.valid_to is None else None, path)


def path_of(person_id: int) -> str:
    """Where a person is kept: the branch of the last membership, else the highest post; "" for an unknown one."""
    last = _last(person_id)
    return last.path if last else _post_path(person_id)


def not_oneself(*, actor: Actor, person_id: int) -> None:
    """``Refused`` when somebody would decide about himself."""
    if actor.scope.person_id == person_id:
        raise Refused("不能为自己办理，请找上级党组织。", code="oneself")


def close(
    *, actor: Actor, on: date, subject: Subject, action: str, summary: str, detail: Mapping[str, Any] | None = None
) -> None:
    """The end of an operation: the person counts one change more, and the trail one entry."""
    Person.objects.filter(pk=subject.person.pk).update(revision=F("revision") + 1)
    record(
        actor=actor, action=action, on=on, subject_type="people.Person", subject_id=subject.person.pk,
        path=subject.path, summary=summary, detail=detail,
    )  # fmt: skip


def _last(person_id: int) -> Membership | None:
    return Membership.objects.filter(person=person_id).order_by("-valid_from").first()


def _post_path(person_id: int) -> str:
    """The highest organisation where a person without membership holds a post; "" lies in nobody's reach."""
    paths = Post.objects.filter(person=person_id).order_by("valid_to").values_list("organisation__path", "valid_to")
    held = [path for path, until in paths if until is None] or [path for path, _ in paths]
    return min(held, key=lambda path: (len(path), path), default="")
