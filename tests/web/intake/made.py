"""Runs as the engine leaves them, made by hand: small, known, and with something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from zhendi.intake import preview, storage
from zhendi.intake.blobs import pack
from zhendi.intake.models import Piece, Run, RunFile

DAY = date(2026, 6, 30)
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
SHEET = "党员"
DOUBTS = ("a" * 64, "b" * 64)
CHOICES = [["first", "先出现的一行算数"], ["second", "后一行算数"]]
COLUMNS = [["A", "姓名", "name", "张*"], ["B", "身份证号码", "id", "999999198001011234"]]
FINDINGS = [
    [SHEET, 3, "B", "身份证号码", "id", "id_check_digit", "rejected", "999999198001011234",
     "公民身份号码校验码不对，请核对原件后更正。", "", []],
    [SHEET, 4, "C", "入党时间", "joined", "date_unknown", "warning", "不详", "日期没有写明，留空。", "", []],
    [SHEET, 5, "", "", "", "duplicate_person", "doubtful", "", "同一人出现在两个支部。", DOUBTS[0], CHOICES],
    [SHEET, 6, "", "", "", "duplicate_person", "doubtful", "", "同一人出现在两个支部。", DOUBTS[1], CHOICES],
    [SHEET, 7, "B", "身份证号码", "id", "repaired", "repaired", "９９", "全角数字已改成半角。", "", []],
]  # fmt: skip
FIGURES = {"rows": 7, "accepted": 6, "rejected": 1, "repaired": 1, "warnings": 1, "doubtful": 2}
MEMBERS = {"new": 3, "changed": 1, "unchanged": 2, "missing": 1, "outside": 1, "older": 0, "conflict": 0}
SHOWN: dict[str, list[Any]] = {
    "new": [[f"新人{n} 99****", "百园村支部", "名册.csv", SHEET, n, []] for n in (1, 2, 3)],
    "changed": [["老人 99****", "百园村支部", "名册.csv", SHEET, 4, [["学历", "高中", "大专"]]]],
    "missing": [["不在的人 99****", "百园村支部", "", "", 0, []]],
    "outside": [["外头的人 99****", "茂林村支部", "名册.csv", SHEET, 5, [["", "", "不归您管"]]]],
}


def run(path: str, state: str = "judged", *, files: int = 1, findings: list[list[Any]] | None = None) -> Run:
    """A run of the post at ``path``, checked, with files, findings and a preview."""
    made = Run.objects.create(
        actor="高远山", origin="web", path=path, state=state, as_of=DAY, fingerprint="f" * 64, created_at=NOON,
        counts={"registers": {"members": MEMBERS}},
    )  # fmt: skip
    kept = FINDINGS if findings is None else findings
    sheet = {
        "name": SHEET,
        "columns": COLUMNS,
        "header_rows": [2],
        "signature": "s" * 64,
        "counts": FIGURES,
        "note": "",
    }
    for position in range(files):
        content = "姓名,身份证号码\n张三,999999\n".encode()
        RunFile.objects.create(
            run=made, position=position, name=f"名册{position}.csv", size=len(content), sha256="0" * 64,
            register="members", counts=FIGURES, findings=pack({"sheets": [sheet], "findings": kept}),
            stored=storage.keep(made.pk, position, content),
        )  # fmt: skip
    Piece.objects.bulk_create(
        Piece(run=made, register="members", change=change, number=0, rows=pack(rows[: preview.PAGE]))
        for change, rows in SHOWN.items()
    )
    return made
