"""The letters of a run as a workbook."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from zhendi.domain.messaging.operations import exporting
from zhendi.domain.messaging.queries import letters as queries
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.web.intake.findings import download
from zhendi.web.messaging.tabs import today_actor
from zhendi.web.shell.request import Request

_HEADS = (
    "号", "收信人", "支部", "所在地", "地址", "邮编", "状态", "原因", "打印日期", "寄出日期", "退回日期",
)  # fmt: skip


@require_POST
def export(request: Request, letter_run_id: int) -> HttpResponseBase:
    """What the page shows; whole addresses only with a purpose."""
    row = queries.run(request.scope, letter_run_id)
    said = request.POST
    letters = exporting.letters(
        actor=today_actor(request), on=request.today, run_id=row.id, state=said.get("state", "")[:20],
        text=said.get("q", "").strip()[:60], whole=said.get("whole") == "1", purpose=said.get("purpose", ""),
    )  # fmt: skip
    lines = [(*one[:8], *(day.isoformat() if day else "" for day in one[8:])) for one in letters]
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook(f"{row.title}信件名单.xlsx", [Sheet("信件", f"{row.title}信件名单", _HEADS, lines, note)]))
