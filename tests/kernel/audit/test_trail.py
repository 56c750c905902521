"""The trail in the database: added at its end only, never changed, and any change comes to light."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.people import Cast
from zhendi.kernel.audit import Draft, queries, record, record_many, triggers, verification
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

ON = date(2026, 6, 30)


def note(summary: str = "记一笔", path: str = "", **more: object) -> None:
    record(actor=None, action="test.note", on=ON, subject_type="test", subject_id=1, path=path, summary=summary, **more)


@pytest.fixture
def trail(db: None) -> None:
    for number in range(1, 6):
        note(f"第{number}笔")


def tamper(sql: str, *values: object) -> None:
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_entries_are_numbered_from_one_and_name_the_one_before(trail: None) -> None:
    entries = list(Entry.objects.order_by("no"))
    assert [entry.no for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries] == ["0" * 64, *(entry.hash for entry in entries[:-1])]
    found = verification.verify()
    assert found.holds
    assert (found.checked, found.head.no) == (5, 5)


def test_empty_trail_holds(db: None) -> None:
    assert verification.verify() == verification.Verification(0, None)
    assert verification.head() is None


@pytest.mark.parametrize(
    ("sql", "values", "broken", "said"),
    [
        ("UPDATE audit_entry SET summary = %s WHERE no = 3", ["换过"], 3, "被改过"),
        ("UPDATE audit_entry SET actor = %s WHERE no = 1", [99], 1, "被改过"),
        ("UPDATE audit_entry SET on_day = %s WHERE no = 5", ["2020-01-01"], 5, "被改过"),
        ("DELETE FROM audit_entry WHERE no = %s", [2], 3, "缺第2条"),
        ("UPDATE audit_entry SET previous = %s WHERE no = 4", ["f" * 64], 4, "对不上"),
    ],
)
def test_whoever_goes_round_the_triggers_is_found_out(
    trail: None, sql: str, values: list[object], broken: int, said: str
) -> None:
    tamper(sql, *values)
    found = verification.verify()
    assert not found.holds
    assert found.broken == broken
    assert said in found.reason


def test_cut_end_is_found_out_by_a_noted_anchor_only(trail: None) -> None:
    head = verification.head()
    tamper("DELETE FROM audit_entry WHERE no > %s", 3)
    assert verification.verify().holds
    assert "末尾被删去" in verification.verify((head.no, head.hash)).reason


def test_trail_written_anew_from_an_entry_on_does_not_match_the_anchor(trail: None) -> None:
    head = verification.head()
    tamper("DELETE FROM audit_entry WHERE no > %s", 3)
    note("另写一笔")
    note("再写一笔")
    assert verification.verify().holds
    found = verification.verify((head.no, head.hash))
    assert (found.broken, "重写" in found.reason) == (5, True)


def test_database_refuses_to_change_or_remove_an_entry(trail: None) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(no=2).update(summary="换过")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(no=2).delete()
    assert verification.verify().holds


def test_operation_that_fails_leaves_no_entry(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note()
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_sensitive_numbers_that_got_into_a_text_are_masked(db: None) -> None:
    note("更正 99999919750628965X 的电话 19900001234", detail={"new": "19900001234"})
    entry = Entry.objects.get()
    assert "99999919750628965X" not in entry.summary
    assert "19900001234" not in entry.summary + entry.detail


def test_several_entries_of_one_operation_are_chained_in_their_order(db: None) -> None:
    record_many([Draft(None, "test.note", ON, "test", each, "", f"{each}") for each in (1, 2, 3)])
    assert list(Entry.objects.order_by("no").values_list("subject_id", flat=True)) == [1, 2, 3]
    assert verification.verify().holds


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write(name: int) -> None:
        try:
            for number in range(5):
                note(f"{name}的第{number}笔")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verification.verify()
    assert found.holds
    assert found.checked == 20


def test_reader_sees_entries_about_the_own_pieces_of_the_tree_only(cast: Cast) -> None:
    note("镇里的事", path=cast.organisations["branch"].path)
    note("别镇的事", path=cast.organisations["away"].path)
    officer, stranger = cast.scope("township_officer"), cast.scope("stranger")
    assert [row.summary for row in queries.entries(officer).rows] == ["镇里的事"]
    assert [row.summary for row in queries.entries(stranger).rows] == ["别镇的事"]
    assert queries.entries(cast.scope("member")).rows == ()
    with pytest.raises(NotVisible):
        queries.entry(stranger, 1)


def test_pages_of_the_trail_follow_one_another_without_gaps(cast: Cast) -> None:
    for number in range(7):
        note(f"{number}")
    scope = cast.scope("county_officer")
    assert queries.entries(scope).rows == ()  # "" is the installation as a whole, above the county
    path = cast.organisations["county"].path
    for number in range(7):
        note(f"县{number}", path=path)
    first = queries.entries(scope, size=5)
    second = queries.entries(scope, size=5, before=first.older)
    assert [row.summary for row in (*first.rows, *second.rows)] == [f"县{number}" for number in reversed(range(7))]
    assert second.older is None


def test_command_verifies_and_prints_an_anchor(trail: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "anchor")
    anchor = capsys.readouterr().out.split()[0]
    call_command("audit", "verify", "--anchor", anchor)
    assert "前后相符" in capsys.readouterr().out
    tamper("UPDATE audit_entry SET summary = %s WHERE no = 3", "换过")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify")
    assert ended.value.code == 1
    assert "第3条" in capsys.readouterr().err


def test_command_without_any_entry_has_no_anchor(db: None) -> None:
    with pytest.raises(CommandError, match="还没有留痕"):
        call_command("audit", "anchor")
