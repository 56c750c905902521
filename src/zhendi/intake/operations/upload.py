"""Handing in files: they are kept sealed, and a run is opened for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

from django.db import transaction

from zhendi.intake import bridge, claims, progress, storage
from zhendi.intake.access import home_path, require_intake, require_own
from zhendi.intake.models import Run, RunFile
from zhendi.kernel import clock
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor


class Upload(NamedTuple):
    """One file handed in. ``name`` may hold a relative path, which is only ever shown; a zip is taken apart."""

    name: str
    open: Callable[[], BinaryIO]


def upload(
    *,
    actor: Actor,
    on: date,
    files: Sequence[Upload],
    as_of: date | None = None,
    origin: str = "web",
) -> int:
    """Keep the files and open a run; ``Refused`` when there is nothing to take in or the actor may not."""
    require_intake(actor)
    contents = bridge.take_apart([(file.name, _bytes(file)) for file in files])
    if not contents:
        raise Refused("没有可以导入的文件，请选择 xlsx、xls、csv 文件或它们的 zip 包。", code="no_files", field="files")
    with transaction.atomic():
        run = open_run(actor=actor, contents=contents, as_of=as_of, on=on, origin=origin)
        for file, (_, content) in zip(run.files.order_by("position"), contents, strict=True):
            file.stored = storage.keep(run.pk, file.position, content)
            file.save(update_fields=["stored"])
        note(actor, on, run, "upload", f"上传{len(contents)}个文件待导入")
    return run.pk


def open_run(*, actor: Actor, contents: Sequence[tuple[str, bytes]], as_of: date | None, on: date, origin: str) -> Run:
    """A run for these files, with their sums; the caller's transaction."""
    sums = [hashlib.sha256(content).hexdigest() for _, content in contents]
    run = Run.objects.create(
        account_id=actor.account_id,
        actor=actor.label,
        origin=origin,
        path=home_path(actor),
        as_of=as_of or on,
        as_of_given=as_of is not None,
        fingerprint=fingerprint(sums),
        created_at=clock.now(),
    )
    progress.forget(run.pk)  # a data folder that outlived its database may hold a note of the same number
    RunFile.objects.bulk_create(
        RunFile(run=run, position=position, name=name[-300:], size=len(content), sha256=digest)
        for position, ((name, content), digest) in enumerate(zip(contents, sums, strict=True))
    )
    return run


def fingerprint(sums: Sequence[str]) -> str:
    """One sum over the files' sums, whatever their order."""
    return hashlib.sha256("".join(sorted(sums)).encode()).hexdigest()


def discard(*, actor: Actor, on: date, run_id: int) -> None:
    """Drop a run that has not been written, with its files."""
    with transaction.atomic():
        run = require_own(actor, run_id, lock=True)
        if not _droppable(run):
            raise Refused("这次导入已写入或正在处理，不能放弃；正在检查的请等它完成。", code="state")
        run.state = Run.State.DISCARDED
        run.save(update_fields=["state"])
        run.pieces.all().delete()
        run.files.update(findings="")
        note(actor, on, run, "discard", "放弃导入")
    storage.drop(run_id)
    progress.forget(run_id)


def _droppable(run: Run) -> bool:
    """True for what was not written. A run at work whose process has died wrote nothing."""
    if run.state in (Run.State.WRITING, Run.State.JUDGING):
        return not claims.working(run)
    return run.state not in (Run.State.DONE, Run.State.UNDONE)


def note(actor: Actor, on: date, run: Run, action: str, what: str, counts: dict[str, object] | None = None) -> None:
    """One audit entry about a run."""
    record(
        actor=actor.account_id,
        action=f"intake.{action}",
        on=on,
        subject_type="intake.Run",
        subject_id=run.pk,
        path=run.path,
        summary=f"第{run.pk}次导入：{what}",
        detail=counts or {},
    )


def _bytes(file: Upload) -> bytes:
    limit = bridge.LARGEST
    with file.open() as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise Refused(f"文件“{file.name}”超过{limit >> 20}兆字节，请拆分后再导入。", code="too_large", field="files")
    return content
