"""Figures by administrative area: what stands on a piece of ground, whoever answers for it; counted anew by plain SQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.people import SINCE, Cast
from zhendi.domain.orgs.models import Division, Organisation
from zhendi.domain.orgs.operations import reshaping
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator
from zhendi.obligations import areas, operations
from zhendi.obligations.models import AreaFigure, Obligation
from zhendi.obligations.queries import board, cuts, duties, figures, heat
from zhendi.policy.load import load
from zhendi.policy.schema import LACKING, OPEN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
COUNTY, TOWNSHIP, VILLAGE = "341823", "341823100", "341823100201"


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The cast with named divisions and its duties derived."""
    for code, name in (("341823000000", "泾县"), ("341823100000", "泾川镇"), ("341823101000", "茂林镇")):
        Division.objects.create(code=code, name=name, valid_from=SINCE)
    operations.derive(on=TODAY)
    return cast


def plain(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("341823100201", "341823100201"), ("341823100000", "341823100"), ("341823000000", "341823"),
        ("341000000000", "3410"), ("340000000000", "34"), ("341000100000", "341000100"), ("", ""), ("3418", ""),
    ],
)  # fmt: skip
def test_an_area_is_its_code_without_the_noughts_that_say_nothing(code: str, area: str) -> None:
    assert areas.area(code) == area
    if len(code) in {0, 12}:
        quoted = f"'{code}'"
        assert plain(f"SELECT {areas.of_code(quoted)}") == [(area,)]


def test_every_figure_of_an_area_is_the_number_of_duties_of_organisations_on_its_ground_by_plain_sql(
    county: Cast,
) -> None:
    """Of the rules about organisations: joined with the register itself, not with what the engine noted."""
    led = "'0.2.minimum', '0.3.secretary', '0.2.term-held'"
    for digits, code in ((COUNTY, "341823%%"), (TOWNSHIP, "341823100%%"), (VILLAGE, "341823100201")):
        rows = plain(
            "SELECT d.rule, d.status, COUNT(*) FROM obligations_obligation d JOIN orgs_organisation o ON o.id = d.subject "
            f"WHERE d.rule IN ({led}) AND o.division_code LIKE '{code.replace('%%', '%')}' GROUP BY d.rule, d.status"
        )
        found = board.board(county.scope("county_officer"), path=digits, by="area")
        shown = {
            (each.rule.id, status): number
            for clause in found.clauses
            for each in clause.figures
            if f"'{each.rule.id}'" in led
            for status, number in each.counts._asdict().items()
            if number
        }
        assert shown == {(rule, status): number for rule, status, number in rows}


def test_the_whole_county_by_area_is_the_whole_county_by_the_tree(county: Cast) -> None:
    scope = county.scope("county_officer")
    tree, area = board.board(scope), board.board(scope, by="area")
    assert (area.path, area.name, area.by) == (COUNTY, "泾县", "area")
    assert [each.figures for each in tree.clauses] == [each.figures for each in area.clauses]


def test_areas_and_lists_add_up_to_the_figure(county: Cast) -> None:
    scope = county.scope("county_officer")
    for rule in load().rules():
        kept = AreaFigure.objects.filter(rule=rule.id, area=COUNTY).first()
        waits = kept.due + kept.due_soon + kept.overdue if kept else 0
        places = duties.places(scope, rule=rule.id, path=COUNTY, by="area")
        assert sum(place.lacking for place in places) == waits
        assert duties.duties(scope, rule=rule.id, path=COUNTY, status=OPEN, by="area").total == waits


def test_what_the_county_answers_for_stands_on_the_ground_of_the_township(county: Cast) -> None:
    """The secretary's post of a township committee is owed by the county and lies in the township."""
    duty = Obligation.objects.get(rule="0.3.secretary", subject=county.organisations["township"].pk)
    assert (duty.path, duty.area) == ("0001", TOWNSHIP)


def test_who_has_no_division_stands_where_the_nearest_above_it_does(county: Cast) -> None:
    Organisation.objects.filter(pk=county.organisations["second"].pk).update(division_code="")
    operations.derive(on=TODAY)
    assert Obligation.objects.get(rule="0.2.minimum", subject=county.organisations["second"].pk).area == TOWNSHIP


def test_places_one_level_below_are_townships_then_villages(county: Cast) -> None:
    scope = county.scope("county_officer")
    found = duties.places(scope, rule="0.2.minimum", path=COUNTY, by="area")
    assert {(place.name, place.total, place.own) for place in found} == {
        ("泾川镇", 2, False), ("茂林镇", 1, False), ("泾县", 1, True),
    }  # fmt: skip
    below = duties.places(scope, rule="0.2.minimum", path=TOWNSHIP, by="area")
    assert {(place.name, place.total, place.own) for place in below} == {
        ("区划 341823100201", 1, False), ("泾川镇", 1, True),
    }  # fmt: skip
    assert [step.name for step in duties.way(scope, TOWNSHIP, "area")] == ["泾县", "泾川镇"]


def test_areas_are_compared_within_their_kind(county: Cast) -> None:
    found = heat.heat(county.scope("county_officer"), by="area")
    assert [(kin.title, {row.name for row in kin.rows}) for kin in found.kin] == [("乡镇", {"泾川镇", "茂林镇"})]
    below = heat.heat(county.scope("county_officer"), path=TOWNSHIP, by="area")
    assert [kin.title for kin in below.kin] == ["村"]


