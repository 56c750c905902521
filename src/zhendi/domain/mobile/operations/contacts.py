"""Noting contacts with members away: any number at once, in a fixed number of statements, with one entry in the trail."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connections, router, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhendi.domain.messaging.models import Message, Reply, State
from zhendi.domain.mobile import access, cadence
from zhendi.domain.mobile.models import Contact, Noting, Outgoing
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.orgs.paths import STEP
from zhendi.kernel import bulk, clock
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor, Range

SUBJECT = "mobile.Noting"
_COLUMNS = ("id", "person_id", "name", "path", "moved_on", "valid_to")
_REMARK = 400
_LOOK_BACK = timedelta(days=3)  # receipts come late
PURPOSE = "mobile."
_MESSAGE, _REPLY = "message:", "reply:"
_NAMED = 5  # names that a refusal lists


class Kept(NamedTuple):
    """A movement as far as noting a contact needs it."""

    id: int
    person_id: int | None
    name: str
    path: str
    moved_on: date | None
    valid_to: date | None


@transaction.atomic
def note(
    *,
    actor: Actor,
    on: date,
    movement_ids: Sequence[int],
    way: str,
    happened_on: date,
    proofs: Sequence[str] | None = None,
    result: str = "",
    remark: str = "",
) -> int:
    """Note a contact with each of the members away; gives how many are new.

    ``happened_on`` is the true day and may lie in the past. ``proofs`` stand beside ``movement_ids``: what was noted
    with the same proof, or by hand for the same day, is not noted again. ``NotVisible`` if one is out of sight,
    ``Refused`` (``not_yours``, ``way``, ``day_future``, ``ended``, ``before``) with nothing noted.
    """
    _require(way, happened_on, on, remark)
    rows = written(movement_ids, actor=actor)
    _require_away(rows, happened_on)
    given = dict(zip(movement_ids, proofs or [""] * len(movement_ids), strict=True))
    fresh = [(row, given[row.id]) for row in _fresh(rows, given, way, happened_on)]
    if fresh:
        made = Noting(way=way, happened_on=happened_on, noted_at=clock.now(), noted_by=actor.scope.person_id)
        _insert(made, fresh, result, remark.strip(), actor, on)
    return len(fresh)


@transaction.atomic
def gather(*, now: datetime) -> int:
    """Note what the outbox delivered to members away, and what they answered by whatever way, where nobody has noted it
    yet; gives how many. Safe to repeat.

    Set-based: one act of noting for each way and day, by the clock. Looks back to shortly before the last gathering.
    """
    last = Noting.objects.filter(noted_by=None, withdrawal=False).order_by("-noted_at").first()
    since = last.noted_at - _LOOK_BACK if last is not None else None
    groups: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for channel, day, told, movement in _delivered(since):
        way = channel if channel in Way.values else Way.SMS.value
        groups[way, day or now.date()][told] = int(movement or 0)
    for received, told, movement in _answered(since):
        groups[Way.REPLY.value, received.astimezone(clock.ZONE).date()][told] = int(movement or 0)
    return sum(_gathered(way, day, told, now) for (way, day), told in sorted(groups.items()))


@transaction.atomic
def withdraw(*, actor: Actor, on: date, way: str, proofs: Sequence[str], reason: str = "") -> int:
    """Contacts with these proofs do not count any more (a letter came back); gives how many.

    ``NotVisible`` if one of them is of a member out of sight.
    """
    held = bulk.raw(Contact, ("id", "movement_id", "way", "withdrawn_on"), "proof", list(proofs))
    chosen = [(pk, movement) for pk, movement, was, withdrawn in held if was == way and withdrawn is None]
    if not chosen:
        return 0
    rows = written(sorted({movement for _, movement in chosen}), actor=actor)
    noting = Noting.objects.create(
        way=way, happened_on=on, noted_at=clock.now(), noted_by=actor.scope.person_id, withdrawal=True
    )
    bulk.update(Contact, ("withdrawn_on", "withdrawn_by"), [(pk, on, noting.pk) for pk, _ in chosen])
    told = f"，{reason.strip()}" if reason.strip() else ""
    _enter(noting, rows, f"撤回{Way(way).label}联系{len(chosen)}人{told}", actor, on)
    return len(chosen)


def written(movement_ids: Sequence[int], *, actor: Actor) -> list[Kept]:
    """The movements that the actor keeps; ``NotVisible`` or ``Refused`` as soon as there is one that is not."""
    rows = [Kept(*row) for row in bulk.raw(Outgoing, _COLUMNS, "id", sorted(set(movement_ids)))]
    seen, kept = actor.scope.ranges(SEE), actor.scope.ranges(access.WRITE)
    if len(rows) != len(set(movement_ids)) or not all(_within(row.path, seen) for row in rows):
        raise NotVisible("no such movement")
    if not all(_within(row.path, kept) for row in rows):
        raise Refused("您的职务不能记录联系，由党支部书记、副书记或组织委员记录。", code="not_yours")
    return rows


def _within(path: str, ranges: tuple[Range, ...]) -> bool:
    return any(low <= path < high for low, high in ranges)


def _require(way: str, happened_on: date, on: date, remark: str) -> None:
    if way not in Way.values:
        raise Refused("没有选择联系方式。", code="way", field="way")
    if happened_on > on:
        raise Refused("日期还没有到。填实际联系的那一天。", code="day_future", field="happened_on")
    if len(remark.strip()) > _REMARK:
        raise Refused(f"说明最多{_REMARK}个字，现有{len(remark.strip())}个。", code="long", field="remark")


def _require_away(rows: Sequence[Kept], day: date) -> None:
    ended = [row.name for row in rows if row.valid_to is not None and row.valid_to <= day]
    if ended:
        raise Refused(f"{_names(ended)}在这一天已不在外出名单上。去掉再记。", code="ended")
    before = [row.name for row in rows if row.moved_on is not None and day < row.moved_on]
    if before:
        raise Refused(f"{_names(before)}在这一天还没有外出。核对日期。", code="before", field="happened_on")


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}人" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _fresh(rows: Sequence[Kept], given: dict[int, str], way: str, day: date) -> list[Kept]:
    """Those of whom it is not noted yet; two questions, whatever the number."""
    proofs = [proof for proof in given.values() if proof]
    proved = set(bulk.raw(Contact, ("movement_id", "way", "proof"), "proof", proofs))
    bare = [row.id for row in rows if not given[row.id]]
    byhand = set(bulk.raw(Contact, ("movement_id", "way", "happened_on", "proof"), "movement_id", bare))
    same = {(movement, str(on)) for movement, was, on, proof in byhand if was == way and not proof}
    return [
        row
        for row in rows
        if ((row.id, way, given[row.id]) not in proved if given[row.id] else (row.id, str(day)) not in same)
    ]


def _delivered(since: datetime | None) -> QuerySet[Message, tuple[Any, ...]]:
    """Channel, day, proof and movement of messages that arrived."""
    found = Message.objects.filter(state=State.DELIVERED, purpose__startswith=PURPOSE).exclude(subject_id=None)
    if since is not None:
        found = found.filter(delivered_on__gte=since.date())
    fresh = found.annotate(proof=_proof(_MESSAGE)).exclude(_noted())
    return fresh.values_list("channel", "delivered_on", "proof", "subject_id")


def _answered(since: datetime | None) -> QuerySet[Reply, tuple[Any, ...]]:
    """Moment, proof and movement of members' answers; that somebody wants no messages is none."""
    found = Reply.objects.filter(purpose__startswith=PURPOSE).exclude(subject_id=None).exclude(said=Reply.Said.STOP)
    if since is not None:
        found = found.filter(received_at__gte=since)
    fresh = found.annotate(proof=_proof(_REPLY)).exclude(_noted())
    return fresh.values_list("received_at", "proof", "subject_id")


