"""A member gives or takes back a consent, on the own page: at once in force, and as easily either way (PIPL article 15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.models import ADDRESS, Consent, OptOut
from zhendi.domain.people.models import Membership, Person
from zhendi.kernel import crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def choose(*, actor: Actor, on: date, code: str, given: bool, numbers: Sequence[str] = ()) -> None:
    """The actor gives (or takes back) one's own consent of ``consents.toml``; chosen again, it stays as it is.

    Messages: taking it back is an ``OptOut`` of the member; giving it ends that one and what was refused for ``numbers``,
    the member's own. ``NotVisible`` for who is nobody; ``Refused`` for a consent that is none.
    """
    person = Person.objects.select_for_update().filter(pk=actor.scope.person_id or 0).first()
    if person is None:
        raise NotVisible("consent")
    if code not in consenting.told().consents:
        raise Refused("没有这一项，刷新页面再选。", code="consent", field="code")
    path = Membership.objects.as_of(on).filter(person=person).values_list("path", flat=True).first() or ""
    if code == consenting.SMS:
        changed = _wanted(person, on, numbers) if given else _unwanted(person, path, on)
    else:
        changed = _given(person, code, on) if given else _taken_back(person, code, on)
    if changed:
        _enter(actor, on, person, path, code, given=given)


def _unwanted(person: Person, path: str, on: date) -> bool:
    _, made = OptOut.objects.get_or_create(
        person=person, valid_to=None,
        defaults={"name": person.name, "path": path, "source": OptOut.Source.PAGE, "valid_from": on},
    )  # fmt: skip
    return made


def _wanted(person: Person, on: date, numbers: Sequence[str]) -> bool:
    indexes = [index for index in crypto.index_many(list(numbers), ADDRESS) if index]
    own = OptOut.objects.filter(valid_to=None, person=person)
    ended = own.update(valid_to=on)
    return bool(
        OptOut.objects.filter(valid_to=None, person=None, address_index__in=indexes).update(valid_to=on) + ended
    )


def _given(person: Person, code: str, on: date) -> bool:
    _, made = Consent.objects.get_or_create(person=person, purpose=code, valid_to=None, defaults={"valid_from": on})
    return made


def _taken_back(person: Person, code: str, on: date) -> bool:
    return bool(Consent.objects.filter(person=person, purpose=code, valid_to=None).update(valid_to=on))


def _enter(actor: Actor, on: date, person: Person, path: str, code: str, *, given: bool) -> None:
    title = consenting.told().consents[code].title
    record(
        actor=actor, action="messaging.consent_given" if given else "messaging.consent_taken_back", on=on,
        subject_type="messaging.Consent", subject_id=person.pk, path=path,
        summary=f"{person.name}{'同意' if given else '不同意'}“{title}”", detail={"consent": code, "given": given},
    )  # fmt: skip
