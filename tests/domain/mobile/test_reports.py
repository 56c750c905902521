"""Half-yearly reports: figures out of the registers, filed by the branch, added up by township."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people import Cast, citizen_number
from zhendi.domain.mobile.half_years import Half, half_of
from zhendi.domain.mobile.models import HalfYearReport, Incoming, Outgoing
from zhendi.domain.mobile.operations import certificates, reports
from zhendi.domain.mobile.queries import reports as queries
from zhendi.kernel.errors import NotVisible, Refused

FIRST = Half(2026, 1)
FILED = date(2026, 6, 20)


def away(
    cast: Cast, serial: int, since: date, until: date | None = None, ended: str = "", place: str = "branch"
) -> int:
    """One more member away."""
    one = cast.organisations[place]
    return Outgoing.objects.create(
        name=f"外出{serial}", citizen_number=citizen_number(100 + serial), organisation=one, path=one.path,
        valid_from=since, valid_to=until, ended=ended,
    ).pk  # fmt: skip


def figures(cast: Cast, day: date = FILED, half: Half = FIRST) -> dict[str, int]:
    """The branch's figures on a day."""
    scope = cast.scope("secretary").on(day)
    return queries.report(scope, cast.organisations["branch"].pk, half).figures


def test_what_was_plus_who_went_less_who_came_back_is_what_is(cast: Cast) -> None:
    away(cast, 1, date(2026, 2, 1))
    away(cast, 2, date(2025, 3, 1), date(2026, 4, 1), "returned")
    away(cast, 3, date(2026, 3, 1), date(2026, 5, 1), "transferred")
    away(cast, 4, date(2025, 1, 1), date(2025, 12, 31), "returned")
    found = figures(cast)
    assert (found["start"], found["left"], found["returned"], found["other"], found["end"]) == (2, 2, 1, 1, 2)
    assert found["start"] + found["left"] - found["returned"] - found["other"] == found["end"]


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 1)])
def test_the_sum_holds_on_every_day(cast: Cast, day: date) -> None:
    away(cast, 1, date(2026, 1, 1))
    away(cast, 2, date(2025, 12, 31), date(2026, 1, 1), "returned")
    away(cast, 3, date(2026, 6, 30))
    found = figures(cast, day)
    assert found["start"] + found["left"] - found["returned"] - found["other"] == found["end"]


def test_certificates_are_counted(cast: Cast) -> None:
    movement = Outgoing.objects.get(person=cast.people["mobile_member"])
    certificates.issue(actor=cast.actor("secretary"), on=date(2026, 3, 1), movement_ids=[movement.pk])
    assert figures(cast)["certificates"] == 1
    assert figures(cast, date(2026, 2, 1))["certificates"] == 0


def test_report_keeps_the_figures_of_the_day_it_was_filed(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    reports.file(actor=cast.actor("secretary"), on=FILED, organisation_id=branch, remark="  一人去向不明 ")
    away(cast, 1, date(2026, 6, 25))
    row = queries.report(cast.scope("secretary").on(date(2026, 6, 28)), branch, FIRST)
    assert (row.filed["end"], row.figures["end"], row.remark) == (1, 2, "一人去向不明")
    reports.file(actor=cast.actor("secretary"), on=date(2026, 6, 28), organisation_id=branch)
    assert HalfYearReport.objects.get().figures["end"] == 2


def test_report_is_not_filed_months_ahead(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    with pytest.raises(Refused) as refused:
        reports.file(actor=cast.actor("secretary"), on=date(2026, 5, 29), organisation_id=branch)
    assert refused.value.code == "too_early"
    reports.file(actor=cast.actor("secretary"), on=date(2026, 5, 30), organisation_id=branch)


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "member"])
def test_report_of_another_branch_is_not_found(cast: Cast, who: str) -> None:
    branch = cast.organisations["branch"].pk
    with pytest.raises(NotVisible):
        reports.file(actor=cast.actor(who), on=FILED, organisation_id=branch)
    with pytest.raises(NotVisible):
        queries.report(cast.scope(who), branch, FIRST)


def test_committee_files_none_of_its_own(cast: Cast) -> None:
    with pytest.raises(Refused):
        reports.file(actor=cast.actor("township_officer"), on=FILED, organisation_id=cast.organisations["township"].pk)


def test_townships_add_up_their_branches(cast: Cast) -> None:
    away(cast, 1, date(2026, 2, 1), place="second")
    away(cast, 2, date(2026, 2, 1), place="away")
    Incoming.objects.create(
        name="来人", citizen_number=citizen_number(150), organisation=cast.organisations["township"],
        path=cast.organisations["township"].path, valid_from=date(2026, 1, 5),
    )  # fmt: skip
    reports.file(actor=cast.actor("secretary"), on=FILED, organisation_id=cast.organisations["branch"].pk)
    scope = cast.scope("county_officer").on(FILED)
    found = queries.by_township(queries.sheet(scope, FIRST))
    assert [(each.name, each.figures["end"], each.filed, each.due) for each in found.lines] == [
        ("中共泾县泾川镇委员会", 2, 1, 2), ("中共泾县茂林镇委员会", 1, 0, 1),
    ]  # fmt: skip
    assert (found.total["end"], found.total["incoming"], found.filed, found.due) == (3, 1, 1, 3)
    town = cast.organisations["township"].path
    assert queries.sheet(scope, FIRST, under=town).total["end"] == 2
    mine = queries.sheet(cast.scope("stranger").on(FILED), FIRST)
    assert [each.name for each in mine.lines] == ["中共泾县茂林镇茂林村支部委员会"]
    assert [each.name for each in queries.sheet(scope, FIRST, state="filed").lines] == [
        "中共泾县泾川镇百园村支部委员会"
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_sheet_asks_the_same_number_of_queries_for_one_and_for_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    Outgoing.objects.all().delete()
    for serial, place in list(enumerate(("branch", "second", "away")))[:count]:
        away(cast, serial, date(2026, 2, 1), place=place)
    scope = cast.scope("county_officer").on(FILED)
    with django_assert_num_queries(14):
        assert len(queries.sheet(scope, FIRST).lines) == count


def test_half_years_follow_each_other() -> None:
    assert half_of(date(2026, 6, 30)) == FIRST
    assert half_of(date(2026, 7, 1)) == Half(2026, 2)
    assert (FIRST.begins, FIRST.last, FIRST.name) == (date(2026, 1, 1), date(2026, 6, 30), "2026年上半年")
    assert FIRST.before() == Half(2025, 2)
    assert Half(2025, 2).last == date(2025, 12, 31)
