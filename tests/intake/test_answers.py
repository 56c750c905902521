"""The sample county (``../shared/data/intake``) against its truth, item by item, and what may happen to it afterwards."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.intake import answers
from tests.intake.county import TODAY, changes, clerk, take, undone, workbook
from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Person
from zhendi.domain.services.models import Item, Outlet
from zhendi.domain.setup.models import Unit
from zhendi.intake import bridge
from zhendi.intake.export import export
from zhendi.intake.models import Decision, Run
from zhendi.intake.operations import Outcome, send_back, undo
from zhendi.intake.queries import doubts, findings, run

TABLES = (Organisation, Person, Membership, Outgoing, Incoming, Unit, Outlet, Item)
Database = Any
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Database) -> Iterator[Outcome]:
    """All sample files taken in by the command line's way."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield take([answers.samples()])
        transaction.set_rollback(True)


@pytest.mark.parametrize(("level", "what"), [("rejected", "errors"), ("warning", "warnings")])
def test_every_planted_fault_is_found_with_its_place_and_kind_and_nothing_else(
    county: Outcome, level: str, what: str
) -> None:
    told, truth = answers.found(county.verdict, level), answers.planted(what)
    assert truth - told == set()
    assert told - truth == set()


@pytest.mark.parametrize("register", answers.PARTS)
def test_the_good_rows_come_out_in_normal_form(county: Outcome, register: str) -> None:
    expected, found = answers.PARTS[register]
    assert found(county.verdict) == expected()


def test_the_order_of_rows_is_that_of_the_files(county: Outcome) -> None:
    order = {name: place for place, name in enumerate(answers.answers()["import_order"])}
    places = [(order[row.source.file], row.source.row) for row in county.verdict.members if not row.source.sheet]
    assert places == sorted(places)


def test_every_data_row_is_judged_hidden_ones_too(county: Outcome) -> None:
    sheets = {(file.name, sheet.name): sheet for file in county.verdict.files for sheet in file.sheets}
    for file, truth in answers.answers()["files"].items():
        for told in truth["sheets"]:
            sheet = sheets[file, told["name"] or ""]
            assert (sheet.role, sheet.rows if told["role"] == "data" else 0) == (told["role"], told["data_rows"]), (
                file,
                told["name"],
            )
            if told["role"] == "data":
                assert sheet.accepted == told["good_rows"]
                assert list(sheet.hidden_rows) == told["hidden_data_rows"]


def test_members_by_organisation_are_counted_as_the_answers_say(county: Outcome) -> None:
    assert answers.by_organisation(county.verdict) == answers.by_organisation_expected()


def test_the_report_for_machines_holds_the_same(county: Outcome) -> None:
    told = json.loads(json.dumps(bridge.report(county.judged), ensure_ascii=False))
    rejected = {
        (file, sheet, each["row"], each["column"], each["kind"])
        for file, one in told["files"].items()
        for sheet, page in one["sheets"].items()
        for each in page["rejected"]
    }
    assert rejected == answers.planted("errors")
    assert {
        name: (one["full"], one["probationary"]) for name, one in told["organisations"].items()
    } == answers.by_organisation_expected()
    totals = answers.answers()["totals"]
    assert (told["totals"]["full"], told["totals"]["probationary"]) == (
        totals["members"]["full"],
        totals["members"]["probationary"],
    )
    assert (told["totals"]["rejected"], told["totals"]["warnings"]) == (totals["errors"], totals["warnings"])
    assert {one["kind"] for one in told["files"].values()} == {
        "organisations",
        "members",
        "mobile",
        "units",
        "services",
    }


def test_the_database_holds_what_the_answers_say(county: Outcome) -> None:
    totals = answers.answers()["totals"]
    standings = Counter(Membership.objects.current().values_list("standing", flat=True))
    assert (standings["full"], standings["probationary"]) == (
        totals["members"]["full"],
        totals["members"]["probationary"],
    )
    assert Organisation.objects.alive().count() == totals["organisations"]["good"]
    assert (Outgoing.objects.current().count(), Incoming.objects.current().count()) == (
        totals["mobile"]["out_good"],
        totals["mobile"]["in_good"],
    )
    assert Unit.objects.current().count() == totals["units"]["good"]
    assert (Outlet.objects.open().count(), Item.objects.count()) == (
        totals["services"]["outlet_good"],
        totals["services"]["item_good"],
    )