def test_moving_to_other_ground_moves_the_figure_in_the_same_transaction(county: Cast) -> None:
    def shown(area: str) -> int:
        return figures.trends(cuts.Cut("area", area), TODAY.replace(day=1), 1)["0.2.minimum"][
            TODAY.replace(day=1)
        ].overdue

    before = shown(TOWNSHIP), shown("341823101"), shown(COUNTY)
    reshaping.relocate(
        actor=county.actor("county_officer"), on=TODAY, organisation_id=county.organisations["second"].pk,
        division_code="341823101000",
    )  # fmt: skip
    assert (shown(TOWNSHIP), shown("341823101"), shown(COUNTY)) == (before[0] - 1, before[1] + 1, before[2])


def test_who_stands_on_the_ground_of_one_village_or_nowhere_is_offered_no_areas(county: Cast) -> None:
    assert board.board(operator("命令行", TODAY).scope, by="area").path == COUNTY
    for name in ("secretary", "member", "villager", "clerk"):
        scope = county.scope(name)
        assert cuts.widest(scope) == ""
        for place in ("", TOWNSHIP, VILLAGE):
            with pytest.raises(NotVisible):
                board.board(scope, path=place, by="area")
            with pytest.raises(NotVisible):
                duties.way(scope, place, "area")
    assert duties.duties(county.scope("stranger"), rule="0.2.minimum", path=TOWNSHIP, by="area").total == 0


def test_a_township_sees_the_areas_of_its_own_ground_and_no_others(county: Cast) -> None:
    scope = county.scope("township_officer")
    assert (cuts.widest(scope), [step.path for step in duties.way(scope, VILLAGE, "area")]) == (
        TOWNSHIP,
        [TOWNSHIP, VILLAGE],
    )
    assert board.board(scope, by="area").name == "泾川镇"
    for place in (COUNTY, "341823101", "341823101201"):
        for read in (board.board, heat.heat):
            with pytest.raises(NotVisible):
                read(scope, path=place, by="area")
        with pytest.raises(NotVisible):
            duties.way(scope, place, "area")


def test_an_area_seen_in_part_holds_what_the_readers_own_organisations_answer_for(county: Cast) -> None:
    """The township's own secretary is owed by the county: on the township's ground, and none of the township's duties."""
    scope = county.scope("township_officer")
    found = board.board(scope, by="area")
    path = county.organisations["township"].path
    rows = plain(
        f"SELECT rule, status, COUNT(*) FROM obligations_obligation WHERE path >= '{path}' AND path < '{path}~' "
        f"AND area >= '{TOWNSHIP}' AND area < '{TOWNSHIP}~' GROUP BY rule, status"
    )
    shown = {
        (each.rule.id, status): number
        for clause in found.clauses
        for each in clause.figures
        for status, number in each.counts._asdict().items()
        if number
    }
    assert shown == {(rule, status): number for rule, status, number in rows}
    assert shown
    whole = board.board(county.scope("county_officer"), path=TOWNSHIP, by="area")
    posts = "0.3.secretary"
    assert [e.counts.lacking for c in whole.clauses for e in c.figures if e.rule.id == posts] == [2]
    assert [e.counts.lacking for c in found.clauses for e in c.figures if e.rule.id == posts] == [1]


def test_lists_of_an_area_seen_in_part_add_up_to_its_figures(county: Cast) -> None:
    scope = county.scope("township_officer")
    for clause in board.board(scope, by="area").clauses:
        for each in clause.figures:
            places = duties.places(scope, rule=each.rule.id, path=TOWNSHIP, by="area")
            listed = duties.duties(scope, rule=each.rule.id, path=TOWNSHIP, status=LACKING, by="area")
            assert sum(place.lacking for place in places) == listed.total == each.counts.lacking
    compared = heat.heat(scope, by="area")
    assert [kin.title for kin in compared.kin] == ["村"]


def test_an_area_seen_in_part_has_the_running_month_only(county: Cast) -> None:
    operations.derive_history(on=TODAY, months=2)
    scope = county.scope("township_officer")
    assert not board.board(scope.on(date(2026, 4, 30)), by="area").filled
    found = board.board(scope, by="area").clauses
    assert {point.month for clause in found for point in clause.trend} == {TODAY.replace(day=1)}


def test_no_area_outside_the_county_and_none_that_is_no_area(county: Cast) -> None:
    for place in ("3418", "341824", "34182310", "0001", "zzz", TOWNSHIP + "~"):
        with pytest.raises(NotVisible):
            board.board(county.scope("county_officer"), path=place, by="area")


def test_a_past_month_has_its_figures_by_area_too(county: Cast) -> None:
    operations.derive_history(on=TODAY, months=3)
    found = board.board(county.scope("county_officer"), by="area").clause("4.5f")
    assert [point.month for point in found.trend] == [date(2026, month, 1) for month in (2, 3, 4, 5)]


@pytest.mark.parametrize("rows", [1, 3])
def test_reads_by_area_take_the_same_queries_for_one_row_and_for_three(
    county: Cast, rows: int, django_assert_num_queries
) -> None:
    kept = Obligation.objects.filter(rule="0.3.secretary").values_list("pk", flat=True)[:rows]
    Obligation.objects.exclude(pk__in=list(kept)).delete()
    scope = county.scope("county_officer")
    with django_assert_num_queries(5):
        board.board(scope, by="area")
    with django_assert_num_queries(7):
        heat.heat(scope, by="area")
    with django_assert_num_queries(2):
        duties.places(scope, rule="0.3.secretary", path=COUNTY, by="area")
    part = county.scope("township_officer")
    with django_assert_num_queries(7):
        board.board(part, by="area")
    with django_assert_num_queries(9):
        heat.heat(part, by="area")
