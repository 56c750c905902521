"""Units are entered, put right, closed, brought back and merged; their past stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, cover, entry, refusal, scope, unit
from tests.people import Cast
from zhendi.domain.setup import queries
from zhendi.domain.setup.models import Coverage, Exemption, Unit
from zhendi.domain.setup.operations import ending, keeping, visiting
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db
CODE = "91341823MA2RTEST00"


def test_an_entered_unit_is_on_the_register_from_its_day_with_a_line_in_the_trail(cast: Cast) -> None:
    pk = unit(cast, principal="李四", longitude=Decimal("118.41"), latitude=Decimal("30.68"))
    one = queries.record(scope(cast), pk)
    assert (one.line.township, one.principal, one.valid_from) == ("泾川镇党委", "李四", APRIL)
    assert one.changes[0].action_title == "登记"
    assert Entry.objects.filter(action="setup.register", subject_id=str(pk)).count() == 1
    with pytest.raises(NotVisible):
        queries.record(scope(cast, as_of=date(2026, 3, 31)), pk)


def test_the_same_name_in_one_township_is_refused_and_in_another_is_not(cast: Cast) -> None:
    unit(cast)
    assert refusal(keeping.register, **act(cast, entry=entry(cast))).code == "exists"
    keeping.register(**act(cast, "county_officer", entry=entry(cast, place="other")))
    assert Unit.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"kind": "palace"}, "kind"),
        ({"unit_code": CODE[:-1]}, "unit_code"),
        ({"longitude": Decimal(118)}, "latitude"),
        ({"longitude": Decimal(181), "latitude": Decimal(30)}, "longitude"),
        ({"longitude": Decimal(118), "latitude": Decimal(91)}, "latitude"),
        ({"kind": "project"}, "starts_on"),
        ({"kind": "project", "starts_on": MAY, "ends_on": APRIL}, "ends_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, facts: dict[str, object], field: str) -> None:
    given = entry(cast)._replace(**facts)
    assert refusal(keeping.register, **act(cast, entry=given)).field == field
    assert not Unit.objects.exists()


def test_a_unit_is_entered_below_a_committee_in_reach_and_not_in_the_future(cast: Cast) -> None:
    assert refusal(keeping.register, **act(cast, entry=entry(cast, place="branch"))).code == "level"
    assert (
        refusal(keeping.register, **act(cast, entry=entry(cast)._replace(township_id=None))).code == "township_missing"
    )
    assert refusal(keeping.register, **act(cast, on=date(2026, 6, 2), entry=entry(cast))).code == "day_future"
    with pytest.raises(NotVisible):
        keeping.register(**act(cast, entry=entry(cast, place="other")))


def test_a_correction_keeps_what_was_before_in_the_history(cast: Cast) -> None:
    pk = unit(cast, said_full=2)
    keeping.correct(**act(cast, on=MAY, unit_id=pk, entry=entry(cast, said_full=4)))
    one = queries.record(scope(cast), pk)
    assert (one.line.full, one.changes[0].note) == (4, "正式党员：2 → 4")
    assert refusal(keeping.correct, **act(cast, unit_id=pk, entry=entry(cast, said_full=4))).code == "unchanged"


def test_only_one_who_keeps_organisations_there_may_change_a_unit(cast: Cast) -> None:
    pk = unit(cast)
    with pytest.raises(NotVisible):
        keeping.correct(**act(cast, "stranger", unit_id=pk, entry=entry(cast, industry="竹")))
    with pytest.raises(NotVisible):
        keeping.correct(**act(cast, "secretary", unit_id=pk, entry=entry(cast, industry="竹")))


def test_a_closed_unit_is_off_the_register_and_its_coverage_and_liaison_end(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk, on=APRIL)
    visiting.assign(**act(cast, unit_id=pk, name="王五"))
    ending.close(**act(cast, on=MAY, unit_id=pk, end="closed", note="年初歇业"))
    assert queries.listing(scope(cast)).total == 0
    assert queries.listing(scope(cast, as_of=APRIL)).total == 1
    one = queries.record(scope(cast), pk)
    assert (one.line.state, one.end_title, one.coverage[0].valid_to, one.liaison) == ("closed", "注销或停业", MAY, None)
    assert refusal(ending.close, **act(cast, on=MAY, unit_id=pk, end="closed")).code == "closed"


def test_a_unit_is_not_closed_before_what_runs_began_and_not_without_a_reason(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk, on=MAY)
    assert refusal(ending.close, **act(cast, unit_id=pk, end="closed")).code == "day_early"
    assert refusal(ending.close, **act(cast, on=MAY, unit_id=pk, end="")).field == "end"
    assert refusal(ending.close, **act(cast, on=MAY, unit_id=pk, end="merged")).field == "end"
    assert Coverage.objects.filter(valid_to=None).count() == 1


def test_a_unit_that_comes_back_was_free_of_the_duty_meanwhile(cast: Cast) -> None:
    pk = unit(cast)
    ending.close(**act(cast, unit_id=pk, end="closed"))
    ending.reopen(**act(cast, on=MAY, unit_id=pk))
    assert queries.listing(scope(cast)).rows[0].state == "blank"
    assert queries.listing(scope(cast, as_of=date(2026, 4, 15))).rows[0].state == "exempt"
    assert refusal(ending.reopen, **act(cast, on=TODAY, unit_id=pk)).code == "unchanged"


def test_a_unit_does_not_come_back_beside_another_of_its_name(cast: Cast) -> None:
    pk = unit(cast)
    ending.close(**act(cast, unit_id=pk, end="closed"))
    unit(cast)
    assert refusal(ending.reopen, **act(cast, on=MAY, unit_id=pk)).code == "exists"
    assert not Exemption.objects.exists()


def test_of_two_entries_of_one_unit_the_kept_one_takes_what_it_lacks(cast: Cast) -> None:
    kept = unit(cast, said_full=3)
    other = unit(cast, "竹木厂", said_full=9, principal="李四", longitude=Decimal("118.4"), latitude=Decimal("30.6"))
    cover(cast, other, on=APRIL)
    ending.merge(**act(cast, on=MAY, unit_id=kept, duplicate_id=other))
    one = queries.record(scope(cast), kept)
    assert (one.line.full, one.principal, one.longitude, one.line.state) == (3, "李四", Decimal("118.4"), "covered")
    gone = queries.record(scope(cast), other)
    assert (gone.line.state, gone.merged_into) == ("closed", (kept, "泾川镇竹木厂"))
    assert refusal(ending.merge, **act(cast, on=MAY, unit_id=kept, duplicate_id=kept)).code == "itself"


def test_every_change_leaves_one_entry_and_no_telephone_in_it(cast: Cast) -> None:
    pk = unit(cast, phone="19900001234")
    keeping.correct(**act(cast, on=MAY, unit_id=pk, entry=entry(cast, phone="19900005678")))
    visiting.assign(**act(cast, on=MAY, unit_id=pk, name="王五"))
    visiting.visit(**act(cast, on=MAY, unit_id=pk, note="座谈"))
    rows = Entry.objects.filter(subject_type="setup.Unit", subject_id=str(pk)).order_by("no")
    assert [row.action for row in rows] == ["setup.register", "setup.correct", "setup.assign", "setup.visit"]
    assert not [row for row in rows if "1990000" in f"{row.summary}{row.detail}"]
    assert "1990000" not in "".join(change.note for change in queries.record(scope(cast), pk).changes)


def test_a_record_asks_as_often_for_a_long_history_as_for_a_short_one(cast: Cast, django_assert_num_queries) -> None:
    pk, reader = unit(cast), scope(cast)
    cover(cast, pk, on=APRIL)
    with django_assert_num_queries(8):
        queries.record(reader, pk)
    cover(cast, pk, "joint", "second", MAY)
    cover(cast, pk, "attached", "branch", TODAY)
    with django_assert_num_queries(8):
        queries.record(reader, pk)