def test_people_who_moved_within_the_county_are_joined(county: Outcome) -> None:
    assert (
        Incoming.objects.current().exclude(outgoing=None).count()
        == answers.answers()["totals"]["mobile"]["joined_pairs"]
    )


def test_offices_that_must_set_up_their_own_branch_are_those_of_the_answers(county: Outcome) -> None:
    must = Unit.objects.current().filter(kind__in=("law", "acc"), said_full__gte=3)
    names = {each["name"] for each in answers.answers()["mandatory_setups"]}
    covered = set(must.filter(coverage__form="own", coverage__valid_to=None).values_list("name", flat=True))
    assert set(must.values_list("name", flat=True)) - covered == names


def test_remarks_that_only_look_like_departure_keep_the_member(county: Outcome) -> None:
    kept = {(row.source.file, row.source.sheet, row.source.row) for row in county.verdict.members}
    looking = answers.answers()["findings"]["remarks_that_look_like_departure"]
    assert looking
    assert {(each["file"], each["sheet"] or "", each["row"]) for each in looking} <= kept


def test_namesakes_are_people_of_their_own(county: Outcome) -> None:
    by_name: dict[str, set[str]] = {}
    for row in county.verdict.members:
        by_name.setdefault(row.name, set()).add(row.citizen_number)
    for name, numbers in answers.answers()["namesakes"].items():
        assert set(numbers) <= by_name[name]


def test_taking_in_the_same_files_again_changes_nothing(county: Outcome) -> None:
    with undone():
        before = [model.objects.count() for model in TABLES]
        again = take([answers.samples()])
        assert changes(again) == {}
        assert [model.objects.count() for model in TABLES] == before
        assert {name: figures["missing"] for name, figures in again.counts.items() if figures["missing"]} == {}


def test_undoing_the_run_leaves_nothing_of_it(county: Outcome) -> None:
    with undone():
        assert county.run_id is not None
        undo(actor=clerk(), on=TODAY, run_id=county.run_id)
        assert [model.objects.count() for model in TABLES] == [0] * len(TABLES)
        again = take([answers.samples()])
        assert again.counts["members"]["new"] == answers.answers()["totals"]["members"]["good"]


def test_exporting_and_taking_in_again_changes_nothing(county: Outcome, tmp_path: Path) -> None:
    with undone():
        for register in ("organisations", "members", "mobile", "units", "services"):
            download = export(clerk().scope, register, actor=clerk(), on=TODAY, whole_numbers=True, purpose="核对")
            (tmp_path / f"{register}.xlsx").write_bytes(b"".join(download.chunks))
        again = take([tmp_path])
        assert answers.found(again.verdict, "rejected") == set()
        assert changes(again) == {}
        assert {name: figures["unchanged"] for name, figures in again.counts.items()} == {
            name: figures["new"] for name, figures in county.counts.items()
        }


def test_rejected_rows_come_back_with_the_bad_cells_marked_and_the_reason_beside_them(county: Outcome) -> None:
    book = workbook(_rejected(county))
    noted = [cell for page in book for row in page.iter_rows(min_row=3) for cell in row if cell.comment]
    assert len(noted) == answers.answers()["totals"]["errors"]
    assert all(cell.fill.fgColor.rgb == "FFFFC7CE" and cell.comment.text for cell in noted)


def test_rejected_rows_that_nobody_corrected_are_rejected_again_and_move_nobody(
    county: Outcome, tmp_path: Path
) -> None:
    with undone():
        (tmp_path / "退回.xlsx").write_bytes(_rejected(county))
        again = take([tmp_path])
        repeated = {"duplicate_row", "org_duplicate", "unit_duplicate", "outlet_duplicate", "item_duplicate"}
        wanted = Counter(e["kind"] for e in answers.answers()["errors"] if e["kind"] not in repeated)
        told = Counter(kind for *_, kind in answers.found(again.verdict, "rejected") if kind not in repeated)
        assert told == wanted
        assert again.counts["members"]["new"] == 0
        assert Membership.objects.exclude(valid_to=None).count() == 0


