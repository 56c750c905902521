"""Who may open, recover and close whose account: one's own secretary, and never upwards.

A code in the wrong hands is a take-over, so reach alone is not enough: nobody recovers an account that can do more
than the own post, and an account that needs a second factor is recovered only by one that needs it too.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.domain.people.models import Account, Membership, Person, Post
from zhendi.domain.people.roles import Role, roles
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Scope

RECOVER = "recover_account"


class Subject(NamedTuple):
    """The person whose account it is, and the place by which the person is reached."""

    person_id: int
    name: str
    path: str


class _Held(NamedTuple):
    role: Role
    path: str


def require(actor: Actor, person_id: int, on: date) -> Subject:
    """The person, if the actor may deal with the account.

    ``NotVisible`` for a person who is not below a post of the actor with ``recover_account``; ``Refused`` for oneself,
    for whoever holds a post outside the actor's reach, and for a strong account asked for by a weak one.
    """
    held = _posts(person_id, on)
    path = _place(person_id, on, held)
    name = Person.objects.filter(pk=person_id).values_list("name", flat=True).first()
    if name is None or not (actor.scope.everything or (path and actor.scope.allows(RECOVER, path))):
        raise NotVisible(f"person {person_id}")
    if actor.scope.person_id == person_id:
        raise Refused("不能为自己办理，请找上级党组织。", code="oneself")
    if why := _above(actor.scope, held):
        raise Refused(why, code="above")
    return Subject(person_id, name, path or "")


def account_of(actor: Actor, account_id: int, on: date) -> tuple[Account, Subject]:
    """The account, locked for writing, with the person it belongs to; as ``require``."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotVisible(f"account {account_id}")
    return account, require(actor, account.person_id, on)


def verdict(scope: Scope, person_id: int, on: date) -> tuple[bool, str, str]:
    """Whether the reader would be let through, why not, and the person's name; ``NotVisible`` out of reach."""
    try:
        return True, "", require(Actor(scope.account_id, scope.name, scope), person_id, on).name
    except Refused as refused:
        return False, refused.message, Person.objects.values_list("name", flat=True).get(pk=person_id)


def own_place(person_id: int, on: date) -> str:
    """Where a person belongs, for the audit trail: the branch, else the highest post, else nowhere."""
    return _place(person_id, on, _posts(person_id, on)) or ""


def _place(person_id: int, on: date, held: list[_Held]) -> str | None:
    path = Membership.objects.as_of(on).filter(person=person_id).values_list("path", flat=True).first()
    return path or min((each.path for each in held), key=lambda path: (len(path), path), default=None)


def _posts(person_id: int, on: date) -> list[_Held]:
    rows = Post.objects.as_of(on).filter(person=person_id).values_list("role", "organisation__path")
    return [_Held(roles()[code], path) for code, path in rows if code in roles()]


def _above(scope: Scope, held: list[_Held]) -> str:
    """Why the posts that a person holds stand in the way; "" when they do not."""
    if scope.everything:
        return ""
    weighty = [each for each in held if each.role.may and each.role.reach != "own"]
    if any(not scope.allows(RECOVER, each.path) for each in weighty):
        return "此人在上级党组织任职，请由该组织办理。"
    if any(each.role.second_factor and not _strong(scope, each.path) for each in weighty):
        return "此人的账号须用两步验证，请由上级组织部门经办人办理。"
    return ""


def _strong(scope: Scope, path: str) -> bool:
    return any(
        RECOVER in grant.may and roles()[grant.role].second_factor and grant.range()[0] <= path < grant.range()[1]
        for grant in scope.grants
    )
