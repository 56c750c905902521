"""Writing a checked run: one transaction, one claim, progress visible outside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction

from zhendi.intake import bridge, claims, preview, progress
from zhendi.intake import journal as journals
from zhendi.intake.access import ranges, require_intake, require_own
from zhendi.intake.models import Run
from zhendi.intake.operations.judging import contents, store_findings
from zhendi.intake.operations.spawn import spawn
from zhendi.intake.operations.upload import note
from zhendi.intake.plans import REGISTERS, Plans
from zhendi.intake.undisturbed import undisturbed
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import Actor

Say = Callable[[str, int, int], None]
READY = (Run.State.JUDGED, Run.State.FAILED)


def start(*, actor: Actor, on: date, run_id: int) -> None:
    """Write in a process of its own. Refused at once when the run is not ready or the same files are being written."""
    require_intake(actor)
    run = require_own(actor, run_id)
    claim(run)
    progress.say(run.pk, progress.SENT, 0, len(REGISTERS))
    del on
    spawn(run.pk)


@undisturbed()
def write_run(*, actor: Actor, on: date, run_id: int, say: Say | None = None) -> None:
    """Write here and now: judge once more against what is held in this very transaction, write all or nothing."""
    run = require_own(actor, run_id)
    with claims.held(run.pk) as free:
        if not free:
            raise Refused("这次导入正在由另一进程写入，请等它完成。", code="busy")
        if run.state != Run.State.WRITING:
            claim(run)
        tell = say or (lambda *step: progress.say(run_id, *step))
        files = contents(run)

        def judge() -> bridge.Judged:
            return bridge.judge(files, ranges=ranges(actor), as_of=run.as_of, today=on, say=tell)

        with failing(run):
            carry_out(run, judge(), judge, actor=actor, on=on, say=tell)


def carry_out(
    run: Run, judged: bridge.Judged, again: Callable[[], bridge.Judged], *, actor: Actor, on: date, say: Say
) -> Plans:
    """Compare and write in one transaction; what was judged before something else was written is judged again."""
    with transaction.atomic(), claims.one_writer():
        if judged.stamp != bridge.stamp():
            judged = again()
        plans = Plans(judged.batch, ranges=judged.ranges, on=judged.as_of)
        store_findings(run, judged)
        run.as_of = judged.as_of
        write(run, plans, actor=actor, on=on, counts=judged.counts, say=say)
    return plans


def write(run: Run, plans: Plans, *, actor: Actor, on: date, counts: dict[str, object], say: Say) -> None:
    """Write the plans and close the run, inside the caller's transaction."""
    journal = Journal()
    for number, (register, step) in enumerate(plans.steps(), 1):
        say(f"写入{REGISTERS[register]}", number, len(REGISTERS))
        step(journal)
    say("登记写入情况", len(REGISTERS), len(REGISTERS))
    journals.keep(run, journal)
    preview.keep(run, plans)
    run.counts = {"registers": plans.counts(), **counts}
    run.state, run.finished_at, run.failure = Run.State.DONE, clock.now(), ""
    run.save(update_fields=["as_of", "counts", "state", "finished_at", "failure"])
    note(actor, on, run, "write", _sentence(run), run.counts)


def claim(run: Run) -> None:
    """Take the run for writing by compare-and-set; ``Refused`` when it is not ready or its files are being written."""
    free_the_dead(run)
    try:
        with transaction.atomic():
            got = Run.objects.filter(pk=run.pk, state__in=READY).update(
                state=Run.State.WRITING, started_at=clock.now(), failure=""
            )
    except IntegrityError as fault:
        raise Refused("同样的文件正在由另一次导入写入，请等它完成后再看结果。", code="same_files") from fault
    if not got:
        raise Refused("这次导入还没有检查完，或已经写入。", code="state")
    run.state = Run.State.WRITING


def free_the_dead(run: Run) -> None:
    """Runs of the same files that say ``writing`` though nobody works on them were interrupted: they wrote nothing."""
    stuck = Run.objects.filter(fingerprint=run.fingerprint, state=Run.State.WRITING)
    for other in stuck:
        if not claims.working(other):
            mark_interrupted(other)
            if other.pk == run.pk:
                run.state = Run.State.FAILED


def mark_interrupted(run: Run) -> None:
    """Say that a run broke off; its transaction never ended, so nothing of it is there."""
    Run.objects.filter(pk=run.pk, state=Run.State.WRITING).update(
        state=Run.State.FAILED, failure="写入中断，没有写入任何内容，可以重新开始。"
    )


@contextmanager
def failing(run: Run) -> Iterator[None]:
    """Mark the run as failed when the block raises; the block's own transaction has been rolled back by then."""
    try:
        yield
    except BaseException as fault:
        message = (
            fault.message if isinstance(fault, Refused) else "写入时出错，没有写入任何内容；请把日志交给维护人员。"
        )
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, failure=message[:400])
        raise


def _sentence(run: Run) -> str:
    parts = [
        f"{REGISTERS[register]}新增{figures['new']}、变更{figures['changed']}、未变{figures['unchanged']}"
        for register, figures in run.counts["registers"].items()
    ]
    return "；".join(parts) or "没有可写入的内容"
