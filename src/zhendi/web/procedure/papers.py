"""The three papers of a procedure in official form (GB/T 9704): application, reply, report for filing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zhendi.domain.setup.queries import procedure_forms, procedure_records
from zhendi.domain.setup.queries.procedure_forms import Names
from zhendi.domain.setup.queries.procedure_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.prints import answer, missing_characters, pdf
from zhendi.web.shell.request import Request

TITLES = (("application", "请示", "opened"), ("reply", "批复", "applied"), ("filing", "备案报告", "founded"))
_DEEDS = {"found": "成立", "upgrade": "改设", "split": "分设", "merge": "合并", "dissolve": "撤销"}
_LONG = "中国共产党"


def offered(row: Record) -> tuple[tuple[str, str], ...]:
    """Which papers can be printed at the stage reached."""
    refused = row.row.state == "ended" and "founded" not in row.days
    return tuple(
        (code, title) for code, title, since in TITLES if since in row.days and not (refused and code != "application")
    )


@require_safe
def paper(request: Request, procedure_id: int, paper: str) -> HttpResponse:
    """One of the papers as a PDF. Without a number yet it is a draft to be signed."""
    row = procedure_records.record(request.scope, procedure_id)
    if paper not in dict(offered(row)):
        raise NotVisible(paper)
    data = _MAKERS[paper](row, procedure_forms.names(request.scope, procedure_id), request.scope.as_of)
    try:
        content = pdf("letter_of_office", data)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("procedure", procedure_id)
    rare = missing_characters("".join(map(str, data.values())))
    if rare:
        messages.error(request, f"字库里没有“{rare}”，打印出来要手写补上。")
    return answer(content, f"{row.row.name}{dict(offered(row))[paper]}.pdf")


def _application(row: Record, names: Names, on: date) -> dict[str, object]:
    """From the organisation that begins it, or from the units where the committee itself took it up."""
    own = _own(row, names)
    said = _number(row, "applied")
    body = [_long(row.reason if row.reason.endswith("。") else f"{row.reason}。")]
    if row.units:
        lines = "；".join(
            f"{each.name}正式党员{each.full}名" + (f"、预备党员{each.probationary}名" if each.probationary else "")
            for each in row.units
        )
        body.append(
            f"拟由新组织覆盖的单位：{lines}。各单位意见："
            + "；".join(f"{each.name}{each.opinion_title or '尚未表态'}" for each in row.units)
            + "。"
        )
    body += [f"为此，拟{_what(row, names)}。", "妥否，请批示。"]
    title = f"关于{_DEEDS[row.sort]}{_long(row.row.name)}的请示"
    approver = names.signers[0] if own == names.initiator else ""
    return _paper(own, said, title, names.committee, body, row.days.get("applied", on), approver=approver)


def _reply(row: Record, names: Names, on: date) -> dict[str, object]:
    own = _own(row, names)
    day = row.days.get("approved", on)
    body = [
        f"你们关于{_DEEDS[row.sort]}{_long(row.row.name)}的请示收悉。经研究，现批复如下：",
        {"level": 1, "text": f"一、同意{_what(row, names)}。"},
    ]
    if row.sort == "found":
        body.append(
            "二、请按照《中国共产党章程》和《中国共产党支部工作条例（试行）》的规定，及时召开党员大会，选举产生书记，选举结果报我们批准。"
        )
        body.append("三、成立以后按规范清单逐项做到，按期报备案。")
    else:
        body.append("二、请做好党员组织关系、党费、档案和印章的交接，按期报备案。")
    title = f"关于同意{_DEEDS[row.sort]}{_long(row.row.name)}的批复"
    above = "" if names.above == names.committee else f"{_long(names.above)}组织部"
    return _paper(names.committee, row.number, title, own, body, day, copy_to=above)


def _filing(row: Record, names: Names, on: date) -> dict[str, object]:
    founded = row.days["founded"]
    took = "召开党员大会成立" if row.sort == "found" else "生效"
    approved = f"{_day(row.days['approved'])}以{row.number}批准{_what(row, names)}"
    body = [f"经{_long(names.committee)}研究，{approved}，{_day(founded)}{took}。"]
    if row.units:
        body.append(f"覆盖单位：{'、'.join(each.name for each in row.units if each.opinion != 'object')}。")
    if names.leaders:
        body.append("班子：" + "，".join(f"{title}{name}" for title, name in names.leaders) + "。")
    body.append("现报请备案。")
    title = f"关于{_DEEDS[row.sort]}{_long(row.row.name)}的备案报告"
    above = "上级党委组织部" if names.above == names.committee else f"{_long(names.above)}组织部"
    day = row.days.get("filed", on)
    return _paper(names.committee, _number(row, "filed"), title, above, body, day, approver=names.signers[1])


def _paper(
    issuer: str, number: str, title: str, addressee: str, body: Sequence[object], day: date, *,
    approver: str | None = None, copy_to: str = "",
) -> dict[str, object]:  # fmt: skip
    """The paper's data. ``approver``: who signed out a paper that goes upwards ("": to be written by hand).

    The last block (版记) names who gets a copy, who printed it and when, by GB/T 9704-2012 section 7.4.
    """
    signer = _long(issuer)
    return {
        "issuer": signer, "number": number, "title": title, "addressee": _long(addressee), "body": body,
        "attachments": [], "signer": signer, "date": _day(day), "approver": approver, "copy_to": copy_to,
        "printed_by": signer, "printed_on": _day(day),
    }  # fmt: skip


def _what(row: Record, names: Names) -> str:
    """The deed in words: what of which, below whom, with what becoming of whom."""
    name = _long(row.row.name)
    if row.sort == "found":
        return f"成立{name}（{row.kind_title}），隶属{_long(names.parent)}"
    one = _long(names.organisation)
    if row.sort == "upgrade":
        first = f"，下设{_long(row.first_branch)}" if row.first_branch else ""
        return f"将{one}改设为{name}（{row.kind_title}）{first}"
    if row.sort == "split":
        return f"从{one}分设{name}（{row.kind_title}）"
    if row.sort == "merge":
        return f"将{one}并入{_long(names.target)}"
    return f"撤销{one}" + (f"，党员转到{_long(names.target)}" if names.target else "")


def _own(row: Record, names: Names) -> str:
    """Who asks: the organisation that began it; where the committee itself did, the units, or those who prepare it."""
    if names.initiator != names.committee:
        return names.initiator
    return _units(row) if row.units else f"{row.row.name}（筹）"


def _units(row: Record) -> str:
    return row.units[0].name + (f"等{len(row.units)}个单位" if len(row.units) > 1 else "")


def _number(row: Record, code: str) -> str:
    return next((each.number for each in row.steps if each.code == code), "")


def _long(name: str) -> str:
    """On paper the name is written out in full: 中国共产党…"""
    return _LONG + name[2:] if name.startswith("中共") else name


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_MAKERS: dict[str, Callable[[Record, Names, date], dict[str, object]]] = {
    "application": _application, "reply": _reply, "filing": _filing,
}  # fmt: skip
