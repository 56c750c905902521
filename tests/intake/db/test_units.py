"""Units as they come in and go out: every column comes back; undoing takes plans along, unless they were taken up."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from tests.intake.county import TODAY, clerk, workbook
from tests.intake.db.test_runs import ORGANISATIONS, book
from tests.intake.tables import unit_number
from zhendi.domain.setup.models import Bond, Proposal, ProposalUnit, Unit
from zhendi.domain.setup.operations import bonds, plans
from zhendi.intake.export import export
from zhendi.intake.operations import judge_run, undo, upload, write_run
from zhendi.intake.operations.upload import Upload
from zhendi.intake.queries import run
from zhendi.kernel.errors import Refused

pytestmark = pytest.mark.django_db

HEADINGS = [
    "单位名称", "单位类别", "统一社会信用代码", "所属行业", "从业人数", "正式党员数", "预备党员数", "责任乡镇", "负责人",
    "联系电话", "开工日期", "计划竣工日期", "责任党组织",
]  # fmt: skip
WORKS = [
    "引水工程项目部", "工程项目部", unit_number(1), "水利", "40", "2", "0", "柳林乡", "王一", "0563-5100000", "2026-02-01",
    "2027-03-31", "柳树湾村党支部",
]  # fmt: skip
SHOP = ["茶叶公司", "非公企业", unit_number(2), "茶叶", "9", "2", "0", "柳林乡", "李二", "0563-5100001", "", "", ""]


def _taken_in(*files: tuple[str, bytes]) -> int:
    uploads = [Upload(name, lambda content=content: BytesIO(content)) for name, content in files]
    made = upload(actor=clerk(), on=TODAY, files=uploads)
    judge_run(actor=clerk(), on=TODAY, run_id=made)
    write_run(actor=clerk(), on=TODAY, run_id=made)
    return made


@pytest.fixture
def units() -> int:
    _taken_in(("组织.xlsx", book(ORGANISATIONS)))
    return _taken_in(("单位台账.xlsx", book([HEADINGS, WORKS, SHOP], "单位台账")))


def test_principal_telephone_days_and_who_answers_come_in(units: int) -> None:
    works = Unit.objects.get(name="引水工程项目部")
    assert (works.principal, works.phone) == ("王一", "0563-5100000")
    assert (works.starts_on, works.ends_on, works.valid_from) == (date(2026, 2, 1), date(2027, 3, 31), date(2026, 2, 1))
    assert works.responsible is not None
    assert works.responsible.short_name == "柳树湾村党支部"
    shop = Unit.objects.get(name="茶叶公司")
    assert (shop.responsible, shop.starts_on, shop.valid_from) == (None, None, TODAY)


def test_what_was_exported_comes_in_again_and_changes_nothing(units: int) -> None:
    out = b"".join(export(clerk().scope, "units", actor=clerk(), on=TODAY).chunks)
    page = workbook(out).worksheets[0]
    cells = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    for said in ("王一", "0563-5100000", "2026-02-01", "2027-03-31"):
        assert said in cells
    again = upload(actor=clerk(), on=TODAY, files=[Upload("单位台账.xlsx", lambda: BytesIO(out))])
    judge_run(actor=clerk(), on=TODAY, run_id=again)
    (found,) = [each for each in run(clerk().scope, again).registers if each.register == "units"]
    assert (found.new, found.changed, found.unchanged) == (0, 0, 2)


def _proposal() -> int:
    keys = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    bonds.bind(actor=clerk(), on=TODAY, kind="together", unit_ids=keys, reason="同一位老板")
    return plans.propose(actor=clerk(), on=TODAY, hub_id=keys[0], unit_ids=keys)


def test_plans_not_taken_up_go_with_the_units_when_the_run_is_undone(units: int) -> None:
    _proposal()
    undo(actor=clerk(), on=TODAY, run_id=units)
    assert not Unit.objects.exists()
    assert not Proposal.objects.exists()
    assert not ProposalUnit.objects.exists()
    assert not Bond.objects.exists()


def test_a_plan_that_was_taken_up_stands_in_the_way_and_says_so(units: int) -> None:
    plans.accept(actor=clerk(), on=TODAY, proposal_id=(made := _proposal()))
    with pytest.raises(Refused) as refusal:
        undo(actor=clerk(), on=TODAY, run_id=units)
    assert any("已采纳的方案" in each for each in refusal.value.details)
    assert Unit.objects.count() == 2
    plans.drop(actor=clerk(), on=TODAY, proposal_id=made, reason="重新测算")
    undo(actor=clerk(), on=TODAY, run_id=units)
    assert not Unit.objects.exists()
