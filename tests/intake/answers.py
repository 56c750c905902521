"""The truth about the sample workbooks (``answers.json``), and the comparison of a verdict with it."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from zhendi.intake.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
KIND_IN_ANSWERS = {"elderly_branch": "branch"}  # the samples count elderly branches as branches


def samples() -> Path:
    """The folder of sample workbooks; its absence fails the tests."""
    folder = Path(os.environ.get("ZHENDI_INTAKE_SAMPLES") or ROOT.parent / "shared/data/intake")
    assert (folder / "answers.json").exists(), f"no sample workbooks in {folder}; set ZHENDI_INTAKE_SAMPLES"
    return folder


@cache
def answers() -> dict[str, Any]:
    """The truth."""
    return json.loads((samples() / "answers.json").read_text(encoding="utf-8"))


def relative(name: str) -> str:
    """A file's name as the answers write it."""
    return next((known for known in answers()["files"] if name.endswith(known)), name)


def found(verdict: Verdict, level: str) -> set[tuple[str, str, int, str, str]]:
    """Everything found of a level as (file, sheet, row, column, kind)."""
    return {
        (relative(file.name), sheet.name, each.row, each.column, each.kind)
        for file in verdict.files
        for sheet in file.sheets
        for each in sheet.of(level)
    }


def planted(what: str) -> set[tuple[str, str, int, str, str]]:
    """Errors or warnings that the samples hold."""
    return {(e["file"], e["sheet"] or "", e["row"], e["column"], e["kind"]) for e in answers()[what]}


def names() -> dict[str, str]:
    """Full names of the organisations by key."""
    return {org["key"]: org["full_name"] for org in answers()["orgs"]}


def iso(day: Any) -> str | None:
    """A date as the answers write it."""
    return None if day is None else (day.iso() if hasattr(day, "iso") else day.isoformat())


def organisations_expected() -> set[tuple[Any, ...]]:
    """The good organisations, normalised."""
    by_key = names()
    return {
        (o["full_name"], o["kind"], by_key.get(o["parent"], ""), o["division"] or "", o["established"], o["term_from"],
         o["term_to"], o["secretary"] or "", o["row"])
        for o in answers()["orgs"]
    }  # fmt: skip


def organisations_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {
        (r.full_name, KIND_IN_ANSWERS.get(r.kind, r.kind), r.parent, r.division_code, iso(r.founded), iso(r.term_from),
         iso(r.term_to), r.secretary, r.source.row)
        for r in verdict.organisations
    }  # fmt: skip


def members_expected() -> set[tuple[Any, ...]]:
    """The good members, normalised, with file, sheet and row."""
    by_key = names()
    at = {name: index for index, name in enumerate(answers()["members"]["columns"])}
    return {
        (
            *row[: at["org"]],
            by_key[row[at["org"]]],
            row[at["phones"]],
            row[at["file"]],
            row[at["sheet"]] or "",
            row[at["row"]],
        )
        for row in answers()["members"]["rows"]
    }


def members_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {
        (r.citizen_number, r.name, r.sex, r.nationality, iso(r.born_on), iso(r.joined), iso(r.confirmed), r.standing,
         r.organisation, ";".join(r.phones), relative(r.source.file), r.source.sheet, r.source.row)
        for r in verdict.members
    }  # fmt: skip


def outgoing_expected() -> set[tuple[Any, ...]]:
    """The good outgoing members."""
    by_key = names()
    return {
        (r[0], r[1], by_key[r[2]], *(each or None for each in r[3:]))
        for r in map(_blank, answers()["mobile"]["outgoing"]["rows"])
    }


def _blank(row: list[Any]) -> list[Any]:
    return [None if each == "" else each for each in row]


def outgoing_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {
        (r.citizen_number, r.name, r.organisation, *(each or None for each in (
            iso(r.moved), r.province, r.city, r.district, r.certificate, iso(r.contacted), r.reported_in, r.source.row)))
        for r in verdict.outgoing
    }  # fmt: skip


def incoming_expected() -> set[tuple[Any, ...]]:
    """The good incoming members."""
    towns = {o["township"]: o["full_name"] for o in answers()["orgs"] if o["kind"] == "committee" and o["township"]}
    return {(r[0], r[1], towns[r[2]], r[3], r[4]) for r in answers()["mobile"]["incoming"]["rows"]}


def incoming_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {(r.citizen_number, r.name, r.organisation, iso(r.moved), r.source.row) for r in verdict.incoming}


def units_expected() -> set[tuple[Any, ...]]:
    """The good units."""
    by_key = names()
    towns = {o["township"]: o["full_name"] for o in answers()["orgs"] if o["kind"] == "committee" and o["township"]}
    return {
        (u["row"], u["name"], u["kind"], towns[u["township"]], u["code"], u["employees"], u["full"], u["probationary"],
         u["coverage"], by_key.get(u["org"], ""), u["lon"], u["lat"])
        for u in answers()["units"]
    }  # fmt: skip


def units_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict: an empty number of members is none, coordinates to five decimals."""
    return {
        (r.source.row, r.name, r.kind, r.township, r.unit_code, r.employees, r.said_full or 0, r.said_probationary or 0,
         r.coverage, r.organisation, _degrees(r.longitude), _degrees(r.latitude))
        for r in verdict.units
    }  # fmt: skip


def _degrees(value: Any) -> float | None:
    return None if value is None else round(float(value), 5)


def outlets_expected() -> set[tuple[Any, ...]]:
    """The good outlets."""
    levels = {"县": "county", "乡": "township", "村": "village", "组": "group"}
    return {
        (o["row"], o["name"], levels[o["level"]], o["division"], o["households"])
        for o in answers()["services"]["outlets"]
    }


def outlets_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {(r.source.row, r.name, r.level, r.division_code, r.households) for r in verdict.outlets}


def items_expected() -> set[tuple[Any, ...]]:
    """The good items."""
    levels = {"县": "county", "乡": "township", "村": "village", "组": "group"}
    return {
        (
            i["row"],
            i["name"],
            levels[i["level"]],
            i["legal_days"],
            i["promised_days"],
            i["unit"],
            "；".join(i["materials"]),
        )
        for i in answers()["services"]["items"]
    }


def items_found(verdict: Verdict) -> set[tuple[Any, ...]]:
    """The same of a verdict."""
    return {(r.source.row, r.name, r.level, r.legal_days, r.promised_days, r.unit, r.materials) for r in verdict.items}


def by_organisation(verdict: Verdict) -> dict[str, tuple[int, int]]:
    """Full and probationary members of each organisation."""
    counted = Counter((row.organisation, row.standing) for row in verdict.members)
    return {
        row.full_name: (counted[row.full_name, "full"], counted[row.full_name, "probationary"])
        for row in verdict.organisations
    }


def by_organisation_expected() -> dict[str, tuple[int, int]]:
    """The same by the answers."""
    return {o["full_name"]: (o["full"], o["probationary"]) for o in answers()["orgs"]}


PARTS = {
    "organisations": (organisations_expected, organisations_found),
    "members": (members_expected, members_found),
    "outgoing": (outgoing_expected, outgoing_found),
    "incoming": (incoming_expected, incoming_found),
    "units": (units_expected, units_found),
    "outlets": (outlets_expected, outlets_found),
    "items": (items_expected, items_found),
}
