"""The register's entry as a form shows it and as the operation takes it."""

from __future__ import annotations

from datetime import date

from zhendi.domain.setup.operations.keeping import Entry
from zhendi.domain.setup.queries import Record
from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import Typed, key

FIELDS = (
    "name", "kind", "township", "unit_code", "industry", "employees", "said_full", "said_probationary", "longitude",
    "latitude", "address", "principal", "phone", "starts_on", "ends_on", "responsible", "remark",
)  # fmt: skip
_MOST = 10_000_000


def entry(typed: Typed) -> Entry:
    """What was typed; ``Refused`` under its field for what cannot be read."""
    return Entry(
        name=typed.text("name"),
        kind=typed.text("kind"),
        township_id=key(typed.text("township")),
        unit_code=typed.text("unit_code"),
        industry=typed.text("industry"),
        employees=_count(typed, "employees", "从业人数"),
        said_full=_count(typed, "said_full", "正式党员人数"),
        said_probationary=_count(typed, "said_probationary", "预备党员人数"),
        longitude=typed.degrees("longitude", "经度"),
        latitude=typed.degrees("latitude", "纬度"),
        address=typed.text("address"),
        principal=typed.text("principal"),
        phone=typed.text("phone"),
        starts_on=_day(typed, "starts_on", "开工日期"),
        ends_on=_day(typed, "ends_on", "计划竣工日期"),
        responsible_id=key(typed.text("responsible")),
        remark=typed.text("remark"),
    )


def shown(row: Record) -> dict[str, object]:
    """What the form of a correction holds at first."""
    line = row.line
    return {
        "name": line.name,
        "kind": line.kind,
        "township": line.township_id,
        "unit_code": row.unit_code,
        "industry": row.industry,
        "employees": row.employees,
        "said_full": line.full,
        "said_probationary": line.probationary,
        "longitude": row.longitude,
        "latitude": row.latitude,
        "address": row.address,
        "principal": row.principal,
        "phone": row.phone,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "responsible": row.responsible.id if row.responsible and row.named_responsible else None,
        "remark": row.remark,
    }


def _count(typed: Typed, name: str, words: str) -> int | None:
    said = typed.text(name)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and int(said[:9]) < _MOST and len(said) < 9):
        raise Refused(f"{words}填整数，例如12；不知道就空着。", code="number", field=name)
    return int(said)


def _day(typed: Typed, name: str, words: str) -> date | None:
    return typed.day(name, words) if typed.text(name) else None
