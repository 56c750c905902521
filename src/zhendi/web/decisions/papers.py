"""Papers of a decision: the record form of 四议两公开, the resolution in official form, the notices to put up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.queries import decision_records, decisions
from zhendi.domain.democracy.queries.decision_lines import NoticeLine
from zhendi.domain.democracy.queries.decision_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.decisions.words import counts, yuan
from zhendi.web.prints import answer, missing_characters, pdf
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_LONG = "中国共产党"
# code, title, the day without which it cannot be printed, the template
_PAPERS = (
    ("notice", "表决前公告", "reviewed", "letter_of_office"),
    ("form", "四议两公开记录表", "reviewed", "decision_form"),
    ("resolution", "决议", "resolved", "letter_of_office"),
    ("published", "决议公告", "resolved", "letter_of_office"),
    ("result", "实施结果公告", "finished", "letter_of_office"),
)


def offered(row: Record) -> tuple[tuple[str, str], ...]:
    """Which papers can be printed at the stage reached."""
    return tuple((code, title) for code, title, since, _ in _PAPERS if since in row.days)


@require_safe
def paper(request: Request, decision_id: int, paper: str) -> HttpResponse:
    """One of the papers as a PDF."""
    row = decision_records.record(request.scope, decision_id)
    if paper not in dict(offered(row)):
        raise NotVisible(paper)
    template = next(template for code, _, _, template in _PAPERS if code == paper)
    data = _MAKERS[paper](row, request.scope.as_of)
    try:
        content = pdf(template, data)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("decision", decision_id)
    if rare := missing_characters("".join(map(str, data.values()))):
        messages.error(request, f"字库里没有“{rare}”，打印出来要手写补上。")
    return answer(content, f"{row.row.title}{dict(offered(row))[paper]}.pdf")


def _notice(row: Record, on: date) -> dict[str, object]:
    posted = row.posted("proposal")
    said, body = row.proposal, [_says(row)]
    until = f"公告时间：{_day(posted.from_on)}至{_day(posted.until_on)}。" if posted else ""
    body += [
        f"经村党组织委员会、村民委员会商议，{said['title']}拟提交党员投票和{_second(row)}，现予公告。{until}",
        "对以上事项有意见的，请在公告期内向村党组织书面或当面提出，我们逐条答复。",
    ]
    return _official(row, "", f"关于{said['title']}的公告", body, posted.from_on if posted else on)


def _resolution(row: Record, _on: date) -> dict[str, object]:
    said = row.proposal
    body: list[object] = [
        f"根据“两重两轮投票制”和“四议两公开”的规定，{said['title']}经提议、审查、商议、公告和两轮投票，形成如下决议。",
        {"level": 1, "text": "一、决议内容"}, _says(row), {"level": 1, "text": "二、投票结果"}, *_results(row),
        {"level": 1, "text": "三、实施"},
        f"本决议由村民委员会组织实施，{_day(row.planned_on)}前完成；村务监督委员会监督。实施情况和结果向全体村民公开。"
        if row.planned_on else "本决议由村民委员会组织实施，村务监督委员会监督。",
    ]  # fmt: skip
    return _official(row, row.number, f"关于{said['title']}的决议", body, row.days["resolved"])


def _published(row: Record, on: date) -> dict[str, object]:
    posted = row.posted("resolution")
    until = f"公开时间：{_day(posted.from_on)}至{_day(posted.until_on)}。" if posted else ""
    body: list[object] = [
        f"{row.proposal['title']}已形成决议（{row.number}），现予公开。{until}", _says(row), *_results(row),
        "对决议有疑问的，请向村务监督委员会反映。",
    ]  # fmt: skip
    return _official(row, "", f"关于公开{row.proposal['title']}决议的公告", body, posted.from_on if posted else on)


def _result(row: Record, on: date) -> dict[str, object]:
    posted = row.posted("result")
    until = f"公开时间：{_day(posted.from_on)}至{_day(posted.until_on)}。" if posted else ""
    lines = [f"{_day(each.on)}，{each.text}{f'，{yuan(each.spent)}' if each.spent else ''}。" for each in row.entries]
    plan = f"决议金额{yuan(row.proposal['money'])}，" if row.proposal["money"] else ""
    body: list[object] = [
        f"{row.proposal['title']}（{row.number}）已于{_day(row.days['finished'])}实施完成，现将结果公开。{until}", *lines,
        f"{plan}实际支出{yuan(row.spent) if row.spent else '0 元'}。",
    ]  # fmt: skip
    return _official(row, "", f"关于公开{row.proposal['title']}实施结果的公告", body, posted.from_on if posted else on)


def _form(row: Record, _on: date) -> dict[str, object]:
    """The record form: each step with who was due, came, agreed, and a line to sign."""
    lines: list[list[str]] = [["提议", day(row.days.get("proposed")), "—", "—", "—", row.proposal["proposer_title"]]]
    lines += [
        [
            f"商议：{each.title}",
            day(each.on),
            str(each.due),
            str(each.present),
            str(each.agreed),
            _share(each.agreed, each.due),
        ]
        for each in row.reviews
    ]
    lines += [_posted(each) for each in row.notices if each.sort == "proposal"]
    for number, title in ((1, "第一轮：党员投票"), (2, f"第二轮：{_second(row)}")):
        found = row.round(number)
        given = counts(found) if found and found.counted else None
        held = day(found.opened_on or found.held_on) if found else ""
        numbers = [str(given[name]) for name in ("due", "present", "yes")] if given else ["", "", ""]
        lines.append([title, held, *numbers, _share(given["yes"], given["due"]) if given else ""])
    lines += [_posted(each) for each in row.notices if each.sort != "proposal"]
    return {
        "organisation": _long(row.organisation[2]), "title": row.proposal["title"], "kind": row.row.kind_title,
        "number": row.number, "says": _says(row), "lines": lines,
        "objections": f"收到意见 {len(row.objections)} 条，答复 {sum(1 for each in row.objections if each.answered_on)} 条",
    }  # fmt: skip


def _posted(each: NoticeLine) -> list[str]:
    return [each.title, day(each.from_on), "—", "—", "—", f"至{day(each.until_on)}，{each.place}"]


def _says(row: Record) -> str:
    """The matter in one paragraph."""
    said = row.proposal
    parts = [said["text"].strip().rstrip("。")]
    if said["money"]:
        parts.append(f"所需资金{yuan(said['money'])}，来源：{said['money_source']}")
    if said["land"]:
        parts.append(f"用地{said['land'].normalize():f}亩")
    if said["households"]:
        parts.append(f"涉及{said['households']}户")
    return "；".join(parts) + "。"


def _results(row: Record) -> list[object]:
    lines: list[object] = []
    for number, title in ((1, "第一轮（党员投票）"), (2, f"第二轮（{_second(row)}）")):
        found = row.round(number)
        if found and found.counted:
            given = counts(found)
            lines.append(
                f"{title}：{_day(found.opened_on or found.held_on)}，应到{given['due']}人，实到{given['present']}人，赞成"
                f"{given['yes']}票，反对{given['no']}票，弃权{given['abstain']}票，{'通过' if found.passed else '没有通过'}。"
            )
    return lines


def _second(row: Record) -> str:
    rule = row.proposal["second_rule"]
    return "党员大会再次表决" if rule == "resolution" else decisions.second_title(rule)


def _official(row: Record, number: str, title: str, body: list[object] | list[str], on: date) -> dict[str, object]:
    signer = _long(row.organisation[2])
    return {
        "issuer": signer, "number": number, "title": title, "addressee": "", "body": body, "attachments": [],
        "signer": signer, "date": _day(on), "copy_to": "", "printed_by": "", "printed_on": "",
    }  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10}%" if whole else ""


def _long(name: str) -> str:
    """On paper the name is written out in full: 中国共产党…"""
    return _LONG + name[2:] if name.startswith("中共") else name


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


_MAKERS: dict[str, Callable[[Record, date], dict[str, object]]] = {
    "notice": _notice, "form": _form, "resolution": _resolution, "published": _published, "result": _result,
}  # fmt: skip