def test_corrected_rejected_rows_go_through(county: Outcome, tmp_path: Path) -> None:
    """Corrected: the joining day of those under 18, confirmations before joining, futures, missing branches."""
    with undone():
        book = workbook(_rejected(county))
        corrected = _correct(book)
        book.save(tmp_path / "退回（已改）.xlsx")
        again = take([tmp_path])
        assert corrected > 30
        assert again.counts["members"]["new"] == corrected
        left = {
            each for each in answers.found(again.verdict, "rejected") if each[-1] in ("under_18", "confirm_before_join")
        }
        assert left == set()


def _correct(book: Any) -> int:
    """Put right what can be put right without asking: gives how many rows of members were."""
    corrected = 0
    for page in book:
        headings = {f"{page.cell(2, cell.column).value or ''}{cell.value or ''}": cell.column for cell in page[3]}
        if not any("转正" in name or "转为正式" in name for name in headings):
            continue
        for row in page.iter_rows(min_row=3):
            for cell in row:
                if cell.comment and _put_right(page, cell, headings):
                    corrected += 1
    return corrected


def _put_right(page: Any, cell: Any, headings: dict[str, int]) -> bool:
    confirm = next(column for name, column in headings.items() if "转正" in name or "转为正式" in name)
    why = cell.comment.text
    if "未满18周岁" in why:
        cell.value = "2024-07-01"
        page.cell(cell.row, confirm).value = "2025-07-01"
        return True
    if "转正日期早于入党日期" in why or "转正日期晚于" in why:
        cell.value = ""
        return True
    if "没有填写姓名" in why:
        cell.value = "补姓名"
        return True
    return False


def _rejected(county: Outcome) -> bytes:
    assert county.run_id is not None
    return b"".join(send_back(actor=clerk(), on=TODAY, run_id=county.run_id).chunks)


def test_doubts_are_offered_with_choices_that_a_person_may_take(county: Outcome) -> None:
    assert county.run_id is not None
    groups = {group.kind: group for group in doubts(clerk().scope, county.run_id)}
    assert set(groups) == {"branch_ambiguous", "branch_unknown", "duplicate_person"}
    assert (
        len(groups["duplicate_person"].doubts)
        == answers.answers()["totals"]["members"]["bad_by_kind"]["duplicate_person"]
    )
    slip = next(each for each in groups["branch_unknown"].doubts if "旵山" in each.text)
    assert "中共泾县琴溪镇旵山村支部委员会" in {
        choice.code for choice in (slip.choices or groups["branch_unknown"].choices)
    }


def test_a_persons_answer_lets_the_row_in_the_next_time(county: Outcome) -> None:
    with undone():
        assert county.run_id is not None
        groups = {group.kind: group for group in doubts(clerk().scope, county.run_id)}
        for kind in ("branch_unknown", "duplicate_person"):
            for doubt in groups[kind].doubts:
                choice = (doubt.choices or groups[kind].choices)[-1]
                Decision.objects.create(key=doubt.key, choice=choice.code, decided_by="测试", decided_on=TODAY)
        again = take([answers.samples()])
        slips = [e for e in answers.answers()["errors"] if e["kind"] == "branch_unknown" and "probably" in e["detail"]]
        assert again.counts["members"]["new"] == len(slips)
        moved = answers.answers()["totals"]["members"]["bad_by_kind"]["duplicate_person"]
        assert again.counts["members"]["changed"] == moved


def test_findings_hide_numbers_of_people(county: Outcome) -> None:
    assert county.run_id is not None
    page = findings(clerk().scope, county.run_id, kind="duplicate_person", size=100)
    assert page.total == 32
    assert all("*" in each.value for each in page.rows)


def test_the_page_of_the_run_tells_its_figures(county: Outcome) -> None:
    assert county.run_id is not None
    detail = run(clerk().scope, county.run_id)
    totals = answers.answers()["totals"]
    assert (detail.row.rejected, detail.row.warnings) == (totals["errors"], totals["warnings"])
    assert {each.register: each.new for each in detail.registers}["members"] == totals["members"]["good"]
    assert detail.row.as_of == date(2026, 6, 30)
    assert Run.objects.get(pk=county.run_id).state == Run.State.DONE


def test_judging_takes_seconds_not_minutes(county: Outcome) -> None:
    begun = time.perf_counter()
    take([answers.samples()], dry_run=True)
    assert time.perf_counter() - begun < 60
