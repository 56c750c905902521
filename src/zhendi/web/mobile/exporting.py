"""The call list of the quarter as a workbook, in the order of the page."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import exporting
from zhendi.domain.mobile.queries import calls
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.masking import mask_mobile
from zhendi.web.intake.findings import download
from zhendi.web.mobile import asked, deeds
from zhendi.web.mobile.calls import failed
from zhendi.web.shell.request import Request

_HEADS = (
    "姓名",
    "支部",
    "所在地",
    "工作单位",
    "手机号码",
    "上次联系",
    "本季打过几次",
    "最近结果",
    "约定下次",
    "没送到",
)
_MOST = 20_000


@require_POST
def call_list(request: Request) -> HttpResponseBase:
    """Whom to call; whole numbers only where the reader may see them, and with a purpose."""
    asked.require_seeing(request)
    scope, whole = request.scope.on(request.today), request.POST.get("whole") == "1"
    found = calls.to_call(scope, failed=failed(scope), size=_MOST)
    numbers = {
        each.id: str(each.phone) if whole and scope.allows(access.UNMASK, each.path) else mask_mobile(str(each.phone))
        for each in receivers(scope, owed="call")
    }
    exporting.note_calls(
        actor=deeds.today_actor(request), on=request.today, number=len(found.rows), whole=whole,
        purpose=request.POST.get("purpose", ""),
    )  # fmt: skip
    rows = [
        (
            each.name, each.branch, each.place, each.employer, numbers.get(each.id, ""), each.contacted_on or "",
            each.tries, each.last_result, each.next_on or "", "短信或信没送到" if each.failed else "",
        )
        for each in found.rows
    ]  # fmt: skip
    note = f"{request.today.isoformat()}，{scope.name}导出"
    return download(workbook("打电话名单.xlsx", [Sheet("名单", f"{found.period}打电话名单", _HEADS, rows, note)]))
