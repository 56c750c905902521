"""Coverage has a history; blanks have reasons and deadlines; the work is covered by a liaison who comes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, cover, refusal, scope, unit
from tests.people import Cast
from zhendi.domain.setup import queries
from zhendi.domain.setup.models import Coverage
from zhendi.domain.setup.operations import covering, excusing, visiting
from zhendi.domain.setup.queries.states import deadline, late_before
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


def test_coverage_that_changes_is_known_for_every_day(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk, on=APRIL)
    cover(cast, pk, "attached", "second", MAY)
    covering.uncover(**act(cast, on=TODAY, unit_id=pk, reason="支部撤销"))
    said = [queries.listing(scope(cast, as_of=day)).rows[0].form_title for day in (APRIL, MAY, TODAY)]
    assert said == ["单独组建", "挂靠组建", ""]
    assert [row.valid_to for row in queries.record(scope(cast), pk).coverage] == [TODAY, MAY]
    assert queries.record(scope(cast, as_of=MAY), pk).coverage[0].valid_to is None


def test_coverage_of_the_same_day_is_put_right_and_an_earlier_day_is_refused(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk)
    cover(cast, pk, "joint")
    assert list(Coverage.objects.values_list("form", "valid_to")) == [("joint", None)]
    given = {"unit_id": pk, "form": "own", "organisation_id": cast.organisations["second"].pk}
    assert refusal(covering.cover, **act(cast, on=APRIL, **given)).code == "day_early"


@pytest.mark.parametrize(
    ("form", "place", "code"),
    [
        ("", "branch", "form_missing"),
        ("own", None, "organisation_missing"),
        ("village", "second", "not_village"),
    ],
)
def test_coverage_that_is_not_possible_is_refused(cast: Cast, form: str, place: str | None, code: str) -> None:
    pk = unit(cast)
    organisation = cast.organisations[place].pk if place else None
    given = act(cast, unit_id=pk, form=form, organisation_id=organisation)
    assert refusal(covering.cover, **given).code == code


def test_an_organisation_out_of_sight_does_not_cover(cast: Cast) -> None:
    given = act(cast, unit_id=unit(cast), form="joint", organisation_id=cast.organisations["away"].pk)
    with pytest.raises(NotVisible):
        covering.cover(**given)


def test_a_unit_may_be_served_from_outside_without_an_organisation_on_the_register(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk, "outside", None)
    assert queries.listing(scope(cast)).rows[0].state == "covered"


def test_one_organisation_is_the_own_one_of_a_single_unit(cast: Cast) -> None:
    cover(cast, unit(cast))
    given = {"unit_id": unit(cast, "乙厂"), "form": "own", "organisation_id": cast.organisations["branch"].pk}
    assert refusal(covering.cover, **act(cast, on=MAY, **given)).code == "own_taken"
    covering.cover(**act(cast, on=MAY, **{**given, "form": "village"}))


def test_a_blank_says_why_and_until_when(cast: Cast) -> None:
    unit(cast, "甲厂")
    unit(cast, "乙厂", said_full=0, said_probationary=0)
    unit(cast, "丙厂", said_full=2, said_probationary=1)
    unit(cast, "丁厂", said_full=3)
    rows = {row.name: row for row in queries.listing(scope(cast)).rows}
    assert [rows[name].reason for name in ("甲厂", "乙厂", "丙厂", "丁厂")] == [
        "没有登记党员人数",
        "没有党员",
        "正式党员2名，不足3名",
        "正式党员3名，可以单独组建",
    ]
    assert {(row.due_on, row.late) for row in rows.values()} == {(date(2026, 7, 1), False)}
    late = queries.listing(scope(cast, "township_officer", date(2026, 7, 2)), queries.Filters(state="late"))
    assert (late.total, late.rows[0].late) == (4, True)
    assert queries.listing(scope(cast, as_of=date(2026, 7, 1)), queries.Filters(state="late")).total == 0


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 2, 28), date(2024, 2, 29), date(2026, 11, 30), TODAY])
def test_late_in_a_list_is_late_by_the_deadline(day: date) -> None:
    bound = late_before(day)
    assert deadline(date.fromordinal(bound.toordinal() - 1), day) < day <= deadline(bound, day)


def test_a_blank_begins_again_when_coverage_or_exemption_ends(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk, on=APRIL)
    covering.uncover(**act(cast, on=MAY, unit_id=pk, reason="支部撤销"))
    assert queries.listing(scope(cast)).rows[0].since == MAY
    excusing.exempt(**act(cast, on=MAY, unit_id=pk, reason="停产"))
    excusing.resume(**act(cast, on=TODAY, unit_id=pk))
    assert queries.listing(scope(cast)).rows[0].since == TODAY


def test_a_unit_that_stands_still_is_free_with_its_reason_and_counts_apart(cast: Cast) -> None:
    pk = unit(cast)
    excusing.exempt(**act(cast, on=MAY, unit_id=pk, reason="停产，无在岗职工"))
    row = queries.listing(scope(cast)).rows[0]
    assert (row.state, row.reason, row.due_on) == ("exempt", "停产，无在岗职工", None)
    whole = queries.figures(scope(cast))[0]
    assert (whole.due, whole.exempt) == (0, 1)
    assert (
        refusal(covering.cover, **act(cast, on=MAY, unit_id=pk, form="outside", organisation_id=None)).code == "exempt"
    )
    assert refusal(excusing.exempt, **act(cast, on=MAY, unit_id=pk, reason="停产")).code == "unchanged"
    assert refusal(excusing.exempt, **act(cast, unit_id=unit(cast, "乙厂"), reason=" ")).field == "reason"


def test_people_say_why_a_blank_is_one_and_coverage_ends_the_saying(cast: Cast) -> None:
    pk = unit(cast)
    excusing.excuse(**act(cast, unit_id=pk, reason="老板是外省人，正在做工作"))
    assert queries.listing(scope(cast)).rows[0].reason == "老板是外省人，正在做工作"
    cover(cast, pk)
    assert queries.record(scope(cast), pk).blank_reason == ""
    assert refusal(excusing.excuse, **act(cast, on=MAY, unit_id=pk, reason="没有党员")).code == "covered"


def test_work_is_covered_while_a_named_liaison_comes_often_enough(cast: Cast) -> None:
    pk = unit(cast)
    assert refusal(visiting.visit, **act(cast, unit_id=pk, note="座谈")).code == "no_liaison"
    visiting.assign(**act(cast, unit_id=pk, name="王五", organisation_id=cast.organisations["branch"].pk))
    assert queries.figures(scope(cast))[0].worked == 0
    visiting.visit(**act(cast, unit_id=pk, note="座谈，帮助找党员"))
    worked = [queries.figures(scope(cast, as_of=day))[0].worked for day in (APRIL, date(2026, 6, 30), date(2026, 7, 1))]
    assert worked == [1, 1, 0]
    visiting.assign(**act(cast, on=MAY, unit_id=pk, name="赵六"))
    assert queries.figures(scope(cast))[0].worked == 0  # the new one has not come yet
    one = queries.record(scope(cast), pk)
    assert ([each.name for each in one.liaisons], one.visits[0].name) == (["赵六", "王五"], "王五")


def test_a_liaison_named_today_is_replaced_unless_they_came(cast: Cast) -> None:
    pk = unit(cast)
    visiting.assign(**act(cast, unit_id=pk, name="王五"))
    visiting.assign(**act(cast, unit_id=pk, name="赵六"))
    assert [each.name for each in queries.record(scope(cast), pk).liaisons] == ["赵六"]
    visiting.visit(**act(cast, unit_id=pk, note="座谈"))
    assert refusal(visiting.assign, **act(cast, unit_id=pk, name="王五")).code == "day_early"
    assert refusal(visiting.assign, **act(cast, unit_id=pk, name="赵六")).code == "unchanged"


def test_figures_are_told_by_sector_kind_and_township(cast: Cast) -> None:
    cover(cast, unit(cast, "甲厂"))
    unit(cast, "乙社", "coop")
    unit(cast, "丙会", "assoc")
    whole, sectors, kinds = queries.figures(scope(cast))
    assert (whole.due, whole.covered, whole.blank) == (3, 1, 2)
    assert [(each.title, each.covered, each.due) for each in sectors] == [("合作社、协会", 0, 2), ("企业", 1, 1)]
    assert [each.title for each in kinds] == ["非公企业", "农民专业合作社", "协会商会等社会组织"]
    assert [(each.title, each.due) for each in queries.by_township(scope(cast, "county_officer"))] == [
        ("泾川镇党委", 3)
    ]
    assert queries.figures(scope(cast, "stranger"))[0].due == 0


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"text": "甲"}, ["甲厂"]),
        ({"text": "不存在"}, []),
        ({"sector": "coops"}, ["乙社"]),
        ({"kind": "coop"}, ["乙社"]),
        ({"state": "covered"}, ["甲厂"]),
        ({"state": "blank"}, ["乙社"]),
        ({"state": "unworked"}, ["乙社", "甲厂"]),
        ({"state": "exempt"}, []),
        ({"form": "own"}, ["甲厂"]),
        ({"order": "since"}, ["乙社", "甲厂"]),
    ],
)
def test_a_list_is_narrowed(cast: Cast, filters: dict[str, str], names: list[str]) -> None:
    cover(cast, unit(cast, "甲厂"))
    unit(cast, "乙社", "coop")
    assert [row.name for row in queries.listing(scope(cast), queries.Filters(**filters)).rows] == names  # type: ignore[arg-type]  # one word of each sort


def test_lists_ask_as_often_for_many_units_as_for_one(cast: Cast, django_assert_num_queries) -> None:
    cover(cast, unit(cast, "甲厂"))
    reader = scope(cast)
    with django_assert_num_queries(3):
        queries.listing(reader)
    cover(cast, unit(cast, "乙厂"), "joint", "second")
    cover(cast, unit(cast, "丙厂"), "joint", "second")
    with django_assert_num_queries(3):
        queries.listing(reader)
