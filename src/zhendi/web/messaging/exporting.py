"""Messages as a workbook."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from zhendi.domain.messaging.operations import exporting
from zhendi.domain.messaging.queries import batches as queries
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.web.intake.findings import download
from zhendi.web.messaging.tabs import today_actor
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import moment

_HEADS = ("姓名", "手机号码", "用途", "内容", "状态", "原因", "通道", "发出时间", "送达日期")


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the list shows, or one batch; whole numbers only with a purpose."""
    said = request.POST
    rows = exporting.messages(
        actor=today_actor(request), on=request.today, batch_id=key(said.get("batch")),
        text=said.get("q", "").strip()[:60], states=queries.SHOWN.get(said.get("state", ""), ()),
        whole=said.get("whole") == "1", purpose=said.get("purpose", ""),
    )  # fmt: skip
    lines = [
        (*row[:7], moment(row.sent_at) if row.sent_at else "", row.delivered_on.isoformat() if row.delivered_on else "")
        for row in rows
    ]
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("短信名单.xlsx", [Sheet("短信", "短信名单", _HEADS, lines, note)]))
