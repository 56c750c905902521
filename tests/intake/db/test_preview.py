"""The preview and the writing say the same; a run that broke off or stands on the wrong day can be put right."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.intake.county import TODAY, clerk, take
from tests.intake.db.test_runs import HEADINGS, book, handed_in, member
from zhendi.demo.generate import generate
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.intake.models import Run
from zhendi.intake.operations import change_day, discard, judge_run, send_back, upload, write_run
from zhendi.intake.operations.upload import Upload
from zhendi.intake.queries import findings, mappings, run
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def test_what_the_preview_of_an_empty_county_counts_is_what_goes_in(tmp_path: Path) -> None:
    files = list(generate(tmp_path, members=600, seed=5, on=TODAY).files)
    before, after = take(files, dry_run=True).counts, take(files).counts
    assert before == after
    assert after["outlets"]["new"] > 1
    assert not any(figures["outside"] or figures["older"] for figures in after.values())


def test_a_second_preview_finds_that_nothing_is_new(tmp_path: Path) -> None:
    files = list(generate(tmp_path, members=600, seed=5, on=TODAY).files)
    take(files)
    again = take(files, dry_run=True).counts
    assert {name: figures["new"] + figures["changed"] for name, figures in again.items()} == dict.fromkeys(again, 0)


def test_the_preview_is_right_where_the_rosters_come_later_than_the_other_registers(tmp_path: Path) -> None:
    files = {path.name: path for path in generate(tmp_path, members=600, seed=5, on=TODAY).files}
    take([path for name, path in files.items() if "党员名册" not in name])
    before, after = (take(list(files.values()), dry_run=dry).counts for dry in (True, False))
    assert before == after
    assert after["members"]["new"] > 500


@pytest.mark.parametrize("state", [Run.State.WRITING, Run.State.JUDGING])
def test_a_run_that_broke_off_can_be_dropped_as_its_page_offers(state: str) -> None:
    run_id = handed_in(member(1, "张三"))
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    Run.objects.filter(pk=run_id).update(state=state, started_at=None)
    assert run(clerk().scope, run_id).may_discard
    discard(actor=clerk(), on=TODAY, run_id=run_id)
    assert Run.objects.get(pk=run_id).state == Run.State.DISCARDED


def test_the_day_of_a_run_can_be_changed_and_its_rows_are_written_as_of_that_day() -> None:
    run_id = handed_in(member(1, "张三"))
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    change_day(actor=clerk(), on=TODAY, run_id=run_id, as_of=date(2026, 5, 31))
    assert Run.objects.get(pk=run_id).state == Run.State.UPLOADED
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    write_run(actor=clerk(), on=TODAY, run_id=run_id)
    assert Membership.objects.get().valid_from == date(2026, 5, 31)
    with pytest.raises(Refused, match="已写入"):
        change_day(actor=clerk(), on=TODAY, run_id=run_id, as_of=TODAY)


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(Refused, match="今天以后"):
        change_day(actor=clerk(), on=TODAY, run_id=handed_in(member(1, "张三")), as_of=date(2026, 7, 2))


def test_whoever_takes_the_rejected_rows_is_written_down_with_how_many() -> None:
    run_id = handed_in(member(1, "张三"), member(2, "李四", "没有这个支部"))
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    send_back(actor=clerk(), on=TODAY, run_id=run_id)
    entry = Entry.objects.latest("pk")
    assert (entry.action, json.loads(entry.detail)["rows"]) == ("intake.sent_back", 1)
    assert "完整证件号码" in entry.summary


def _samples(*files: tuple[str, bytes]) -> dict[str, str]:
    uploads = [Upload(name, lambda content=content: BytesIO(content)) for name, content in files]
    run_id = upload(actor=clerk(), on=TODAY, files=uploads)
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    (file,) = run(clerk().scope, run_id).files
    (sheet,) = mappings(clerk().scope, run_id, file.id)
    return {column.heading: column.sample for column in sheet.columns}


def test_samples_of_columns_are_masked_before_they_reach_a_page() -> None:
    row = member(1, "张三")
    assert _samples(("名册.xlsx", book([HEADINGS, row])))["身份证号"] == "999999********" + row[1][-4:]


def test_a_division_code_held_as_a_number_shows_its_digits() -> None:
    rows: list[list[Any]] = [
        ["党组织全称", "类别", "上级党组织", "区划代码"],
        ["中共临河县柳林乡委员会", "党委", "县委", 998123200000],
    ]
    assert _samples(("组织.xlsx", book(rows)))["区划代码"] == "998123200000"


def test_a_township_whose_county_is_not_held_is_told_who_must_bring_it_in() -> None:
    rows = [
        ["党组织全称", "类别", "上级党组织"],
        ["中共临河县柳林乡委员会", "党委", "中共临河县委员会"],
    ]
    run_id = upload(actor=clerk(), on=TODAY, files=[Upload("组织.xlsx", lambda: BytesIO(book(rows)))])
    judge_run(actor=clerk(), on=TODAY, run_id=run_id)
    (found,) = findings(clerk().scope, run_id, level="rejected").rows
    assert "请县委组织部先导入" in found.message
    assert Organisation.objects.count() == 0
