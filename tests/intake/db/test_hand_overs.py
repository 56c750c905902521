"""A hand-over list through the pages' way: taken in, known again, what people did with it kept, undone."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import pytest

from tests.intake.county import TODAY, clerk
from tests.intake.db.test_runs import HEADINGS, ORGANISATIONS, book, member
from tests.intake.tables import number
from zhendi.domain.mobile.models import HandOver
from zhendi.domain.mobile.operations import hand_overs
from zhendi.domain.orgs.models import Organisation
from zhendi.intake.operations import judge_run, undo, upload, write_run
from zhendi.intake.operations.upload import Upload
from zhendi.intake.queries import differences, run

pytestmark = pytest.mark.django_db
HEADS = ["姓名", "身份证号", "毕业院校", "毕业时间", "接收乡镇", "毕业去向", "联系电话"]


def taken_in(*rows: list[str], whole: bool = False) -> int:
    """Upload and write a list of graduates, at first with the registers of the county."""
    files = {"毕业生党员交接名单.xlsx": book([HEADS, *rows])}
    if whole:
        files |= {"组织.xlsx": book(ORGANISATIONS), "柳林乡党员名册.xlsx": book([HEADINGS, member(1, "张三")])}
    uploads = [Upload(name, partial(BytesIO, content)) for name, content in files.items()]
    made = upload(actor=clerk(), on=TODAY, files=uploads)
    judge_run(actor=clerk(), on=TODAY, run_id=made)
    write_run(actor=clerk(), on=TODAY, run_id=made)
    return made


def graduate(serial: int, name: str, town: str = "柳林乡", dest: str = "待业") -> list[str]:
    return [name, number(serial), "江城大学", "2026.06", town, dest, "19900001234"]


def test_a_list_comes_in_and_each_member_has_who_must_pick_up() -> None:
    made = taken_in(graduate(1, "张三"), graduate(7, "孟新"), graduate(8, "何往", town=""), whole=True)
    assert {each.register: each.new for each in run(clerk().scope, made).registers}["hand_overs"] == 3
    found = {
        name: (place, person is not None)
        for name, place, person in HandOver.objects.values_list("name", "organisation__short_name", "person_id")
    }
    assert found == {"张三": ("柳树湾村党支部", True), "孟新": ("柳林乡党委", False), "何往": ("县委", False)}
    shown = differences(clerk().scope, made, register="hand_overs", change="new").rows
    assert all("*" in each.title for each in shown)


def test_the_list_that_comes_again_forgets_nothing_that_was_done() -> None:
    taken_in(graduate(7, "孟新"), graduate(8, "何往", town=""), whole=True)
    branch = Organisation.objects.get(short_name="大堰村党支部")
    gone, new = HandOver.objects.get(name="何往"), HandOver.objects.get(name="孟新")
    hand_overs.forward(actor=clerk(), on=TODAY, hand_over_id=gone.pk, organisation_id=branch.pk)
    hand_overs.settle(actor=clerk(), on=TODAY, hand_over_id=new.pk, outcome="contacted")
    taken_in(graduate(7, "孟新", dest="江城就业"), graduate(8, "何往", town="柳林乡"))
    gone.refresh_from_db()
    new.refresh_from_db()
    assert HandOver.objects.count() == 2
    assert gone.organisation == branch
    assert (new.outcome, new.destination) == ("contacted", "江城就业")


def test_a_list_is_undone_whole() -> None:
    taken_in(graduate(1, "张三"), whole=True)
    made = taken_in(graduate(7, "孟新"))
    undo(actor=clerk(), on=TODAY, run_id=made)
    assert [row.name for row in HandOver.objects.all()] == ["张三"]
