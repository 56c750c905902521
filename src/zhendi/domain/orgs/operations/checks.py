"""What every operation on organisations asks first: may this actor, does the day fit, is there an approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from zhendi.domain.orgs import access
from zhendi.domain.orgs.kinds import Kind, kinds
from zhendi.domain.orgs.models import Guidance, Organisation, Version
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.identifiers.division import parse_division
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Actor, subtree

_NUMBER_LENGTH = 80


class Approval(NamedTuple):
    """The higher organisation's decision: number of the document and its day."""

    number: str
    day: date | None


def locked(*pks: int) -> dict[int, Organisation]:
    """The organisations, locked in one order together with the roots: the tree is reshaped by one at a time."""
    rows = Organisation.objects.select_for_update().filter(Q(depth=1) | Q(pk__in=pks)).order_by("pk")
    found = {row.pk: row for row in rows}
    return {pk: found[pk] for pk in pks if pk in found}


def kept(found: dict[int, Organisation], pk: int, *, actor: Actor) -> Organisation:
    """A living organisation whose place, terms and guidance the actor may keep."""
    one = _seen(actor, found, pk)
    if not access.may_keep(actor.scope, one.path):
        raise Refused("您的职务不能办理这件事，由负责组织工作的经办人办理。", code="not_yours")
    return _alive(one)


def reshaped(found: dict[int, Organisation], pk: int, *, actor: Actor) -> Organisation:
    """A living organisation whose name, kind, place in the tree and end the actor may decide."""
    one = _seen(actor, found, pk)
    if not access.may_reshape(actor.scope, one):
        raise Refused(f"“{one.full_name}”的设置由上级党组织决定，交上级的经办人办理。", code="not_yours")
    return _alive(one)


def above(found: dict[int, Organisation], pk: int, *, actor: Actor) -> Organisation:
    """A living organisation below which the actor may place another; the form calls it ``parent``."""
    one = found.get(pk)
    if one is None or not access.may_see(actor.scope, one.path):
        raise NotVisible("no such organisation")
    if not access.may_keep(actor.scope, one.path):
        raise Refused("您的职务不能在这个组织下面设组织。", code="not_yours", field="parent")
    if one.dissolved_on is not None:
        raise Refused(f"“{one.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field="parent")
    return one


def approved(approval: Approval, on: date) -> Approval:
    """The approval, checked: a number, and a day not after the change takes effect."""
    number = approval.number.strip()
    if not number:
        raise Refused("没有填写批准文号。先报上级批准，再填文号。", code="approval_missing", field="approval_number")
    if len(number) > _NUMBER_LENGTH:
        raise Refused(f"批准文号最多{_NUMBER_LENGTH}个字。", code="approval_long", field="approval_number")
    if approval.day is None:
        raise Refused("没有填写批准日期。", code="approval_missing", field="approved_on")
    if approval.day > on:
        raise Refused("批准日期晚于生效日期。先批准，后生效。", code="approval_late", field="approved_on")
    return Approval(number, approval.day)


def day_fits(one: Organisation, on: date, *, actor: Actor) -> None:
    """``Refused`` for a day that has not come, or before the organisation's latest change."""
    not_future(on, actor=actor)
    last = Version.objects.filter(organisation=one, valid_to=None).values_list("valid_from", flat=True).first()
    if last is not None and on < last:
        raise Refused(
            f"“{one.full_name}”{last.isoformat()}已有变动，日期不能早于这一天。", code="day_early", field="on"
        )


def not_future(on: date, *, actor: Actor) -> None:
    """``Refused`` for a day after the one on which the actor stands."""
    if on > actor.scope.as_of:
        raise Refused(f"日期不能晚于{actor.scope.as_of.isoformat()}。", code="day_late", field="on")


def subtree_quiet(one: Organisation, on: date) -> None:
    """``Refused`` when something at or below the organisation changed after the day: its past would come out wrong."""
    later = Q(valid_to=None, valid_from__gt=on) | Q(valid_to__gt=on)
    last = Version.objects.filter(in_ranges((subtree(one.path),)) & later).order_by("-valid_from").first()
    if last is not None:
        day = max(last.valid_from, last.valid_to or last.valid_from)
        raise Refused(
            f"下级“{last.full_name}”{day.isoformat()}有变动，日期不能早于这一天。", code="day_early", field="on"
        )


def stood_there(parent: Organisation, on: date) -> None:
    """``Refused`` when the parent did not stand at its place on the day yet."""
    if not Version.objects.as_of(on).filter(organisation=parent, path=parent.path).exists():
        raise Refused(
            f"上级“{parent.full_name}”在{on.isoformat()}还没有登记或还不在现在的位置，日期再往后填。",
            code="day_early",
            field="on",
        )


def known_kind(code: str) -> Kind:
    """The kind of a code; ``Refused`` for an unknown one."""
    if code not in kinds():
        raise Refused("没有选择组织类别。", code="kind_unknown", field="kind")
    return kinds()[code]


def fits(kind: Kind, parent: Organisation | None, *, field: str = "kind") -> None:
    """``Refused`` where a kind may not stand directly below the parent's kind."""
    over = kinds()[parent.kind] if parent else None
    if not kind.fits_below(over):
        raise Refused(
            f"{over.title if over else '最上级'}下面不能直接设{kind.title}。换一个上级或类别。",
            code="level",
            field=field,
        )


def division(code: str) -> str:
    """The 12-digit code, "" for none; ``Refused`` for an impossible one."""
    if not code.strip():
        return ""
    try:
        return parse_division(code).value
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="division", field="division_code") from fault


def ended_guidance(pks: Sequence[int], on: date) -> None:
    """Guidance of and by the organisations ends on the day; what began that day or later never was."""
    rows = Guidance.objects.filter(Q(organisation__in=pks) | Q(guide__in=pks))
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__gte=on).delete()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lt=on).update(valid_to=on)


def touched(*pks: int) -> None:
    """Count a change of the organisations."""
    Organisation.objects.filter(pk__in=pks).update(revision=F("revision") + 1)


def _seen(actor: Actor, found: dict[int, Organisation], pk: int) -> Organisation:
    one = found.get(pk)
    if one is None or not access.may_see(actor.scope, one.path):
        raise NotVisible("no such organisation")
    return one


def _alive(one: Organisation) -> Organisation:
    if one.dissolved_on is not None:
        raise Refused(f"“{one.full_name}”{one.dissolved_on.isoformat()}已撤销，不能再办理。", code="dissolved")
    return one
