"""What the two registers do not agree about, shown to both sides; each is settled with one press."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.mobile.operations import arriving, pairing
from zhendi.domain.mobile.queries import lists, pairs
from zhendi.domain.mobile.queries.pairs import Filters, Page
from zhendi.web.mobile import asked, deeds, taking
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_WORDS = ("view", "q", "sort", "page")
_CLAIM_HEADS = ("姓名", "登记在", "也来登记", "哪天来登记", "说明")
_PAIR_HEADS = (
    "姓名", "流出支部", "去向", "离开日期", "流入乡镇", "住处", "来的日期", "哪一项", "流出地登记", "流入地登记",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """One kind at a time: claims between townships, rows that may be one person, joined rows that differ, joined rows."""
    asked.require_seeing(request)
    scope, filters = request.scope, _asked(request.GET)
    page = pairs.listing(scope, filters, page=number(request.GET.get("page")))
    return render(
        request,
        "mobile/pairs.html",
        page=page,
        filters=filters,
        kinds=pairs.KINDS,
        orders=pairs.ORDERS,
        size=pairs.SIZE,
        kept={word: request.GET.get(word, "")[:60] for word in _WORDS} | {"view": page.kind},
        counts=lists.counts(scope),
        acting=scope.may("write_people") and scope.as_of == request.today,
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, as a workbook; of pairs one line for each row or field that may differ."""
    asked.require_seeing(request)
    page = pairs.listing(request.scope, _asked(request.POST), size=pairs.EVERY)
    if page.kind == pairs.CLAIMED:
        claims = [(row.name, row.holder, row.claimant, row.claimed_on, row.note) for row in page.claims]
        return taking.along(request, "pairs", _CLAIM_HEADS, claims)
    return taking.along(request, "pairs", _PAIR_HEADS, tuple(_cells(page)))


@require_POST
def decide(request: Request, movement_id: int, incoming_id: int) -> HttpResponse:
    """The two rows are one movement, or are not."""
    same = request.POST.get("same") == "yes"
    pairing.decide(
        actor=deeds.today_actor(request), on=request.today, outgoing_id=movement_id, incoming_id=incoming_id, same=same
    )
    messages.success(request, "两头对上了。" if same else "记下了，不是同一个人，不再列出。")
    return _back(request)


@require_POST
def settle(request: Request, incoming_id: int) -> HttpResponse:
    """One side is right about a field."""
    typed = Typed(dict(request.POST.lists()))
    pairing.settle(
        actor=deeds.today_actor(request), on=request.today, incoming_id=incoming_id, field=typed.text("field"),
        outgoing_right=typed.text("right") == "outgoing",
    )  # fmt: skip
    messages.success(request, "两边改成一样了。")
    return _back(request)


@require_POST
def answer(request: Request, claim_id: int) -> HttpResponse:
    """The township that has the member answers the one that claims."""
    released = request.POST.get("answer") == "released"
    arriving.answer(actor=deeds.today_actor(request), on=request.today, claim_id=claim_id, released=released)
    messages.success(request, "已转到对方登记。" if released else "已答复：仍在本地。")
    return _back(request)


def _asked(said: QueryDict) -> Filters:
    """What the address narrows to; unknown words are left aside."""
    return Filters(
        asked.one_of(said.get("view", ""), list(dict(pairs.KINDS))),
        said.get("q", "").strip()[:60],
        asked.one_of(said.get("sort", ""), list(dict(pairs.ORDERS))) or "tree",
    )


def _back(request: Request) -> HttpResponse:
    """To the list as it was narrowed and turned, so that the next one can be settled."""
    kept = {word: request.POST[word][:60] for word in _WORDS if request.POST.get(word)}
    return redirect(f"{reverse('mobile-pairs')}?{urlencode(kept)}" if kept else "mobile-pairs")


def _cells(page: Page) -> Iterator[tuple[object, ...]]:
    for row in page.pairs:
        for side in row.sides:
            facts = (row.name, side.branch, side.place, side.gone_on or "", row.township, row.place, row.come_on or "")
            for _, words, gone, here in row.differs or (("", "", "", ""),):
                yield (*facts, words, gone, here)
