"""Activity certificates: held by whom, checked when, and what a scan is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Cast, citizen_number
from zhendi.domain.mobile.models import Certificate, Outgoing, Scan
from zhendi.domain.mobile.operations import certificates as operations
from zhendi.domain.mobile.queries import certificates as queries
from zhendi.domain.mobile.queries.certificates import Filters
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

ISSUED = date(2026, 3, 1)


def issue(cast: Cast, on: date = ISSUED, who: str = "secretary") -> Certificate:
    """The mobile member's certificate."""
    movement = Outgoing.objects.get(person=cast.people["mobile_member"])
    operations.issue(actor=cast.actor(who, on), on=on, movement_ids=[movement.pk])
    return Certificate.objects.get(movement=movement, ended_on=None)


def more_away(cast: Cast, count: int) -> list[int]:
    """Members away of the same branch."""
    branch = cast.organisations["branch"]
    return [
        Outgoing.objects.create(
            name=f"外出{n}", citizen_number=citizen_number(50 + n), organisation=branch, path=branch.path,
            valid_from=date(2025, 1, 1),
        ).pk
        for n in range(count)
    ]  # fmt: skip


def token(one: Certificate) -> str:
    """What the QR code holds."""
    return str(one.token)


def test_scan_is_told_valid_and_the_issuing_organisation_and_nothing_personal(cast: Cast) -> None:
    said = queries.answer(token(issue(cast)), ISSUED)
    assert said == (True, True, "中共泾县泾川镇委员会", ISSUED)
    assert "燕南飞" not in repr(said)


def test_scan_of_an_unknown_token_is_told_nothing(cast: Cast) -> None:
    issue(cast)
    assert queries.answer("guess", ISSUED) == (False, False, "", ISSUED)
    assert queries.answer("", ISSUED) == (False, False, "", ISSUED)


def test_token_is_not_in_the_table_as_it_stands_in_the_code(cast: Cast) -> None:
    made = issue(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, token_index FROM mobile_certificate")
        assert token(made) not in str(cursor.fetchall())
    assert len(token(made)) >= 32


@pytest.mark.parametrize(
    ("day", "good"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False), (date(2026, 2, 28), False)]
)
def test_certificate_is_good_for_a_year_after_its_last_check(cast: Cast, day: date, good: bool) -> None:
    assert queries.answer(token(issue(cast)), day).good is good


def test_check_makes_it_good_for_another_year(cast: Cast) -> None:
    made, later = issue(cast), date(2027, 4, 1)
    assert not queries.answer(token(made), later).good
    assert operations.check(actor=cast.actor("secretary"), on=later, certificate_ids=[made.pk]) == 1
    assert queries.answer(token(made), later).good
    assert operations.check(actor=cast.actor("secretary"), on=later, certificate_ids=[made.pk]) == 0


def test_lost_certificate_is_not_valid_from_that_day_and_another_may_be_issued(cast: Cast) -> None:
    made, later = issue(cast), date(2026, 5, 1)
    operations.end(actor=cast.actor("secretary"), on=later, certificate_id=made.pk, ended="lost", note="火车上")
    assert not queries.answer(token(made), later).good
    second = issue(cast, on=later)
    assert second.serial == made.serial + 1
    assert token(second) != token(made)


def test_second_certificate_is_refused_while_one_is_held(cast: Cast) -> None:
    issue(cast)
    with pytest.raises(Refused) as refused:
        issue(cast)
    assert refused.value.code == "held"


def test_many_are_issued_in_the_statements_of_one(cast: Cast) -> None:
    one, actor = more_away(cast, 1), cast.actor("secretary")
    with CaptureQueriesContext(connection) as first:
        operations.issue(actor=actor, on=ISSUED, movement_ids=one)
    three = [
        Outgoing.objects.create(
            name=f"再出{n}", citizen_number=citizen_number(60 + n), organisation=cast.organisations["branch"],
            path=cast.organisations["branch"].path, valid_from=date(2025, 1, 1),
        ).pk
        for n in range(3)
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as second:
        assert operations.issue(actor=actor, on=ISSUED, movement_ids=three) == 3
    mine = [
        len([q for q in each if "mobile_certificate" in q["sql"] and "obligations" not in q["sql"]])
        for each in (first, second)
    ]
    assert mine[0] == mine[1]
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "member", "mobile_member"])
def test_certificate_of_another_is_not_found(cast: Cast, who: str) -> None:
    made = issue(cast)
    with pytest.raises(NotVisible):
        operations.end(actor=cast.actor(who), on=ISSUED, certificate_id=made.pk, ended="lost")
    with pytest.raises(NotVisible):
        operations.issue(actor=cast.actor(who), on=ISSUED, movement_ids=[made.movement_id])
    if who != "mobile_member":
        with pytest.raises(NotVisible):
            queries.record(cast.scope(who), made.pk)


def test_member_reads_the_own_certificate(cast: Cast) -> None:
    made = issue(cast)
    own = queries.own_certificate(cast.scope("mobile_member"))
    assert own is not None
    assert (own.id, own.may_keep) == (made.pk, False)
    assert queries.own_certificate(cast.scope("member")) is None


def test_list_tells_who_holds_none_and_whose_check_is_due(cast: Cast) -> None:
    made, others = issue(cast), more_away(cast, 2)
    scope = cast.scope("secretary")

    def found(day: date, state: str) -> list[int]:
        return [each.movement_id for each in queries.listing(scope.on(day), Filters(state=state)).rows]

    assert found(ISSUED, "held") == [made.movement_id]
    assert found(ISSUED, "none") == others
    assert found(date(2027, 2, 28), "due") == []
    assert found(date(2027, 3, 1), "due") == [made.movement_id]
    assert queries.figures(scope.on(date(2027, 3, 1))) == (3, 1, 1)
    operations.end(actor=cast.actor("secretary"), on=date(2027, 3, 2), certificate_id=made.pk, ended="withdrawn")
    assert found(date(2027, 3, 2), "ended") == [made.movement_id]
    assert found(date(2027, 3, 1), "held") == [made.movement_id]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries_for_one_and_for_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    Outgoing.objects.all().delete()
    operations.issue(actor=cast.actor("secretary"), on=ISSUED, movement_ids=more_away(cast, count))
    scope = cast.scope("secretary")
    with django_assert_num_queries(2):
        assert len(queries.listing(scope).rows) == count


def test_printing_gives_the_token_and_is_written_down_without_it(cast: Cast) -> None:
    made = issue(cast)
    card = operations.print_cards(actor=cast.actor("secretary"), on=ISSUED, certificate_ids=[made.pk])[0]
    assert (card.name, card.token) == ("燕南飞", token(made))
    assert token(made) not in str(Entry.objects.filter(action="mobile.certificate_printed").values())


def test_questions_of_one_source_are_limited_within_the_minute(cast: Cast) -> None:
    now = clock.now()
    answers = [operations.allow_scan(address="10.0.0.1", now=now) for _ in range(21)]
    assert answers == [True] * 20 + [False]
    assert operations.allow_scan(address="10.0.0.2", now=now)
    assert operations.allow_scan(address="10.0.0.1", now=now + timedelta(minutes=1))
    assert Scan.objects.count() == 1
    assert "10.0.0.1" not in str(Scan.objects.values())


def test_one_who_is_not_away_gets_none(cast: Cast) -> None:
    movement = Outgoing.objects.get(person=cast.people["mobile_member"])
    Outgoing.objects.filter(pk=movement.pk).update(valid_to=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        operations.issue(actor=cast.actor("secretary"), on=ISSUED, movement_ids=[movement.pk])
    assert refused.value.code == "not_away"
