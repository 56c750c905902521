"""One clause with its rules, numbers, cases and months."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.kernel.parameters import Dated
from zhendi.obligations.queries import board as boards
from zhendi.obligations.queries import confirmations, duties, explaining, inbox
from zhendi.obligations.queries.board import RuleFigure
from zhendi.obligations.queries.inbox import LatePlace
from zhendi.policy.load import load, wordings
from zhendi.web.duties import lines, sentences, words
from zhendi.web.duties.lines import AT
from zhendi.web.duties.sentences import Told
from zhendi.web.duties.words import STATES, Spark, Word
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


class RuleShown(NamedTuple):
    """A rule of the clause: how it stands, what it asks, its numbers, its cases."""

    figure: RuleFigure
    word: Word
    share: str
    unit: str
    measures: bool
    spark: Spark | None
    address: str
    told: tuple[tuple[str, str], ...]
    numbers: tuple[Dated, ...]
    cases: tuple[Told, ...]


@require_safe
def clause(request: Request, clause: str) -> HttpResponse:
    """One clause for the reader's place or one below it; as a panel beside the board, or as a page of its own."""
    by = lines.way(request)
    board = boards.board(request.scope, path=request.GET.get(AT, ""), by=by)
    each = board.clause(clause)
    kept = lines.keep(request, board)
    return render(
        request,
        "duties/clause.html",
        cited=words.cited,
        checked=partial(words.checked, known=confirmations.confirmed()),
        board=board,
        way=duties.way(request.scope, board.path, by),
        line=lines.line(each, kept),
        each=each,
        kept=kept,
        big=words.spark(each.trend, _goal(each.target), width=400, height=96) if each.measuring else None,
        rules=[_rule(figure, each.clause.measured_by, kept, request) for figure in each.figures],
        late=_late(request, each, current=board.current and by == "tree"),
        document=load().document,
        wording=wordings().get(each.clause.id),
        titles={code: one.title for code, one in load().parameters.by_code.items()},
    )


def _goal(target: Dated | None) -> int | None:
    return int(target.value) if target is not None and target.unit == "%" else None


def _rule(figure: RuleFigure, measured_by: tuple[str, ...], kept: dict[str, str], request: Request) -> RuleShown:
    rule = figure.rule
    return RuleShown(
        figure, STATES[figure.state], words.floor(figure.part, figure.whole), words.each_of(rule), rule.id in measured_by,
        words.rule_spark(figure), url("duties-rule", rule.id, **kept),
        sentences.describe(rule, request.scope.as_of), explaining.in_force(rule, request.scope.as_of),
        sentences.told().get(rule.id, ()),
    )  # fmt: skip


def _late(request: Request, each: boards.ClauseFigure, *, current: bool) -> dict[str, dict[str, LatePlace]]:
    """What is overdue in the places named, by rule and path; only now and along the tree, by which reminders go."""
    paths = [short.path for short in each.short if not short.own]
    if not current or not paths:
        return {}
    rules = [figure.rule for figure in each.figures if figure.counts.overdue]
    return {rule.id: dict(inbox.late_places(request.scope, rule=rule, paths=paths, on=request.today)) for rule in rules}
