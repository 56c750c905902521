"""Taking in files with nobody at the screen: the command line, the demonstration, benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from zhendi.intake import bridge, claims, storage
from zhendi.intake.access import ranges, require_intake
from zhendi.intake.models import Run
from zhendi.intake.operations.upload import open_run
from zhendi.intake.operations.writing import carry_out, failing, free_the_dead
from zhendi.intake.plans import Plans
from zhendi.intake.undisturbed import undisturbed
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

Say = Callable[[str, int, int], None]


@dataclass(slots=True)
class Outcome:
    """What came of it: ``run_id`` is ``None`` for a dry run; ``seconds`` by stage."""

    judged: bridge.Judged
    counts: dict[str, dict[str, int]]
    run_id: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> Any:
        """What the engine found."""
        return self.judged.verdict


@undisturbed()
def take_in(
    paths: Sequence[Path],
    *,
    actor: Actor,
    on: date,
    as_of: date | None = None,
    dry_run: bool = False,
    say: Say | None = None,
    origin: str = "command",
) -> Outcome:
    """Read, judge and write the files in one go by the defaults of nobody's screen; ``Refused`` as for any run."""
    require_intake(actor)
    tell = say or _silent
    contents = bridge.read_paths(paths)
    if not contents:
        raise Refused("没有找到可以导入的文件（xlsx、xls、csv 或 zip）。", code="no_files")
    begun = time.perf_counter()

    def judge() -> bridge.Judged:
        return bridge.judge(contents, ranges=ranges(actor), as_of=as_of, today=on, say=tell)

    judged = judge()
    seconds = {"judge": time.perf_counter() - begun}
    if dry_run:
        plans = Plans(judged.batch, ranges=judged.ranges, on=judged.as_of)
        return Outcome(judged, plans.counts(), None, seconds)
    run = _begin(actor, contents, as_of, on, origin)
    with claims.held(run.pk), failing(run):
        plans = carry_out(run, judged, judge, actor=actor, on=on, say=tell)
    _keep_files(run, contents)
    seconds["write"] = time.perf_counter() - begun - seconds["judge"]
    return Outcome(judged, plans.counts(), run.pk, seconds)


def _begin(actor: Actor, contents: Sequence[tuple[str, bytes]], as_of: date | None, on: date, origin: str) -> Run:
    """A run that is being written from its first moment; ``Refused`` when another one writes the same files."""
    with transaction.atomic():
        run = open_run(actor=actor, contents=contents, as_of=as_of, on=on, origin=origin)
    free_the_dead(run)
    try:
        with transaction.atomic():
            run.state, run.started_at = Run.State.WRITING, clock.now()
            run.save(update_fields=["state", "started_at"])
    except IntegrityError as fault:
        Run.objects.filter(pk=run.pk).update(state=Run.State.DISCARDED)
        raise Refused("同样的文件正在由另一次导入写入，请等它完成后再看结果。", code="same_files") from fault
    return run


def _keep_files(run: Run, contents: Sequence[tuple[str, bytes]]) -> None:
    """Keep the files too: the rejected rows are made from them."""
    files = list(run.files.order_by("position"))
    for file, (_, content) in zip(files, contents, strict=True):
        file.stored = storage.keep(run.pk, file.position, content)
    type(files[0]).objects.bulk_update(files, ["stored"])


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None
