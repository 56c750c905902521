"""Splits and dissolutions carried to the end, steps taken late, and what a stranger finds of points and directions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.domain.ballots.hall import people
from tests.domain.setup.county import APRIL, TODAY, act, cover, refusal, scope, unit
from tests.domain.setup.test_procedures import ASKED, FILED, MET, OPENED, REPLIED, agreed, blanks, founded, opened
from tests.people import Cast
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.domain.setup.models import Coverage, Procedure
from zhendi.domain.setup.operations import co_building, model_points, procedure_deciding, procedure_standardising
from zhendi.domain.setup.operations.procedure_founding import Meeting, carry_out
from zhendi.domain.setup.operations.procedure_opening import Reshaping, open_reshaping
from zhendi.domain.setup.queries import model_points as points
from zhendi.domain.setup.queries import procedure_forms, procedure_records, procedures

pytestmark = pytest.mark.django_db

PART = "中共泾川镇百园村第二支部委员会"


def ready(cast: Cast, sort: str, **words: Any) -> int:
    """A change of the village branch that waits to be put into effect."""
    one = Reshaping(sort, cast.organisations["branch"].pk, "村大人多", **words)
    held = open_reshaping(**act(cast, on=OPENED, reshaping=one))
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    procedure_deciding.approve(**act(cast, on=REPLIED, procedure_id=held, number="泾川委〔2026〕11号"))
    return held


def state(cast: Cast, held: int, day: date = TODAY) -> procedures.Row:
    """The line of a procedure as of a day."""
    return procedure_records.record(scope(cast, as_of=day), held).row


def of(place: Organisation | int) -> set[int]:
    """Who is a member there today."""
    return set(Membership.objects.as_of(TODAY).filter(organisation=place).values_list("person_id", flat=True))


def test_a_branch_is_split_with_the_members_chosen_and_ends_with_its_filing(cast: Cast) -> None:
    go = {person.pk for person in people(cast, 8)[:4]}
    held = ready(cast, "split", kind="branch", full_name=PART)
    offered = {key for key, _ in procedure_forms.members(scope(cast), held)}
    assert go < offered == of(cast.organisations["branch"])
    made = carry_out(**act(cast, on=MET, procedure_id=held, meeting=Meeting(person_ids=sorted(go))))
    assert of(made) == go
    assert of(cast.organisations["branch"]) == offered - go
    one = Organisation.objects.get(pk=made)
    assert (one.full_name, one.founded_on, one.parent) == (PART, MET, cast.organisations["township"])
    procedure_standardising.file(**act(cast, on=FILED, procedure_id=held))
    assert state(cast, held).state == "standardised"


def test_a_split_that_leaves_too_few_or_takes_strangers_writes_nothing(cast: Cast) -> None:
    people(cast, 8)
    held = ready(cast, "split", kind="branch", full_name=PART)
    here = of(cast.organisations["branch"])
    for chosen in ([], [cast.people["member"].pk], sorted(here), [cast.people["stranger"].pk]):
        refusal(carry_out, **act(cast, on=MET, procedure_id=held, meeting=Meeting(person_ids=chosen)))
    assert of(cast.organisations["branch"]) == here
    assert not Organisation.objects.filter(full_name=PART).exists()
    assert state(cast, held).state == "approved"


def test_a_dissolution_hands_members_and_units_to_the_successor(cast: Cast) -> None:
    key = unit(cast, said_full=3)
    cover(cast, key)
    before = of(cast.organisations["branch"])
    held = ready(cast, "dissolve", target_id=cast.organisations["second"].pk)
    carry_out(**act(cast, on=MET, procedure_id=held, meeting=Meeting()))
    assert Organisation.objects.get(pk=cast.organisations["branch"].pk).dissolved_on == MET
    assert before <= of(cast.organisations["second"])
    assert not of(cast.organisations["branch"])
    now = Coverage.objects.get(unit=key, valid_to=None)
    assert (now.organisation, now.valid_from) == (cast.organisations["second"], MET)
    procedure_standardising.file(**act(cast, on=FILED, procedure_id=held))
    assert state(cast, held).state == "standardised"


def test_a_dissolution_without_a_successor_leaves_the_units_blank(cast: Cast) -> None:
    founded(cast)
    made = Procedure.objects.get().made
    assert made is not None
    assert blanks(cast, FILED) == 0
    held = open_reshaping(**act(cast, on=FILED, reshaping=Reshaping("dissolve", made.pk, "厂子停产，没有党员")))
    procedure_deciding.apply(**act(cast, on=FILED, procedure_id=held))
    procedure_deciding.approve(**act(cast, on=FILED, procedure_id=held, number="泾川委〔2026〕13号"))
    assert blanks(cast, FILED) == 0, "a reply ends nothing"
    carry_out(**act(cast, on=TODAY, procedure_id=held, meeting=Meeting()))
    assert (blanks(cast, FILED), blanks(cast)) == (0, 1), "the past stays"
    made.refresh_from_db()
    assert made.dissolved_on == TODAY


def test_an_organisation_with_members_is_not_dissolved_without_a_successor(cast: Cast) -> None:
    key = unit(cast, said_full=3)
    cover(cast, key)
    held = ready(cast, "dissolve")
    refusal(carry_out, **act(cast, on=MET, procedure_id=held, meeting=Meeting()))
    assert blanks(cast) == 0, "the unit keeps its coverage: all or nothing"
    assert state(cast, held).state == "approved"


def test_a_late_reply_is_shown_late_and_may_still_be_given(cast: Cast) -> None:
    held = opened(cast, [unit(cast, said_full=3)])
    agreed(cast, held)
    procedure_deciding.apply(**act(cast, on=OPENED, procedure_id=held))
    due = Procedure.objects.get().due_on
    assert due == date(2026, 6, 4), "one month after the application"
    last, next_day = state(cast, held, due), state(cast, held, date(2026, 6, 5))
    assert (last.late, next_day.late) == (False, True)
    assert procedures.figures(scope(cast, as_of=date(2026, 6, 5))).late == 1
    late = cast.actor("township_officer", date(2026, 6, 9))
    procedure_deciding.approve(actor=late, on=date(2026, 6, 9), procedure_id=held, number="泾川委〔2026〕12号")
    assert Procedure.objects.get().due_on == date(2026, 7, 9), "the next step runs from the reply, not from the due day"
    assert not state(cast, held, date(2026, 6, 9)).late


@pytest.mark.parametrize("number", [1, 3])
def test_the_model_points_take_the_same_queries_for_one_and_for_three(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    for place in ("branch", "second", "office")[:number]:
        words: dict[str, Any] = {"organisation_id": cast.organisations[place].pk, "summary": "阵地好"}
        model_points.put_forward(**act(cast, "county_officer", **words))
    seen = scope(cast, "county_officer")
    with django_assert_num_queries(3):
        assert len(points.listing(seen, points.Filters()).rows) == number


def test_a_stranger_finds_neither_points_nor_directions_at_any_address(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    point = model_points.put_forward(**act(cast, "secretary", organisation_id=branch, summary="阵地好"))
    words: dict[str, Any] = {
        "organisation_id": branch,
        "title": "材料",
        "content": b"%PDF-1.7",
        "directions": ["above"],
    }
    shared = co_building.share(**act(cast, "secretary", on=APRIL, **words))
    client = cast.client("stranger")
    assert cast.client("secretary").get(reverse("directions", args=[branch])).status_code == 200
    for name, args in (
        ("model-point", [point]), ("directions", [branch]), ("directions-document", [branch, shared]),
        ("model-point-picture", [point, 1]), ("model-point-public", [point]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for deed in ("evidence", "picture", "judge", "publish", "hide", "give-up"):
        assert client.post(reverse("model-point-act", args=[point, deed]), {}).status_code == 404, deed
    for deed in ("link", "part", "share"):
        assert client.post(reverse("directions-act", args=[branch, deed]), {"title": "x"}).status_code in {404, 422}
    assert client.get(reverse("model-point-new"), {"organisation": branch}).status_code == 404
    assert "百园村" not in client.get(reverse("model-points")).content.decode()
