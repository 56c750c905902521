"""A list of the area as a workbook: written down as gone out, with who took it and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase

from zhendi.domain.mobile.operations import exporting
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.web.intake.findings import download
from zhendi.web.mobile import deeds
from zhendi.web.shell.request import Request


def along(request: Request, of: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponseBase:
    """The rows under their heads; ``of`` is a key of ``exporting.LISTS``."""
    exporting.note_list(actor=deeds.today_actor(request), on=request.today, of=of, number=len(rows))
    title = exporting.LISTS[of]
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook(f"{title}.xlsx", [Sheet("名单", title, heads, rows, note)]))
