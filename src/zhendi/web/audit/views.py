"""The trail: a list with filters, one entry beside it, and whether the chain still holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from zhendi.kernel.audit import queries
from zhendi.kernel.errors import NotVisible
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import asked_part, render
from zhendi.web.shell.request import Request

AREAS = (("orgs.", "组织"), ("people.", "党员和任职"), ("account.", "账号"), ("intake.", "导入"))
# What an entry is about: its word, and the name of the address that shows it ("" where no page does).
_SUBJECTS = {
    "orgs.Organisation": ("组织", "organisation"),
    "people.Person": ("人", "person"),
    "intake.Run": ("导入", "intake-run"),
    "intake.Demonstration": ("演示数据", ""),
    "orgs.Division": ("区划代码", ""),
}
_MOST = 200_000  # entries followed while somebody waits; about ten seconds
_NO_DAY = "日期没看懂，按 2026-05-20 这样填；这次没有按它筛。"


class Subject(NamedTuple):
    """What an entry is about, and where it is shown."""

    title: str
    address: str


class Wanted(NamedTuple):
    """The filters as they were typed, and what of them could not be used."""

    words: str
    area: str
    since: str
    until: str
    wrong: str

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.words or self.area or self.since or self.until)


@require_safe
def trail(request: Request) -> HttpResponse:
    """Entries, the newest first, by steps from page to page."""
    return _page(request)


@require_safe
def entry(request: Request, no: int) -> HttpResponse:
    """The list with one entry beside it."""
    return _page(request, chosen=queries.entry(request.scope, no))


@require_POST
def verify(request: Request) -> HttpResponse:
    """Follow the chain now and say whether it holds."""
    _require(request)
    newest = queries.head()
    if newest is not None and newest.no > _MOST:
        return _page(request, too_long=True)
    return _page(request, verified=queries.verify())


def _require(request: Request) -> None:
    if not request.scope.may("audit"):
        raise NotVisible("the trail")


def _page(
    request: Request,
    *,
    chosen: queries.EntryRow | None = None,
    verified: queries.Verification | None = None,
    too_long: bool = False,
) -> HttpResponse:
    _require(request)
    wanted = _wanted(request)
    shown = queries.Entries((), None) if asked_part(request) == "panel" else _entries(request, wanted)
    return render(
        request,
        "audit/trail.html",
        shown=shown,
        wanted=wanted,
        areas=AREAS,
        newest=queries.head(),
        chosen=chosen,
        subject=_subject(chosen) if chosen else None,
        detail=_detail(chosen) if chosen else (),
        verified=verified,
        too_long=too_long,
        later=bool(request.GET.get("before")),
    )


def _entries(request: Request, wanted: Wanted) -> queries.Entries:
    before = request.GET.get("before", "")
    until = _day(wanted.until)
    return queries.entries(
        request.scope,
        action=wanted.area,
        words=wanted.words,
        since=_day(wanted.since),
        until=until + timedelta(days=1) if until else None,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _wanted(request: Request) -> Wanted:
    words, area, since, until = (request.GET.get(name, "").strip()[:60] for name in ("words", "area", "since", "until"))
    known = area if area in dict(AREAS) else ""
    wrong = any(text and _day(text) is None for text in (since, until))
    return Wanted(words, known, since, until, _NO_DAY if wrong else "")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None


def _subject(row: queries.EntryRow) -> Subject:
    """Its page answers *not found* by itself to whoever may not see the record."""
    title, name = _SUBJECTS.get(row.subject_type, (row.subject_type, ""))
    if row.subject_id is None:
        return Subject(title, "")
    return Subject(f"{title} {row.subject_id}", url(name, row.subject_id) if name else "")


def _detail(row: queries.EntryRow) -> tuple[tuple[str, str], ...]:
    return tuple((name, _text(value)) for name, value in row.detail.items())


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
