"""Handing in files and having them checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhendi.intake import operations, queries
from zhendi.kernel.errors import Refused
from zhendi.web.intake.doors import for_intake
from zhendi.web.intake.runs import AT_WORK, list_page, run_page
from zhendi.web.shell.forms import kept
from zhendi.web.shell.request import Request

_MANY_PATHS = 1_000_000  # characters of the list of paths that is looked at


@require_POST
@for_intake
def upload(request: Request) -> HttpResponseBase:
    """Take the files and begin to check them; what is refused comes back beside the form."""
    try:
        day = _day(request.POST.get("day", "").strip(), request.today)
        run_id = operations.upload(actor=request.actor, on=request.today, files=_handed_in(request), as_of=day)
        operations.start_judging(actor=request.actor, on=request.today, run_id=run_id)
    except Refused as refused:
        return list_page(request, kept(request, refused, "files", "day"))
    return redirect("intake-run", run_id)


@require_POST
@for_intake
def check(request: Request, run_id: int) -> HttpResponseBase:
    """Check the files again, after a correction or a break; what was broken off while writing is written again.

    With a ``day``, that is the day of the files from now on.
    """
    try:
        day = _day(request.POST.get("day", "").strip(), request.today)
        if day is not None:
            operations.change_day(actor=request.actor, on=request.today, run_id=run_id, as_of=day)
        begin(request, run_id)
    except Refused as refused:
        return run_page(request, run_id, kept(request, refused, "day"))
    return redirect("intake-run", run_id)


def begin(request: Request, run_id: int) -> None:
    """Send somebody to check the files. A run that is at work already is left alone; ``Refused`` where it is past that.

    What was broken off in the middle of writing had been confirmed, so it goes on with the writing.
    """
    try:
        operations.start_judging(actor=request.actor, on=request.today, run_id=run_id)
    except Refused as refused:
        state = queries.run(request.scope, run_id).row.state
        if state in AT_WORK:
            return
        if state != "interrupted":
            raise
        del refused
        operations.start(actor=request.actor, on=request.today, run_id=run_id)


def _handed_in(request: Request) -> list[operations.Upload]:
    given = cast("Sequence[UploadedFile[Any]]", request.FILES.getlist("files"))
    files = [file for file in given if file.name]
    return [
        operations.Upload(name, _opener(file))
        for file, name in zip(files, _names(files, request.POST.get("paths", "")), strict=True)
    ]


def _opener(file: UploadedFile[Any]) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", file.open("rb"))


def _names(files: Sequence[UploadedFile[Any]], told: str) -> list[str]:
    """The names with the folders in which the files lay, where the page told them and they fit; only ever shown."""
    plain = [str(file.name) for file in files]
    try:
        paths = json.loads(told) if told and len(told) < _MANY_PATHS else []
    except ValueError:
        return plain
    fits = isinstance(paths, list) and len(paths) == len(plain) and all(isinstance(path, str) for path in paths)
    return [_whole(path, name) for path, name in zip(paths, plain, strict=True)] if fits else plain


def _whole(path: str, name: str) -> str:
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) if parts and parts[-1] == name else name


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("截至日期要写成 2026-06-30 这样的年月日。", code="bad_day", field="day") from None
    if day > today:
        raise Refused("截至日期在今天以后，请改成表格数据截止的那一天。", code="bad_day", field="day")
    return day
