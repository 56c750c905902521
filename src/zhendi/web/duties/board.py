"""意见落实: the board of the 71 clauses, the places below compared, the burden, and the board as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.obligations.queries import board as boards
from zhendi.obligations.queries import burden as burdens
from zhendi.obligations.queries import cuts, duties, heat
from zhendi.obligations.queries.board import ORDER, Board
from zhendi.obligations.queries.figures import before
from zhendi.obligations.queries.heat import Heat
from zhendi.web.duties import lines, words
from zhendi.web.duties.lines import AT
from zhendi.web.intake.findings import download
from zhendi.web.shell.render import asked_part, render
from zhendi.web.shell.request import Request

_MONTHS = 12
_HEADINGS = ("条号", "条款", "指标", "状态", "做到", "应做", "比例", "目标", "差多少", "差在哪里", "谁来办", "说明")


@require_safe
def opinions(request: Request) -> HttpResponse:
    """The board of the reader's place, or of one below it (``at``)."""
    by = lines.way(request)
    board = boards.board(request.scope, path=request.GET.get(AT, ""), by=by)
    kept = lines.keep(request, board)
    listed = lines.lines(board, kept)
    state, order = _chosen(request, "state", ORDER), _chosen(request, "order", ("number",))
    shown = [each for each in listed if state in {"", each.each.state}]
    return render(
        request,
        "duties/board.html",
        board=board,
        way=duties.way(request.scope, board.path, by)[:-1],
        by_area=bool(cuts.widest(request.scope)),
        aims=lines.aims(listed),
        pillars=lines.pillars(board, listed),
        chips=lines.chips(board, state, order, kept),
        groups=lines.by_gap(shown) if order != "number" else (("", None, tuple(shown)),),
        order=order,
        state=state,
        kept=kept,
        months=_months(request.today),
        better=[each for each in listed if each.each.turned > 0],
        worse=[each for each in listed if each.each.turned < 0],
        burden=None if asked_part(request) or by == "area" else burdens.burden(request.scope, path=board.path),
    )


@require_safe
def townships(request: Request) -> HttpResponse:
    """The places one level below against the clauses, compared within their kind."""
    only_late = request.GET.get("show") == "late"
    found = heat.heat(request.scope, path=request.GET.get(AT, ""), only_late=only_late, by=lines.way(request))
    kept = lines.keep(request, found.board)
    return render(
        request,
        "duties/townships.html",
        heat=found,
        board=found.board,
        kept=kept,
        only_late=only_late,
        firsts=_firsts(found),
        pillars=_spans(found),
        down=partial(lines.down, kept=kept),
        by_area=bool(cuts.widest(request.scope)),
        late=found.board.of("late"),
    )


@require_safe
def burden(request: Request) -> HttpResponse:
    """What the platform asked of each place this month, from what was really entered."""
    found = burdens.burden(request.scope, path=request.GET.get(AT, ""))
    board = boards.board(request.scope, path=request.GET.get(AT, ""), months=1)
    return render(request, "duties/burden.html", burden=found, board=board, kept=lines.keep(request, board))


@require_safe
def export(request: Request) -> HttpResponseBase:
    """The board as a workbook: clauses, and places against clauses. Counts only, no names of persons."""
    by = lines.way(request)
    found = heat.heat(request.scope, path=request.GET.get(AT, ""), by=by)
    board = boards.board(request.scope, path=request.GET.get(AT, ""), by=by)
    note = f"{board.name}，{_said(board)}，{request.scope.name}导出"
    compared = [f"{each.clause.id}{each.clause.title}" for each in found.clauses]
    return download(
        workbook(
            f"意见落实{board.month.year}年{board.month.month}月.xlsx",
            [
                Sheet("逐条", "意见落实", _HEADINGS, _rows(board), note),
                Sheet(
                    "下级比较", "下级比较（没做到的件数）", ("类别", "单位", "合计", *compared), _compared(found), note
                ),
            ],
        )
    )


def _chosen(request: Request, word: str, known: Sequence[str]) -> str:
    given = request.GET.get(word, "")
    return given if given in known else ""


def _months(today: date) -> list[tuple[str, str]]:
    """The months that can be looked at: the last day of each, and its name; this month by no day at all."""
    first = today.replace(day=1)
    ends = [(before(first, number), before(first, number - 1)) for number in range(1, _MONTHS)]
    past = [
        (date.fromordinal(after.toordinal() - 1).isoformat(), f"{month.year}年{month.month}月") for month, after in ends
    ]
    return [("", "本月"), *past]


def _said(board: Board) -> str:
    if board.current and board.derived_on is not None:
        return f"截至{board.derived_on.isoformat()}"
    return f"{board.month.year}年{board.month.month}月末"


def _rows(board: Board) -> Iterator[tuple[object, ...]]:
    for each in board.clauses:
        line = lines.line(each, {})
        held = bool(line.parts)
        where = "、".join(f"{short.name}{short.missing}" for short in each.short)
        yield (
            line.id, each.clause.title, each.clause.figure, line.word.text, each.part if held else None,
            each.whole if held else None, words.floor(each.part, each.whole) if held else None, line.target,
            each.missing if held else None, where, line.bearers, each.clause.not_computable or each.clause.awaiting,
        )  # fmt: skip


def _compared(found: Heat) -> Iterator[tuple[object, ...]]:
    for kin in found.kin:
        for row in kin.rows:
            yield (
                kin.title,
                row.name,
                row.missing,
                *(cell.missing if cell.level is not None else None for cell in row.cells),
            )


def _firsts(found: Heat) -> set[str]:
    """The first clause of each pillar, before which the table leaves a gap."""
    seen: dict[str, str] = {}
    for each in found.clauses:
        seen.setdefault(each.clause.pillar, each.clause.id)
    return set(seen.values())


def _spans(found: Heat) -> list[tuple[str, int]]:
    """The pillars over the table and how many columns each has."""
    counted: dict[str, int] = {}
    for each in found.clauses:
        counted[each.clause.pillar] = counted.get(each.clause.pillar, 0) + 1
    return [(words.PILLARS[code], number) for code, number in counted.items()]