def _proof(prefix: str) -> Concat:
    """What a contact names as its proof, of each row."""
    return Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())


def _noted() -> Exists:
    """The condition that a contact names this proof."""
    return Exists(Contact.objects.filter(proof=OuterRef("proof")))


def _gathered(way: str, day: date, told: Mapping[str, int], now: datetime) -> int:
    kept = {row[0]: Kept(*row) for row in bulk.raw(Outgoing, _COLUMNS, "id", sorted(set(told.values())))}
    pairs = [(kept[movement], proof) for proof, movement in told.items() if movement in kept]
    if pairs:
        _insert(Noting(way=way, happened_on=day, noted_at=now), pairs, "", "", None, now.date())
    return len(pairs)


def _insert(
    noting: Noting, pairs: Sequence[tuple[Kept, str]], result: str, remark: str, actor: Actor | None, on: date
) -> None:
    """Write the contacts of one act with their proofs, and its entry."""
    noting.save()
    moment, by, way, day = moment_of(Contact, noting.noted_at), noting.noted_by, noting.way, noting.happened_on
    columns = (
        "movement_id", "person_id", "way", "happened_on", "noted_at", "noted_by", "noting_id", "result", "remark", "proof",
    )  # fmt: skip
    bulk.insert(
        Contact,
        columns,
        [(row.id, row.person_id, way, day, moment, by, noting.pk, result, remark, proof) for row, proof in pairs],
    )
    _reached(noting)
    rows = [row for row, _ in pairs]
    _enter(noting, rows, f"记录{Way(way).label}联系{len(rows)}人，{day.isoformat()}", actor, on)


def moment_of(model: type[Contact], at: Any) -> Any:
    """A moment as the table holds it, for writing many rows at once."""
    return connections[router.db_for_write(model)].ops.adapt_datetimefield_value(at)


def _reached(noting: Noting) -> None:
    """The register's last contact: only ways that show that the member was reached."""
    if not cadence.reaches(noting.way, noting.happened_on):
        return
    touched = Outgoing.objects.filter(pk__in=Contact.objects.filter(noting=noting).values("movement_id"))
    earlier = touched.filter(Q(contacted_on=None) | Q(contacted_on__lt=noting.happened_on))
    earlier.update(contacted_on=noting.happened_on, contacted_precision="d")


def _enter(noting: Noting, rows: Sequence[Kept], summary: str, actor: Actor | None, on: date) -> None:
    """The one entry, at the lowest place of the tree that holds all of them."""
    record(
        actor=actor, action="mobile.contacted", on=on, subject_type=SUBJECT, subject_id=noting.pk,
        path=shared_path([row.path for row in rows]), summary=summary,
        detail={"way": noting.way, "happened_on": noting.happened_on.isoformat(), "members": len(rows)},
    )  # fmt: skip


def shared_path(paths: Sequence[str]) -> str:
    """The lowest place of the tree that holds all of these."""
    shared = posixpath.commonprefix(list(paths))
    return shared[: len(shared) // STEP * STEP]
