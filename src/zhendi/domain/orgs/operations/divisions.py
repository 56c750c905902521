"""Taking in a register of administrative divisions: code and name. A renamed division gets a new row; none is ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.models import Division
from zhendi.kernel import bulk
from zhendi.kernel.registers import NOWHERE, Changed, FieldChange, HeldBack, Journal, Plan, Source


class DivisionRow(NamedTuple):
    """One good row: 12-digit code and name."""

    code: str
    name: str
    source: Source = NOWHERE


def plan(rows: Sequence[DivisionRow], *, on: date) -> Plan[DivisionRow]:
    """What the register would change."""
    result: Plan[DivisionRow] = Plan()
    held = {
        row[1]: row for row in Division.objects.filter(valid_to=None).values_list("pk", "code", "name", "valid_from")
    }
    for row in {row.code: row for row in rows}.values():
        pk, _, name, since = held.get(row.code, (0, "", "", on))
        if not pk:
            result.new.append(row)
        elif name == row.name or not row.name:
            result.unchanged += 1
        elif on < since:
            result.held_back.append(HeldBack(row, "older", f"早于已登记的{since.isoformat()}，未改动"))
        else:
            result.changed.append(Changed(pk, row, (FieldChange("name", name, row.name),)))
    return result


def apply(planned: Plan[DivisionRow], *, on: date, journal: Journal) -> None:
    """Write the register inside the caller's transaction."""
    since = dict(Division.objects.filter(valid_to=None, valid_from=on).values_list("pk", "valid_from"))
    today = [change for change in planned.changed if change.pk in since]
    past = [change for change in planned.changed if change.pk not in since]
    journal.changed(Division, ("name",), [(change.pk, change.fields[0].old) for change in today])
    bulk.update(Division, ("name",), [(change.pk, change.row.name) for change in today])
    journal.changed(Division, ("valid_to",), [(change.pk, None) for change in past])
    bulk.update(Division, ("valid_to",), [(change.pk, on) for change in past])
    fresh = [*planned.new, *(change.row for change in past)]
    ids = bulk.reserve(Division, len(fresh))
    bulk.insert(
        Division,
        ("id", "code", "name", "valid_from"),
        ((pk, row.code, row.name, on) for pk, row in zip(ids, fresh, strict=True)),
    )
    journal.made(Division, ids)


def names() -> dict[str, str]:
    """Names of the divisions in use, by code."""
    return dict(Division.objects.filter(valid_to=None).values_list("code", "name"))
