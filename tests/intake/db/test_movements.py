"""The registers of those who left and those who came: reason, group and expected return in, out again, and undone."""

from __future__ import annotations

from datetime import date
from functools import partial
from io import BytesIO

import pytest

from tests.intake.county import TODAY, clerk
from tests.intake.db.test_runs import HEADINGS, ORGANISATIONS, book, member
from tests.intake.tables import number
from zhendi.domain.mobile.models import Incoming, Movement, Outgoing
from zhendi.intake.export import export
from zhendi.intake.judging import codes
from zhendi.intake.operations import judge_run, undo, upload, write_run
from zhendi.intake.operations.upload import Upload
from zhendi.intake.queries import run

pytestmark = pytest.mark.django_db
GONE = ["姓名", "身份证号", "所在支部", "流出时间", "流向省", "流向市", "外出原因", "流动党员类别", "预计返回时间"]
COME = [
    "姓名",
    "身份证号",
    "流出地党组织",
    "流入时间",
    "流入乡镇",
    "是否编入支部",
    "流入原因",
    "流动党员类别",
    "预计返回",
]


def taken_in(gone: list[str], come: list[str], *, heads: int = 9, whole: bool = False) -> int:
    """Upload and write both registers, at first with the organisations and the roster."""
    files = {
        "流出党员.xlsx": book([GONE[:heads], gone[:heads]], "流出党员"),
        "流入党员.xlsx": book([COME[:heads], come[:heads]], "流入党员"),
    }
    if whole:
        files |= {"组织.xlsx": book(ORGANISATIONS), "柳林乡党员名册.xlsx": book([HEADINGS, member(1, "张三")])}
    made = upload(actor=clerk(), on=TODAY, files=[Upload(name, partial(BytesIO, each)) for name, each in files.items()])
    judge_run(actor=clerk(), on=TODAY, run_id=made)
    write_run(actor=clerk(), on=TODAY, run_id=made)
    return made


def gone(reason: str = "外出打工", group: str = "农民工", back: str = "2027-03-01") -> list[str]:
    return ["张三", number(1), "柳树湾村党支部", "2024-03-01", "江苏", "苏州", reason, group, back]


def come(reason: str = "经商", group: str = "退伍军人", back: str = "2027年5月") -> list[str]:
    return ["李四", number(2), "外县某镇党委", "2024-05-01", "柳林乡", "否", reason, group, back]


def test_what_the_registers_say_of_a_movement_comes_in_from_usual_words() -> None:
    taken_in(gone(), come(), whole=True)
    out, arrived = Outgoing.objects.get(), Incoming.objects.get()
    assert (out.city, out.reason, out.group, out.returns_on) == ("苏州市", "work", "migrant", date(2027, 3, 1))
    assert (arrived.reason, arrived.group, arrived.returns_on) == ("business", "veteran", date(2027, 5, 31))


def test_what_goes_out_comes_in_again_and_changes_nothing() -> None:
    taken_in(gone(), come(), whole=True)
    file = b"".join(export(clerk().scope, "mobile", actor=clerk(), on=TODAY, whole_numbers=True, purpose="核对").chunks)
    again = upload(actor=clerk(), on=TODAY, files=[Upload("流动党员.xlsx", lambda: BytesIO(file))])
    judge_run(actor=clerk(), on=TODAY, run_id=again)
    found = {each.register: each for each in run(clerk().scope, again).registers}
    for register in ("outgoing", "incoming"):
        assert (found[register].new, found[register].changed, found[register].unchanged) == (0, 0, 1)


def test_a_register_without_these_columns_takes_nothing_away_and_an_undo_brings_back_what_was() -> None:
    taken_in(gone(), come(), whole=True)
    taken_in(gone(), come(), heads=6)
    assert (Outgoing.objects.get().reason, Incoming.objects.get().group) == ("work", "veteran")
    made = taken_in(gone(reason="求学", back="2028-03-01"), come())
    assert (Outgoing.objects.get().reason, Outgoing.objects.get().returns_on) == ("study", date(2028, 3, 1))
    undo(actor=clerk(), on=TODAY, run_id=made)
    assert (Outgoing.objects.get().reason, Outgoing.objects.get().returns_on) == ("work", date(2027, 3, 1))


def test_what_cannot_be_read_is_left_blank_and_said() -> None:
    made = taken_in(gone(reason="不详", back="2024-01-01"), come(), whole=True)
    assert (Outgoing.objects.get().reason, Outgoing.objects.get().returns_on) == ("", None)
    found = {each.register: each for each in run(clerk().scope, made).registers}
    assert found["outgoing"].new == 1


def test_every_reason_and_group_is_read_from_its_own_word() -> None:
    assert {label: codes.moving_reason(label).value for _, label in Movement.Reason.choices} == {
        label: code for code, label in Movement.Reason.choices
    }
    assert {label: codes.moving_group(label).value for _, label in Movement.Group.choices} == {
        label: code for code, label in Movement.Group.choices
    }
