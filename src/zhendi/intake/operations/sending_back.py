"""Sending rejected rows back: a workbook with whole numbers, so that everybody who takes it is written down."""

from __future__ import annotations

from datetime import date

from zhendi.intake import bridge
from zhendi.intake.access import require_own
from zhendi.intake.export.sheets import XLSX, Download
from zhendi.intake.models import Run
from zhendi.intake.operations.judging import contents
from zhendi.intake.operations.upload import note
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Actor


def send_back(*, actor: Actor, on: date, run_id: int, file_id: int | None = None) -> Download:
    """Rejected rows with the bad cells marked and the reasons as comments; to be corrected and dropped in again.

    Numbers stand in it whole, as they were handed in: an unmasking, which is noted with how many rows it shows.
    ``NotVisible`` for another one's run or file, ``Refused`` when the files have been dropped.
    """
    run = require_own(actor, run_id)
    position = _position(run, file_id)
    content = bridge.rejected_workbook(run, contents(run), position)
    rows = _rejected(run, position)
    note(actor, on, run, "sent_back", f"下载退回行{rows}行（完整证件号码和电话）", {"rows": rows, "file": file_id})
    return Download(f"第{run.pk}次导入退回行.xlsx", XLSX, iter([content]))


def _position(run: Run, file_id: int | None) -> int | None:
    if file_id is None:
        return None
    file = run.files.filter(pk=file_id).first()
    if file is None:
        raise NotVisible(f"file {file_id}")
    return file.position


def _rejected(run: Run, position: int | None) -> int:
    counts = [file.counts for file in run.files.all() if position in (None, file.position)]
    return sum(each.get("rejected", 0) for each in counts)
