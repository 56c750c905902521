"""The way of the pages: upload, check, correct, decide, write, look, undo; and what goes out cannot hurt."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.intake.county import TODAY, clerk, take, workbook
from tests.intake.tables import number
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Person
from zhendi.intake.export import export
from zhendi.intake.models import Run
from zhendi.intake.operations import correct_mapping, decide, judge_run, send_back, undo, upload, write_run
from zhendi.intake.operations.upload import Upload
from zhendi.intake.queries import differences, doubts, findings, mappings, run, runs
from zhendi.kernel.errors import Refused

pytestmark = pytest.mark.django_db

ORGANISATIONS = [
    ["组织全称", "简称", "类别", "上级党组织"],
    ["中共临河县委员会", "县委", "党委", ""],
    ["中共临河县柳林乡委员会", "柳林乡党委", "党委", "县委"],
    ["中共临河县柳林乡柳树湾村支部委员会", "柳树湾村党支部", "党支部", "柳林乡党委"],
    ["中共临河县柳林乡大堰村支部委员会", "大堰村党支部", "党支部", "柳林乡党委"],
]
HEADINGS = ["姓名", "身份证号", "所在党支部", "党员类别", "入党日期", "转正日期", "备注"]


def member(serial: int, name: str, branch: str = "柳树湾村党支部", remark: str = "") -> list[str]:
    """A row of a roster."""
    return [name, number(serial), branch, "正式党员", "2008.07", "2009.07", remark]


def book(rows: list[list[str]], sheet: str = "表") -> bytes:
    """A workbook of text cells."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as made:
        page = made.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return target.getvalue()


def handed_in(*rows: list[str]) -> int:
    """Upload a register and a roster; gives the run."""
    files = {"组织.xlsx": book(ORGANISATIONS), "柳林乡党员名册.xlsx": book([HEADINGS, *rows])}
    uploads = [Upload(name, lambda content=content: BytesIO(content)) for name, content in files.items()]
    return upload(actor=clerk(), on=TODAY, files=uploads)


@pytest.fixture
def checked() -> int:
    """An uploaded and checked run with one slip of the pen and one person in two branches."""
    run_id = handed_in(
        member(1, "张三"),
        member(2, "李四", "柳树弯村党支部"),
        member(1, "张三", "大堰村党支部"),
        member(3, "王五", "大堰村党支部"),
    )
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    return run_id


def test_a_checked_run_shows_what_it_would_change_and_has_written_nothing(checked: int) -> None:
    detail = run(clerk().scope, checked)
    assert detail.row.state == Run.State.JUDGED
    assert {each.register: each.new for each in detail.registers} == {"organisations": 4, "members": 2}
    assert (detail.row.rejected, detail.row.doubtful) == (2, 2)
    assert Organisation.objects.count() == Person.objects.count() == 0
    rows = differences(clerk().scope, checked, register="members", change="new").rows
    assert ["*" in each.title for each in rows] == [True, True]
    assert runs(clerk().scope).total == 1


def test_what_a_person_decides_is_followed_and_remembered(checked: int) -> None:
    chosen = {}
    for group in doubts(clerk().scope, checked):
        for doubt in group.doubts:
            chosen[doubt.key] = (doubt.choices or group.choices)[-1].code
    assert decide(actor=clerk(), on=TODAY, run_id=checked, decisions=chosen) == 2
    judge_run(actor=clerk(), on=TODAY, run_id=checked)
    write_run(actor=clerk(), on=TODAY, run_id=checked)
    placed = dict(Membership.objects.current().values_list("person__name", "organisation__short_name"))
    assert placed == {"张三": "大堰村党支部", "李四": "柳树湾村党支部", "王五": "大堰村党支部"}
    again = handed_in(member(2, "李四", "柳树弯村党支部"))
    judge_run(actor=clerk(), on=TODAY, run_id=again)
    assert findings(clerk().scope, again, level="rejected").total == 0


def test_choices_that_were_not_offered_are_refused(checked: int) -> None:
    key = doubts(clerk().scope, checked)[0].doubts[0].key
    for wrong in ({key: "中共别处支部委员会"}, {"0" * 32: "two"}):
        with pytest.raises(Refused) as refusal:
            decide(actor=clerk(), on=TODAY, run_id=checked, decisions=wrong)
        assert refusal.value.code == "bad_choice"


