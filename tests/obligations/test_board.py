"""The board, the way down, the inbox and what is overdue below, by the standing cast; counted anew by plain SQL."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from tests.people import Cast
from zhendi.domain.people.operations import posts
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator
from zhendi.obligations import operations
from zhendi.obligations.models import Derivation, Figure, Obligation
from zhendi.obligations.queries import board, duties, heat
from zhendi.policy.load import load
from zhendi.policy.schema import OPEN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The cast with its duties derived."""
    operations.derive(on=TODAY)
    return cast


def plain(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def figure(found: board.Board, rule: str) -> board.RuleFigure:
    return next(each for clause in found.clauses for each in clause.figures if each.rule.id == rule)


# --- the board says what the registers say -------------------------------------------------------------------


def test_every_figure_of_the_board_is_the_number_of_duties_counted_by_plain_sql(county: Cast) -> None:
    found = board.board(county.scope("county_officer"))
    rows = plain(
        "SELECT rule, status, COUNT(*) FROM obligations_obligation WHERE path >= '0001' AND path < '0002' GROUP BY rule, status"
    )
    counted = {(rule, status): number for rule, status, number in rows}
    shown = {
        (each.rule.id, status): number
        for clause in found.clauses
        for each in clause.figures
        for status, number in each.counts._asdict().items()
        if number
    }
    assert shown == counted
    assert sum(counted.values()) > 40


def test_branches_with_too_few_members_are_those_that_plain_sql_over_the_register_finds(county: Cast) -> None:
    ((few,),) = plain(
        "SELECT COUNT(*) FROM (SELECT o.id FROM orgs_organisation o LEFT JOIN people_membership m ON m.organisation_id = o.id"
        " AND m.standing = 'full' AND m.valid_to IS NULL WHERE o.kind = 'branch' GROUP BY o.id HAVING COUNT(m.id) < 3) few"
    )
    each = figure(board.board(county.scope("county_officer")), "0.2.minimum")
    assert (each.whole - each.part, each.whole) == (few, 4)
    assert few == 3


def test_vacant_posts_are_those_that_plain_sql_over_the_posts_finds(county: Cast) -> None:
    ((vacant,),) = plain(
        "SELECT COUNT(*) FROM orgs_organisation o WHERE NOT EXISTS (SELECT 1 FROM people_post p"
        " WHERE p.organisation_id = o.id AND p.role = 'secretary' AND p.valid_to IS NULL)"
    )
    assert figure(board.board(county.scope("county_officer")), "0.3.secretary").counts.open == vacant == 6


def test_what_the_highest_owes_itself_is_seen_by_who_stands_there(county: Cast) -> None:
    duty = Obligation.objects.get(rule="0.3.secretary", subject=county.organisations["county"].pk)
    assert (duty.path, duty.status) == ("0001", "overdue")
    assert duties.duty(county.scope("county_officer"), duty.pk).title == "县委"
    with pytest.raises(NotVisible):
        duties.duty(county.scope("township_officer"), duty.pk)


def test_a_township_sees_its_own_figures_and_not_the_others(county: Cast) -> None:
    each = figure(board.board(county.scope("township_officer")), "0.2.minimum")
    assert (each.part, each.whole) == (1, 2)
    assert figure(board.board(county.scope("stranger")), "4.5a.contact").whole == 0


def test_all_clauses_stand_on_the_board_whatever_is_known_of_them(county: Cast) -> None:
    found = board.board(county.scope("county_officer"))
    assert len(found.clauses) == len(load().clauses) == 71
    assert sum(found.of(state) for state in board.ORDER) == 71
    assert found.clause("4.5a").state == "late"
    assert found.clause("3.1a").state == "none"
    assert found.clause("5.1d").state == "none"
    assert found.clause("4.4a").state == "awaiting"


def test_a_clause_is_measured_by_its_own_rules_only(county: Cast) -> None:
    found = board.board(county.scope("county_officer"))
    each = found.clause("4.5d")
    assert (each.part, each.whole, each.overdue) == (1, 3, 2)
    beside = found.clause("0.2")
    assert (beside.whole, beside.state) == (0, "none")
    assert {one.rule.id for one in beside.beside} >= {"0.2.minimum", "0.2.term-held"}


def test_the_clause_of_no_one_lost_counts_those_who_are(county: Cast) -> None:
    each = board.board(county.scope("county_officer")).clause("4.5f")
    assert (each.counts_missing, each.missing, each.state) == (True, 1, "late")


def test_the_first_aim_counts_the_clauses_that_reach_their_target(county: Cast) -> None:
    found = board.board(county.scope("county_officer"))
    held = [each for each in found.clauses if each.state in board.HELD and each.clause.id != "0.1"]
    assert found.clause("0.1").whole == len(held)
    assert found.clause("0.1").part == sum(1 for each in held if each.state == "met")


def test_where_it_falls_short_adds_up_to_what_is_missing(county: Cast) -> None:
    each = board.board(county.scope("county_officer")).clause("0.3")
    counts = {short.name: (short.missing, short.own) for short in each.short}
    assert counts == {"县委": (4, True), "泾川镇党委": (1, False), "茂林镇党委": (1, False)}


# --- honest states -------------------------------------------------------------------------------------------


def test_before_the_first_derivation_the_board_says_so(cast: Cast) -> None:
    found = board.board(cast.scope("county_officer"))
    assert (found.derived_on, found.filled, found.current) == (None, False, False)
    assert {each.state for each in found.clauses if each.figures} <= {"none", "awaiting"}


def test_figures_of_another_month_do_not_stand_for_this_one(county: Cast) -> None:
    later = board.board(county.scope("county_officer").on(date(2026, 6, 1)))
    assert (later.filled, later.current) == (False, False)
    assert figure(later, "0.2.minimum").whole == 0
    assert len(figure(later, "0.2.minimum").trend) == 1


def test_a_past_month_is_shown_as_it_was_at_its_end(county: Cast) -> None:
    operations.derive_history(on=TODAY, months=3)
    then = board.board(county.scope("county_officer").on(date(2026, 3, 10)))
    assert (then.filled, then.current) == (True, False)
    now = board.board(county.scope("county_officer"))
    assert [point.month for point in now.clause("4.5a").trend] == [date(2026, month, 1) for month in (2, 3, 4, 5)]


def test_a_clause_that_reaches_its_target_this_month_has_turned(county: Cast) -> None:
    Figure.objects.create(rule="4.5a.contact", month=date(2026, 4, 1), path="0001", met=1)
    assert board.board(county.scope("county_officer")).clause("4.5a").turned == -1


def test_one_who_sees_nothing_has_no_board(county: Cast) -> None:
    for name in ("member", "villager", "clerk"):
        with pytest.raises(NotVisible):
            board.board(county.scope(name))


def test_no_board_of_a_place_outside_ones_own(county: Cast) -> None:
    scope = county.scope("stranger")
    for path in (county.organisations["township"].path, "0001", "zzzz", county.organisations["other"].path + "0009"):
        with pytest.raises(NotVisible):
            board.board(scope, path=path)


def test_the_operator_sees_the_board_of_the_whole(county: Cast) -> None:
    assert board.board(operator("命令行", TODAY).scope).name == "县委"


# --- what one does moves the figure at once ------------------------------------------------------------------


def test_appointing_a_secretary_moves_the_figure_in_the_same_transaction(county: Cast) -> None:
    before = figure(board.board(county.scope("county_officer")), "0.3.secretary")
    posts.appoint(
        actor=county.actor("county_officer"), on=TODAY, person_id=county.people["stranger"].pk, role="secretary",
        organisation_id=county.organisations["other"].pk, approval_number="泾组〔2026〕5号",
    )  # fmt: skip
    after = figure(board.board(county.scope("county_officer")), "0.3.secretary")
    assert (after.part, after.counts.overdue) == (before.part + 1, before.counts.overdue - 1)
    assert figure(board.board(county.scope("stranger")), "0.2.minimum").whole == 1


# --- the way down --------------------------------------------------------------------------------------------


def test_places_and_lists_add_up_to_the_figure(county: Cast) -> None:
    scope = county.scope("county_officer")
    for rule in load().rules():
        each = figure(board.board(scope), rule.id)
        places = duties.places(scope, rule=rule.id, path="0001")
        assert sum(place.lacking for place in places) == each.counts.lacking
        assert duties.duties(scope, rule=rule.id, path="0001", status=OPEN).total == each.counts.lacking
        assert Counter(duties.counts(scope, rule=rule.id, path="0001")) == Counter(
            {status: number for status, number in each.counts._asdict().items() if number}
        )


def test_the_list_names_the_person_and_the_place(county: Cast) -> None:
    (row,) = duties.duties(county.scope("township_officer"), rule="4.5a.contact", path="00010002").rows
    assert (row.title, row.where, row.status, row.kind) == ("燕南飞", "百园村支部", "overdue", "outgoing")


def test_a_page_beyond_the_last_is_the_last(county: Cast) -> None:
    page = duties.duties(county.scope("county_officer"), rule="0.2.member-phone", path="0001", page=99, size=4)
    assert (page.page, page.pages, len(page.rows)) == (2, 2, 2)


def test_what_is_worst_comes_first(county: Cast) -> None:
    rows = duties.duties(county.scope("county_officer"), rule="0.3.secretary", path="0001").rows
    assert [row.status for row in rows] == ["overdue"] * 6 + ["met"]


def test_a_stranger_finds_neither_a_list_nor_a_duty_of_another_subtree(county: Cast) -> None:
    scope, township = county.scope("stranger"), county.organisations["township"].path
    assert duties.duties(scope, rule="0.2.minimum", path=township).total == 0
    assert duties.duties(scope, rule="0.2.minimum").total == 1
    with pytest.raises(NotVisible):
        duties.way(scope, township)
    hidden = Obligation.objects.filter(path=township)[0]
    with pytest.raises(NotVisible):
        duties.duty(scope, hidden.pk)


def test_the_way_begins_at_the_readers_own_place(county: Cast) -> None:
    path = county.organisations["branch"].path
    assert [step.name for step in duties.way(county.scope("township_officer"), path)] == ["泾川镇党委", "百园村支部"]
    assert len(duties.way(county.scope("county_officer"), path)) == 3


def test_duties_of_one_subject_stand_together(county: Cast) -> None:
    found = duties.duties_of(county.scope("secretary"), kind="person", subject=county.people["member"].pk)
    assert {row.rule for row in found} >= {"0.2.member-phone", "0.2.member-dates"}
    assert {row.kind for row in found} == {"person"}


# --- places compared -----------------------------------------------------------------------------------------


def test_places_are_compared_within_their_kind(county: Cast) -> None:
    found = heat.heat(county.scope("county_officer"))
    assert [(kin.title, [row.name for row in kin.rows]) for kin in found.kin] == [
        ("乡镇党委", ["泾川镇党委", "茂林镇党委"]),
        ("党支部", ["县直机关支部"]),
    ]


def test_a_cell_holds_how_many_are_missing_and_the_totals_those_of_the_board(county: Cast) -> None:
    found = heat.heat(county.scope("county_officer"))
    column = [each.clause.id for each in found.clauses].index("0.3")
    cells = {row.name: row.cells[column] for kin in found.kin for row in kin.rows}
    assert {name: cell.missing for name, cell in cells.items()} == {"泾川镇党委": 1, "茂林镇党委": 1, "县直机关支部": 0}
    assert cells["泾川镇党委"].level == 4
    assert cells["县直机关支部"].level is None
    assert found.totals[column] == 6


@pytest.mark.parametrize(
    ("missing", "whole", "level"), [(0, 0, None), (0, 9, 0), (1, 10, 1), (2, 10, 2), (4, 10, 3), (5, 10, 4)]
)
def test_the_darkness_of_a_cell_follows_its_share(missing: int, whole: int, level: int | None) -> None:
    assert heat._level(missing, whole) == level


# --- cost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_reads_take_the_same_queries_for_one_row_and_for_three(
    county: Cast, rows: int, django_assert_num_queries
) -> None:
    Obligation.objects.exclude(
        pk__in=Obligation.objects.filter(rule="0.3.secretary", path__startswith="0001").values_list("pk", flat=True)[
            :rows
        ]
    ).delete()
    scope = county.scope("county_officer")
    with django_assert_num_queries(4):
        board.board(scope)
    with django_assert_num_queries(6):
        heat.heat(scope)
    with django_assert_num_queries(4):
        duties.duties(scope, rule="0.3.secretary", path="0001")
    with django_assert_num_queries(2):
        duties.places(scope, rule="0.3.secretary", path="0001")


def test_the_day_of_the_derivation_is_said(county: Cast) -> None:
    assert board.board(county.scope("county_officer")).derived_on == TODAY
    Derivation.objects.update(as_of=date(2026, 5, 19))
    assert board.board(county.scope("county_officer")).derived_on == date(2026, 5, 19)
