"""A verdict in the form that machines compare: files, sheets, findings, members by organisation, totals."""

from __future__ import annotations

from collections import Counter
from typing import Any

from zhendi.intake.verdict import FileVerdict, Finding, SheetVerdict, Verdict


def report(verdict: Verdict) -> dict[str, Any]:
    """The whole verdict as plain data for JSON; values of cells are whole, as the files hold them."""
    return {
        "as_of": verdict.as_of.isoformat(),
        "files": {file.name: _file(file) for file in verdict.files},
        "organisations": _organisations(verdict),
        "totals": totals(verdict),
    }


def totals(verdict: Verdict) -> dict[str, int]:
    """Good rows by register and findings by level."""
    standings = Counter(row.standing for row in verdict.members)
    sheets = [sheet for file in verdict.files for sheet in file.sheets]
    return {
        "divisions": len(verdict.divisions),
        "organisations": len(verdict.organisations),
        "members": len(verdict.members),
        "full": standings["full"],
        "probationary": standings["probationary"],
        "outgoing": len(verdict.outgoing),
        "incoming": len(verdict.incoming),
        "hand_overs": len(verdict.hand_overs),
        "units": len(verdict.units),
        "outlets": len(verdict.outlets),
        "items": len(verdict.items),
        **{name: sum(counts(sheet)[name] for sheet in sheets) for name in _FIGURES},
    }


_FIGURES = ("rows", "accepted", "rejected", "repaired", "warnings", "doubtful")


def counts(sheet: SheetVerdict) -> dict[str, int]:
    """Figures of one sheet: rows rejected are rows, everything else is findings."""
    if sheet.role != "data":
        return dict.fromkeys(_FIGURES, 0)
    levels = Counter(each.level for each in sheet.findings)
    return {
        "rows": sheet.rows,
        "accepted": sheet.accepted,
        "rejected": sheet.rows - sheet.accepted,
        "repaired": levels["repaired"],
        "warnings": levels["warning"],
        "doubtful": sum(1 for each in sheet.findings if is_doubt(each)),
    }


def is_doubt(finding: Finding) -> bool:
    """True for what a person may decide, whether its row came in or not."""
    return finding.level == "doubtful" or bool(finding.key)


def _file(file: FileVerdict) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": file.kind, "sheets": {sheet.name: _sheet(sheet) for sheet in file.sheets}}
    if file.fault:
        told |= {"fault": file.fault, "fault_kind": file.fault_kind}
    if file.notices:
        told["notices"] = list(file.notices)
    return told


def _sheet(sheet: SheetVerdict) -> dict[str, Any]:
    told: dict[str, Any] = {
        "role": sheet.role,
        "register": sheet.register,
        "rows": sheet.rows if sheet.role == "data" else 0,
        "accepted": sheet.accepted,
        "repaired": [_finding(each) for each in sheet.of("repaired")],
        "rejected": [_finding(each) for each in sheet.of("rejected")],
        "warnings": [_finding(each) for each in sheet.of("warning")],
        "doubtful": [_finding(each) for each in sheet.findings if is_doubt(each)],
    }
    if sheet.columns:
        told |= {
            "header_rows": list(sheet.header_rows),
            "columns": {each.letter: each.field for each in sheet.columns if each.field},
            "unplaced": {each.letter: each.heading for each in sheet.columns if not each.field},
        }
    if sheet.hidden_rows:
        told["hidden_rows"] = list(sheet.hidden_rows)
    if sheet.note:
        told["note"] = sheet.note
    return told


def _finding(each: Finding) -> dict[str, Any]:
    return {
        "row": each.row,
        "column": each.column,
        "field": each.field,
        "kind": each.kind,
        "value": each.value,
        "message": each.message,
    }


def _organisations(verdict: Verdict) -> dict[str, dict[str, int]]:
    counted = Counter((row.organisation, row.standing) for row in verdict.members)
    names = dict.fromkeys([*(row.full_name for row in verdict.organisations), *(name for name, _ in counted)])
    return {name: {"full": counted[name, "full"], "probationary": counted[name, "probationary"]} for name in names}
