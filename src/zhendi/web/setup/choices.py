"""Organisations to choose from in the forms of a unit."""

from __future__ import annotations

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.orgs.queries import Filters
from zhendi.domain.setup.queries import Record
from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request

_MOST = 1000


def organisations(request: Request, row: Record) -> tuple[tuple[int, str], ...]:
    """Organisations of the unit's township, for a select."""
    if row.line.township_id is None:
        return ()
    scope = request.scope.on(request.today)
    page = orgs.listing(scope, Filters(under=row.line.township_id), size=_MOST)
    return tuple((line.id, line.called) for line in page.rows if line.kind != "group")


def chosen(request: Request, typed: Typed, field: str = "organisation") -> int | None:
    """The organisation chosen in the select, or named in full beside it; ``Refused`` for a name that is none."""
    name = typed.text(f"{field}_name")
    if not name:
        return typed.chosen(field, "党组织") if typed.text(field) else None
    found = orgs.search(request.scope.on(request.today), name, limit=50)
    exact = [line for line in found if name in (line.full_name, line.short_name)]
    if len(exact) == 1:
        return exact[0].id
    if exact:
        raise Refused(f"有{len(exact)}个组织都叫“{name}”，写全称。", code="several", field=f"{field}_name")
    near = "、".join(line.called for line in found[:5])
    said = f"最接近的有：{near}。" if near else "写名册上的全称或简称。"
    raise Refused(f"没有找到叫“{name}”的组织。{said}", code="unknown", field=f"{field}_name")
