"""Undoing a run: everything it made goes, everything it changed gets back what it held, as long as nothing was
built upon it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction

from zhendi.domain.setup.operations import drafts
from zhendi.intake import claims
from zhendi.intake import journal as journals
from zhendi.intake.access import require_own
from zhendi.intake.models import Run
from zhendi.kernel import bulk
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import Actor


class UndoResult(NamedTuple):
    """How many rows got back what they held, and how many were deleted."""

    restored: int
    deleted: int


def undo(*, actor: Actor, on: date, run_id: int) -> UndoResult:
    """Undo a run that is done. ``Refused`` names, by kind, what has been built upon it since."""
    with transaction.atomic(), claims.one_writer():
        run = require_own(actor, run_id, lock=True)
        if run.state != Run.State.DONE:
            raise Refused("只有已完成的导入可以撤销。", code="state")
        written, revisions = journals.read(run)
        reasons = [*_later_changes(written, revisions), *_foreign_rows(written)]
        if reasons:
            raise Refused("这次导入之后又有新的变动，不能撤销。", code="built_upon", details=reasons)
        drafts.forget(actor=actor, on=on, unit_ids=written.created.get("setup.Unit", ()))
        result = _carry_out(written)
        run.state = Run.State.UNDONE
        run.save(update_fields=["state"])
        record(
            actor=actor.account_id,
            action="intake.undo",
            on=on,
            subject_type="intake.Run",
            subject_id=run.pk,
            path=run.path,
            summary=f"撤销第{run.pk}次导入：恢复{result.restored}条，删除{result.deleted}条",
            detail={"restored": result.restored, "deleted": result.deleted},
        )
    return result


def _later_changes(written: Journal, revisions: dict[str, dict[int, int]]) -> Iterator[str]:
    """Rows whose revision is no longer the one that the run left, or that are gone."""
    for label in written.touched():
        model = apps.get_model(label)
        keys = {*written.created.get(label, ()), *written.before.get(label, {})}
        if journals.revised(model):
            left = revisions.get(label, {})
            same = sum(1 for pk, revision in _pairs(model, keys) if revision == left.get(pk, 1))
        else:
            same = sum(1 for _ in _pairs(model, keys, "pk"))
        if same != len(keys):
            yield f"{_title(model)}：{len(keys) - same}条在导入之后又有改动"


def _pairs(model: type[models.Model], keys: set[int], name: str = "revision") -> Iterator[tuple[int, int]]:
    for chunk in bulk.chunks(sorted(keys)):
        yield from model._default_manager.filter(pk__in=chunk).values_list("pk", name)


def _foreign_rows(written: Journal) -> Iterator[str]:
    """Rows not made by the run that refer to rows made by it."""
    for label, made in written.created.items():
        for relation in apps.get_model(label)._meta.related_objects:
            other = relation.related_model
            if relation.many_to_many or other._meta.label in drafts.DRAFTS:
                continue  # the table between is asked by itself; plans go with their units, unless taken up
            own = {*written.created.get(other._meta.label, ()), *written.before.get(other._meta.label, {})}
            count = _strangers(other, relation.field.attname, made, own)
            if count:
                yield f"{_title(other)}：{count}条引用了这次导入的{_title(apps.get_model(label))}"

    if count := drafts.taken_up(written.created.get("setup.Unit", ())):
        yield f"组建方案：{count}个已采纳的方案用了这次导入的单位，先撤下方案"


def _strangers(model: type[models.Model], column: str, made: Sequence[int], own: set[int]) -> int:
    low, high = min(made, default=0), max(made, default=-1)
    wanted = set(made)
    rows = model._default_manager.filter(**{f"{column}__gte": low, f"{column}__lte": high}).values_list("pk", column)
    return sum(1 for pk, target in rows.iterator() if target in wanted and pk not in own)


def _carry_out(written: Journal) -> UndoResult:
    """Delete first, so that what was current before can be current again. References are checked at the end."""
    touched = [apps.get_model(label) for label in written.touched()]
    deleted = sum(bulk.delete(model, written.created.get(model._meta.label, [])) for model in touched)
    restored = sum(_restore(model, written.before.get(model._meta.label, {})) for model in touched)
    restored += sum(_put_back(model, written.removed.get(model._meta.label, [])) for model in touched)
    return UndoResult(restored, deleted)


def _restore(model: type[models.Model], images: dict[int, dict[str, Any]]) -> int:
    """Set back each row's columns; rows are grouped by the columns that were noted."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk, image in images.items():
        groups.setdefault(tuple(image), []).append((pk, *image.values()))
    for columns, rows in groups.items():
        bulk.update(model, columns, rows)
    return len(images)


def _put_back(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> int:
    if rows:
        bulk.insert(model, list(rows[0]), [tuple(row.values()) for row in rows])
    return len(rows)


def _title(model: type[models.Model]) -> str:
    return _TITLES.get(model._meta.label, str(model._meta.verbose_name))


_TITLES = {
    "orgs.Organisation": "党组织",
    "orgs.Version": "党组织沿革",
    "orgs.Term": "届次",
    "orgs.Division": "行政区划",
    "orgs.Guidance": "指导关系",
    "orgs.Change": "组织变动",
    "people.Person": "人员",
    "people.NameKey": "姓名检索",
    "people.Phone": "电话",
    "people.Membership": "组织关系",
    "people.Post": "任职",
    "people.Account": "账号",
    "people.Suspension": "权利中止",
    "mobile.Outgoing": "流出党员",
    "mobile.Incoming": "流入党员",
    "mobile.HandOver": "交接名单",
    "setup.Unit": "单位",
    "setup.Coverage": "单位覆盖",
    "services.Outlet": "便民网点",
    "services.Item": "服务事项",
}
