"""The list behind a figure as of a past day: from what was recorded, and before that from the registers of today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import Cast
from zhendi.domain.people.operations import posts
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible
from zhendi.obligations import operations
from zhendi.obligations.models import Derivation, Figure, Obligation, Transition
from zhendi.obligations.queries import duties, past
from zhendi.obligations.queries.past import Then
from zhendi.policy.load import load
from zhendi.policy.schema import OPEN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
LATER = TODAY + timedelta(days=30)
SECRETARY = "0.3.secretary"


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    operations.derive(on=TODAY)
    return cast


def then(county: Cast, on: date, rule: str = SECRETARY, who: str = "county_officer", path: str = "", by="tree") -> Then:
    scope = county.scope(who, LATER).on(on)
    return past.then(scope, operations.question(on), rule=load().rule(rule), path=path, by=by)


def _appointed(county: Cast) -> None:
    """A month later the other township has got a secretary."""
    with clock.frozen(LATER):
        operations.derive(on=LATER)
        posts.appoint(
            actor=county.actor("county_officer", LATER), on=LATER, person_id=county.people["stranger"].pk,
            role="secretary", organisation_id=county.organisations["other"].pk, approval_number="泾组〔2026〕5号",
        )  # fmt: skip


def test_a_duty_done_since_stands_in_the_past_list_as_it_stood(county: Cast) -> None:
    _appointed(county)
    found = then(county, TODAY)
    assert found.recorded
    assert found.counts() == {"met": 1, "overdue": 6}
    assert dict(duties.counts(county.scope("county_officer"), rule=SECRETARY, path="0001")) == {"met": 2, "overdue": 5}
    names = {row.title for row in found.duties(status=OPEN).rows}
    assert "茂林镇党委" in names


def test_places_and_rows_of_a_past_day_add_up(county: Cast) -> None:
    _appointed(county)
    found = then(county, TODAY)
    places = found.places()
    assert sum(place.lacking for place in places) == found.duties(status=OPEN).total == 6
    assert {place.name: (place.lacking, place.own) for place in places if place.lacking} == {
        "县委": (4, True), "泾川镇党委": (1, False), "茂林镇党委": (1, False),
    }  # fmt: skip
    below = then(county, TODAY, path=county.organisations["township"].path)
    assert below.duties(status=OPEN).total == 1


def test_a_duty_that_is_no_more_stands_in_the_list_of_its_day(county: Cast) -> None:
    gone = Obligation.objects.get(rule=SECRETARY, subject=county.organisations["second"].pk)
    Transition.objects.create(
        rule=SECRETARY, subject=gone.subject, period_from=gone.period_from, before="overdue", after="",
        on_day=TODAY + timedelta(days=3), path=gone.path,
    )  # fmt: skip
    assert then(county, TODAY).counts()["overdue"] == 6
    assert then(county, TODAY + timedelta(days=3)).counts()["overdue"] == 5


def test_before_the_record_began_the_list_is_that_of_the_figure_of_the_month(county: Cast) -> None:
    """Every rule: what the list of the last day of March counts is the figure of March, which was made the same way."""
    operations.derive_history(on=TODAY, months=2)
    end = date(2026, 3, 31)
    for rule in load().rules():
        found = then(county, end, rule.id)
        kept = Figure.objects.filter(rule=rule.id, month=date(2026, 3, 1), path="0001").first()
        named = {status: getattr(kept, status) for status in found.counts()} if kept else {}
        assert not found.recorded
        assert found.counts() == named, rule.id


def test_a_list_worked_out_anew_has_its_days_and_numbers(county: Cast) -> None:
    (row, *_) = then(county, date(2026, 3, 31)).duties(status=OPEN).rows
    assert row.id == 0
    assert row.needed == 1
    assert row.due_on is not None


def test_kept_duties_are_left_alone_by_looking_back(county: Cast) -> None:
    before = set(Obligation.objects.values_list("pk", "status", "since"))
    then(county, date(2026, 3, 31)).duties()
    assert set(Obligation.objects.values_list("pk", "status", "since")) == before


def test_a_stranger_finds_no_past_list_of_another_subtree(county: Cast) -> None:
    with pytest.raises(NotVisible):
        then(county, date(2026, 3, 31), who="stranger", path=county.organisations["township"].path)
    for on in (TODAY, date(2026, 3, 31)):
        assert then(county, on, "0.2.minimum", "stranger").duties().total == 1
    with pytest.raises(NotVisible):
        then(county, TODAY, who="stranger", path="341823100", by="area")


def test_by_area_too(county: Cast) -> None:
    _appointed(county)
    for on in (TODAY, date(2026, 3, 31)):
        found = then(county, on, "0.2.minimum", path="341823100", by="area")
        assert found.duties().total == 2
        assert sum(place.total for place in found.places()) == 2


def test_the_day_on_which_the_record_began_is_kept(county: Cast) -> None:
    operations.derive(on=LATER)
    assert (Derivation.objects.get().begun_on, Derivation.objects.get().as_of) == (TODAY, LATER)
    scope = county.scope("county_officer")
    assert past.is_past(scope)
    assert not past.is_past(scope.on(LATER))


def test_a_past_list_that_goes_out_is_that_of_its_day_and_written_down(county: Cast) -> None:
    actor = county.actor("county_officer")
    back = type(actor)(actor.account_id, actor.label, actor.scope.on(date(2026, 3, 31)))
    rows = operations.export(actor=back, on=TODAY, rule=SECRETARY, path="0001", status=OPEN)
    assert {row.id for row in rows} == {0}
    assert "2026-03-31" in Entry.objects.get(action="export.duties").summary


@pytest.mark.parametrize("rows", [1, 3])
def test_a_past_list_takes_the_same_queries_for_one_row_and_for_three(
    county: Cast, rows: int, django_assert_num_queries
) -> None:
    kept = Transition.objects.filter(rule=SECRETARY).values_list("pk", flat=True)[:rows]
    Transition.objects.exclude(pk__in=list(kept)).delete()
    found = then(county, TODAY)
    with django_assert_num_queries(4):
        found.duties()
    with django_assert_num_queries(2):
        found.places()
