"""The papers of an election in official form (GB/T 9704): plan, slate, minutes of the meeting, report of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.queries import election_records
from zhendi.domain.democracy.queries.election_lines import BallotLine
from zhendi.domain.democracy.queries.election_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.prints import answer, missing_characters, pdf
from zhendi.web.shell.request import Request

# Code, title, and the step from which on it can be printed.
TITLES = (
    ("plan", "换届工作日程", "opened"), ("slate", "候选人名单", "slated"), ("minutes", "选举大会记录", "held"),
    ("report", "选举结果报告", "elected"),
)  # fmt: skip
_LONG = "中国共产党"
_NUMERALS = "一二三四五六七八九十"


def offered(row: Record) -> tuple[tuple[str, str], ...]:
    """Which papers can be printed at the stage reached."""
    return tuple((code, title) for code, title, since in TITLES if since in row.days)


@require_safe
def paper(request: Request, election_id: int, paper: str) -> HttpResponse:
    """One of the papers as a PDF. Without a number yet it is a draft to be signed."""
    row = election_records.record(request.scope, election_id)
    if paper not in dict(offered(row)):
        raise NotVisible(paper)
    data = _MAKERS[paper](row, request.scope.as_of)
    try:
        content = pdf("letter_of_office", data)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("election", election_id)
    if rare := missing_characters("".join(map(str, data.values()))):
        messages.error(request, f"字库里没有“{rare}”，打印出来要手写补上。")
    return answer(content, f"{row.organisation[1]}{dict(offered(row))[paper]}.pdf")


def _plan(row: Record, on: date) -> dict[str, object]:
    body: list[object] = [f"{_long(row)}本届任期{_day(row.row.term_ends_on)}届满，拟选{_seats(row)}。日程安排如下："]
    for number, each in enumerate(row.stages, 1):
        when = (
            f"{_day(each.done_on)}已办" if each.done_on else f"{_day(each.due_on)}前" if each.due_on else "选举以后按期"
        )
        body.append(
            f"{number}. {each.title}：{when}，由{'上级党委' if each.by == 'decides' else '本组织书记'}负责。{each.text}。"
        )
    return _paper(row, "", f"关于{_short(row)}换届选举工作的日程安排", "", body, row.days.get("opened", on))


def _slate(row: Record, on: date) -> dict[str, object]:
    body: list[object] = [
        "候选人名单如下（" + ("按姓氏笔画排列" if row.stroke_order else "排列顺序由党组织定") + "）："
    ]
    for place, office in enumerate(row.offices):
        names = [each.name for each in row.nominees if each.office_id == office.id and each.position]
        body.append({"level": 1, "text": f"{_NUMERALS[place]}、{office.title}候选人（应选{office.seats}名）"})
        body.append("、".join(names) + "。")
    if row.numbers["slate_approved"]:
        body.append(f"以上名单经{_full(row.committee[2])}批准（{row.numbers['slate_approved']}）。")
    return _paper(row, _number(row, "slated"), f"{_short(row)}换届选举候选人名单", "", body, row.days.get("slated", on))


def _minutes(row: Record, on: date) -> dict[str, object]:
    held = [each for each in row.ballots if each.outcome]
    body: list[object] = []
    for number, each in enumerate(held):
        mark = _NUMERALS[number] if number < len(_NUMERALS) else str(number + 1)
        body.append({"level": 1, "text": f"{mark}、{each.office}{each.round_title}"})
        body.extend(_counted(each))
    body.extend(f"{_day(each.on)}，{each.note}" for each in row.steps if each.code in {"given_up", "first_meeting"})
    out = [each for each in row.exclusions if each.consent and each.approved_on]
    if out:
        body.append(
            "经上级同意、党员大会通过，不计入应到会人数的："
            + "；".join(f"{each.name}（{each.ground}）" for each in out)
            + "。"
        )
    body += ["主持人（签名）：", "监票人（签名）：", "计票人（签名）："]
    return _paper(row, "", f"{_short(row)}选举大会记录", "", body, row.days.get("held", on))


def _counted(each: BallotLine) -> list[object]:
    """One ballot in words: due, present, sheets, who got how many, what came of it."""
    result, names = each.result, {str(number): name for number, name in each.candidates}
    if not result:
        return [f"{_day(each.held_on)}投票，结果：{each.outcome_title}。"]
    votes = sorted(result["votes"].items(), key=lambda one: -one[1])
    said = "，".join(
        f"{names.get(option, option.removeprefix('w:') + '（另选）')}{number}票" for option, number in votes
    )
    sheets = f"，发出纸票{result['issued']}张、收回{result['recovered']}张" if result.get("issued") else ""
    return [
        f"{_day(each.held_on)}投票，应到{each.due}人，实到{result['present']}人{sheets}，有效{result['good']}张，无效{result['void']}张。",
        f"得票：{said}。结果：{each.outcome_title}。",
    ]  # fmt: skip


def _report(row: Record, on: date) -> dict[str, object]:
    held = row.days.get("held", on)
    last = next((each for each in reversed(row.ballots) if each.outcome == "filled"), None) or row.ballots[-1]
    body: list[object] = [
        f"经{_full(row.committee[2])}批准（{row.numbers['permitted']}），{_day(held)}我们召开大会进行换届选举。"
    ]
    if row.row.two_rounds and "trusted" in row.days:
        body.append(f"选举前，由登记的{row.voters_number}名选民投信任票，信任票过半数的列为候选人预备人选。")
    body.append(f"大会应到{last.due}人，实到{last.present or 0}人，符合规定。选举采取无记名投票、差额选举的办法。")
    named = "，".join(f"{each.given_title or each.office}{each.name}（{each.votes}票）" for each in row.elected)
    body.append(f"选举结果：{named}。")
    body.append("书记、副书记报请批准，委员报请备案。" if not row.village_body else "现报请备案。")
    kind = "关于" + _short(row) + ("换届选举结果的报告" if not row.village_body else "村民委员会换届选举结果的报告")
    return _paper(row, _number(row, "reported"), kind, row.committee[2], body, row.days.get("reported", on))


def _paper(
    row: Record, number: str, title: str, addressee: str, body: Sequence[object], day: date
) -> dict[str, object]:  # fmt: skip
    signer = _long(row)
    return {
        "issuer": signer, "number": number, "title": title, "addressee": _full(addressee), "body": body, "attachments": [],
        "signer": signer, "date": _day(day), "copy_to": "", "printed_by": "", "printed_on": "",
    }  # fmt: skip


def _seats(row: Record) -> str:
    return "、".join(f"{each.title}{each.seats}名" for each in row.offices)


def _number(row: Record, code: str) -> str:
    return next((each.number for each in reversed(row.steps) if each.code == code), "")


def _short(row: Record) -> str:
    return row.organisation[1]


def _long(row: Record) -> str:
    return _full(row.organisation[2])


def _full(name: str) -> str:
    """On paper the name is written out in full: 中国共产党…"""
    return _LONG + name[2:] if name.startswith("中共") else name


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_MAKERS: dict[str, Callable[[Record, date], dict[str, object]]] = {
    "plan": _plan, "slate": _slate, "minutes": _minutes, "report": _report,
}  # fmt: skip
