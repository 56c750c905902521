"""Checking the files of a run: judge every row, compare with what is held, store the preview. Nothing is written yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zhendi.intake import bridge, claims, preview, progress, storage
from zhendi.intake.access import ranges, require_own
from zhendi.intake.blobs import pack
from zhendi.intake.models import Decision, Run, RunFile
from zhendi.intake.models import Mapping as Remembered
from zhendi.intake.operations.spawn import spawn
from zhendi.intake.operations.upload import note
from zhendi.intake.plans import Plans
from zhendi.intake.undisturbed import undisturbed
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

_OPEN = (Run.State.UPLOADED, Run.State.JUDGED, Run.State.FAILED)


def start_judging(*, actor: Actor, on: date, run_id: int) -> None:
    """Check the files in a process of its own; ``progress`` tells how far it is."""
    del on
    run = require_own(actor, run_id)
    _require_open(run)
    Run.objects.filter(pk=run.pk).update(state=Run.State.JUDGING, started_at=clock.now(), failure="")
    progress.say(run.pk, progress.SENT, 0, 0)
    spawn(run.pk, "--judge")


@undisturbed()
def judge_run(*, actor: Actor, on: date, run_id: int) -> None:
    """Check the files here and now. A fault of ours leaves the run ``failed`` with its message."""
    run = require_own(actor, run_id)
    with claims.held(run.pk) as free:
        if not free:
            raise Refused("这次导入正在处理，请稍候。", code="busy")
        Run.objects.filter(pk=run.pk).update(state=Run.State.JUDGING, failure="")
        try:
            judged = bridge.judge(contents(run), ranges=ranges(actor), as_of=run.as_of if run.as_of_given else None,
                                  today=on, say=lambda *step: progress.say(run_id, *step))  # fmt: skip
            store(run, judged)
        except Exception as fault:
            message = fault.message if isinstance(fault, Refused) else "检查时出错，请把日志交给维护人员。"
            Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, failure=message[:400])
            raise
    note(actor, on, run, "judge", "检查完毕")


def store(run: Run, judged: bridge.Judged) -> Plans:
    """Keep findings and preview of a judged run."""
    plans = Plans(judged.batch, ranges=judged.ranges, on=judged.as_of)
    with transaction.atomic():
        store_findings(run, judged)
        preview.keep(run, plans)
        run.state, run.as_of = Run.State.JUDGED, judged.as_of
        run.counts = {"registers": plans.counts(), **judged.counts}
        run.save(update_fields=["state", "as_of", "counts"])
    return plans


def store_findings(run: Run, judged: bridge.Judged) -> None:
    """Keep what was found in each file."""
    by_position = {file.position: file for file in run.files.all()}
    for position, found in enumerate(judged.files):
        file = by_position[position]
        file.register, file.counts, file.fault = found.register, found.counts, found.fault[:400]
        file.findings = pack({"sheets": found.sheets, "findings": found.findings})
    RunFile.objects.bulk_update(by_position.values(), ["register", "counts", "fault", "findings"], batch_size=50)


def contents(run: Run) -> list[tuple[str, bytes]]:
    """Names and bytes of a run's files; ``Refused`` when they have been dropped."""
    try:
        return [(file.name, storage.read(run.pk, file.stored)) for file in run.files.order_by("position")]
    except OSError as fault:
        raise Refused("这次导入的文件已清理，请重新上传。", code="files_gone") from fault


def correct_mapping(
    *, actor: Actor, on: date, run_id: int, file_id: int, sheet: str, columns: Mapping[str, str]
) -> None:
    """Correct what columns mean (letter -> meaning, "" = not read) and remember it for sheets with such headings."""
    run = require_own(actor, run_id)
    _require_open(run)
    file = run.files.filter(pk=file_id).first()
    found = bridge.sheet_of(file.findings, sheet) if file else None
    if found is None:
        raise Refused("没有这个工作表。", code="no_sheet", field="sheet")
    unknown = {meaning for meaning in columns.values() if meaning and meaning not in bridge.meanings()}
    letters = {column[0] for column in found["columns"]}
    if unknown or set(columns) - letters:
        raise Refused("列或含义不在可选范围内，请重新选择。", code="bad_mapping", field="columns")
    with transaction.atomic():
        Remembered.objects.update_or_create(
            signature=found["signature"],
            defaults={"columns": dict(columns), "corrected_by": actor.label, "corrected_on": on},
        )
        Run.objects.filter(pk=run.pk).update(state=Run.State.UPLOADED)
        note(actor, on, run, "mapping", f"更正《{file.name if file else ''}》{sheet}的列对应")


def change_day(*, actor: Actor, on: date, run_id: int, as_of: date) -> None:
    """Set the day on which the files' data stand, of a run that is not written; it must be checked again."""
    run = require_own(actor, run_id)
    _require_open(run)
    if as_of > on:
        raise Refused("截至日期在今天以后，请改成表格数据截止的那一天。", code="bad_day", field="day")
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(as_of=as_of, as_of_given=True, state=Run.State.UPLOADED)
        note(actor, on, run, "day", f"数据截至日期由{run.as_of.isoformat()}改为{as_of.isoformat()}")


def decide(*, actor: Actor, on: date, run_id: int, decisions: Mapping[str, str]) -> int:
    """Answer doubts (key -> choice), remembered for good; says how many. The run must be checked again."""
    run = require_own(actor, run_id)
    _require_open(run)
    asked = bridge.doubts_of(run)
    wrong = [key for key, choice in decisions.items() if key not in asked or choice not in asked[key]]
    if wrong:
        raise Refused("有的选择不在可选范围内，请刷新后重选。", code="bad_choice", field="decisions")
    with transaction.atomic():
        Decision.objects.bulk_create(
            [
                Decision(key=key, choice=choice, decided_by=actor.label, decided_on=on)
                for key, choice in decisions.items()
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["choice", "decided_by", "decided_on"],
        )
        Run.objects.filter(pk=run.pk).update(state=Run.State.UPLOADED)
        note(actor, on, run, "decide", f"判定{len(decisions)}处存疑")
    return len(decisions)


def _require_open(run: Run) -> None:
    if run.state == Run.State.JUDGING and not claims.working(run):
        return
    if run.state not in _OPEN:
        raise Refused("这次导入已写入、正在处理或已放弃，不能再改。", code="state")