def test_a_corrected_mapping_is_followed_and_remembered_for_the_same_headings() -> None:
    rows = [
        ["姓名", "身份证号", "所在党支部", "党员类别", "入党日期", "转正日期", "备用"],
        member(1, "张三", remark="退役军人"),
    ]
    files = [
        Upload("组织.xlsx", lambda: BytesIO(book(ORGANISATIONS))),
        Upload("柳林乡.xlsx", lambda: BytesIO(book(rows))),
    ]
    run_id = upload(actor=clerk(), on=TODAY, files=files)
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    file = next(each for each in run(clerk().scope, run_id).files if each.name == "柳林乡.xlsx")
    (sheet,) = mappings(clerk().scope, run_id, file.id)
    columns = {column.letter: column.meaning for column in sheet.columns}
    correct_mapping(
        actor=clerk(), on=TODAY, run_id=run_id, file_id=file.id, sheet=sheet.sheet, columns={**columns, "G": "remark"}
    )
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    write_run(actor=clerk(), on=TODAY, run_id=run_id)
    assert Person.objects.get(name="张三").remark == "退役军人"
    (after,) = mappings(clerk().scope, run_id, file.id)
    assert after.columns[-1].meaning == "remark"


def test_a_mapping_to_what_is_no_meaning_is_refused(checked: int) -> None:
    file = next(each for each in run(clerk().scope, checked).files if "党员" in each.name)
    for columns in ({"A": "nonsense"}, {"ZZ": "name"}):
        with pytest.raises(Refused) as refusal:
            correct_mapping(actor=clerk(), on=TODAY, run_id=checked, file_id=file.id, sheet="表", columns=columns)
        assert refusal.value.code == "bad_mapping"


def test_rejected_rows_of_one_file_come_back_corrected_and_go_through(checked: int, tmp_path: Path) -> None:
    write_run(actor=clerk(), on=TODAY, run_id=checked)
    made = workbook(b"".join(send_back(actor=clerk(), on=TODAY, run_id=checked).chunks))
    (page,) = made.worksheets
    assert [[cell.value for cell in row][:3] for row in page.iter_rows(min_row=3)] == [
        ["李四", number(2), "柳树弯村党支部"], ["张三", number(1), "大堰村党支部"]
    ]  # fmt: skip
    page.cell(3, 3).value = "柳树湾村党支部"
    page.delete_rows(4)
    made.save(tmp_path / "改.xlsx")
    outcome = take([tmp_path / "改.xlsx"])
    assert outcome.counts["members"]["new"] == 1
    assert Membership.objects.current().count() == 3


def test_a_run_that_was_undone_has_left_nothing(checked: int) -> None:
    write_run(actor=clerk(), on=TODAY, run_id=checked)
    assert Person.objects.count() == 2
    undo(actor=clerk(), on=TODAY, run_id=checked)
    assert Organisation.objects.count() == Person.objects.count() == 0


def test_a_run_is_not_written_twice(checked: int) -> None:
    write_run(actor=clerk(), on=TODAY, run_id=checked)
    with pytest.raises(Refused) as refusal:
        write_run(actor=clerk(), on=TODAY, run_id=checked)
    assert refusal.value.code == "state"


HOSTILE = ('=HYPERLINK("http://x","点我")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_that_goes_out_can_become_a_formula(text: str) -> None:
    run_id = handed_in(member(1, "张三", remark=text), member(2, "李四", "没有这个支部", remark=text))
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    write_run(actor=clerk(), on=TODAY, run_id=run_id)
    members = export(clerk().scope, "members", actor=clerk(), on=TODAY, whole_numbers=True, purpose="核对")
    for chunks in (members.chunks, send_back(actor=clerk(), on=TODAY, run_id=run_id).chunks):
        cells = [cell for page in workbook(b"".join(chunks)) for row in page.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        (found,) = [cell for cell in cells if _holds(cell, text)]
        assert found.quotePrefix or text[0] not in "=+-@"


def _holds(cell: Any, text: str) -> bool:
    return isinstance(cell.value, str) and cell.value == text
