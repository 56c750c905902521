"""Feedback on a member's half-year, from the township that has the member and from whoever holds the certificate's code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import Cast, citizen_number, mobile
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.half_years import Half
from zhendi.domain.mobile.models import Certificate, Feedback, Incoming, Outgoing
from zhendi.domain.mobile.operations import arriving, certificates, feedback
from zhendi.domain.mobile.operations.arriving import Arrival
from zhendi.domain.mobile.operations.feedback import Said
from zhendi.domain.mobile.queries import feedback as queries
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
HALF = Half(2026, 1)
FORM = {
    "half": "2026-1", "attended": "5", "held": "6", "conduct": "积极参加志愿服务", "organisation": "昆山花桥第二支部",
    "by": "周书记", "phone": mobile(71),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def row(cast: Cast) -> Outgoing:
    """A member of ours who is away."""
    return away(cast)


@pytest.fixture
def come(cast: Cast, row: Outgoing) -> Incoming:
    """The same one, on the register of the other township."""
    return arrived(cast, name=row.name, number=str(row.citizen_number))


@pytest.fixture
def token(cast: Cast, row: Outgoing) -> str:
    """The code of the certificate."""
    certificates.issue(actor=cast.actor("secretary"), on=TODAY, movement_ids=[row.pk])
    return str(Certificate.objects.get().token)


def arrived(cast: Cast, name: str = "远来客", number: str = "") -> Incoming:
    made = arriving.arrive(
        actor=cast.actor("stranger"), on=TODAY, organisation_id=cast.organisations["other"].pk,
        arrival=Arrival(name=name, citizen_number=number or citizen_number(77)),
    )  # fmt: skip
    return Incoming.objects.get(pk=made.movement_id)


def said(**changed: Any) -> Said:
    words = {"half": "2026-1", "attended": 5, "held": 6, "conduct": "积极参加志愿服务"}
    return Said(**{**words, **changed})


def by_code(**changed: Any) -> Said:
    return said(organisation="昆山花桥第二支部", by="周书记", phone=mobile(71), **changed)


def give(cast: Cast, come: Incoming, who: str = "stranger", **changed: Any) -> int:
    return feedback.give(actor=cast.actor(who), on=TODAY, movement_id=come.pk, said=said(**changed))


# --- by the township ----------------------------------------------------------------------------------------------


def test_the_home_branch_sees_what_the_township_says(cast: Cast, row: Outgoing, come: Incoming) -> None:
    give(cast, come)
    (seen,) = queries.of_member(cast.scope("secretary"), row.pk)
    assert (seen.organisation, seen.attended, seen.held, seen.waits) == ("茂林镇党委", 5, 6, False)
    page = queries.listing(cast.scope("secretary"), HALF)
    assert [each.conduct for each in page.rows] == ["积极参加志愿服务"]
    assert queries.listing(cast.scope("township_officer"), HALF).total == 1


def test_saying_it_again_changes_it_and_asks_no_more(cast: Cast, come: Incoming) -> None:
    other = arrived(cast)
    asked = queries.listing(cast.scope("stranger"), HALF, owed=True)
    assert {each.id for each in asked.asked} == {come.pk, other.pk}
    assert give(cast, come) == give(cast, come, attended=6)
    assert Feedback.objects.get().attended == 6
    asked = queries.listing(cast.scope("stranger"), HALF, owed=True)
    assert ([each.id for each in asked.asked], asked.owed) == ([other.pk], 1)


def test_one_from_elsewhere_is_said_of_for_the_township_alone(cast: Cast) -> None:
    give(cast, arrived(cast))
    assert queries.listing(cast.scope("stranger"), HALF).total == 1
    assert queries.listing(cast.scope("secretary"), HALF).total == 0


@pytest.mark.parametrize("who", ["secretary", "township_officer", "member"])
def test_only_the_township_that_has_the_member_says_it(cast: Cast, come: Incoming, who: str) -> None:
    with pytest.raises((NotVisible, Refused)):
        give(cast, come, who)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(("changed", "field"), [
    ({"half": "2026-3"}, "half"),
    ({"half": "2026-2"}, "half"),  # is still to come
    ({"half": ""}, "half"),
    ({"attended": 7}, "attended"),
    ({"attended": -1}, "attended"),
    ({"held": 201}, "held"),
    ({"conduct": " "}, "conduct"),
    ({"conduct": "长" * 401}, "conduct"),
])  # fmt: skip
def test_what_cannot_be_is_refused_under_its_field(
    cast: Cast, come: Incoming, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        give(cast, come, **changed)
    assert caught.value.field == field


# --- by the certificate's code ------------------------------------------------------------------------------------


def test_what_comes_by_the_code_waits_for_the_branch(cast: Cast, row: Outgoing, token: str) -> None:
    feedback.give_by_code(on=TODAY, token=token, said=by_code())
    (seen,) = queries.listing(cast.scope("secretary"), HALF).rows
    assert (seen.waits, seen.may_check, seen.phone) == (True, True, "199****0071")
    feedback.check(actor=cast.actor("secretary"), on=TODAY, feedback_id=seen.id, true=True)
    assert not queries.of_member(cast.scope("secretary"), row.pk)[0].waits
    with pytest.raises(Refused, match="已经核实过"):
        feedback.check(actor=cast.actor("secretary"), on=TODAY, feedback_id=seen.id, true=False)


def test_what_is_not_true_is_erased_and_the_trail_says_so(cast: Cast, token: str) -> None:
    feedback.give_by_code(on=TODAY, token=token, said=by_code())
    pk = Feedback.objects.get().pk
    for who in ("stranger", "member"):
        with pytest.raises((NotVisible, Refused)):
            feedback.check(actor=cast.actor(who), on=TODAY, feedback_id=pk, true=False)
    feedback.check(actor=cast.actor("secretary"), on=TODAY, feedback_id=pk, true=False)
    assert not Feedback.objects.exists()
    assert "不属实" in Entry.objects.latest("no").summary


def test_the_same_organisation_says_it_once_a_half_year(cast: Cast, token: str) -> None:
    feedback.give_by_code(on=TODAY, token=token, said=by_code())
    with pytest.raises(Refused, match="已经反馈过"):
        feedback.give_by_code(on=TODAY, token=token, said=by_code(conduct="别的话"))
    feedback.give_by_code(on=TODAY, token=token, said=by_code(half="2025-2"))
    assert Feedback.objects.count() == 2


def test_a_code_that_is_none_or_good_no_more_takes_nothing(cast: Cast, token: str) -> None:
    with pytest.raises(NotVisible):
        feedback.give_by_code(on=TODAY, token="guess", said=by_code())  # noqa: S106 - no secret
    Certificate.objects.update(ended_on=TODAY)
    with pytest.raises(NotVisible):
        feedback.give_by_code(on=TODAY, token=token, said=by_code())
    assert not Feedback.objects.exists()


def test_words_and_number_lie_sealed(cast: Cast, token: str) -> None:
    feedback.give_by_code(on=TODAY, token=token, said=by_code())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mobile_feedback")
        held = repr(cursor.fetchall())
    assert "志愿服务" not in held
    assert mobile(71) not in held
    assert "志愿服务" not in " ".join(each.summary + each.detail for each in Entry.objects.all())


# --- pages --------------------------------------------------------------------------------------------------------


def test_a_stranger_with_the_code_writes_and_learns_nothing(cast: Cast, row: Outgoing, token: str) -> None:
    client = Client()
    assert reverse("certificate-feedback", args=[token]) in client.get(f"/c/{token}").content.decode()
    page = client.get(f"/c/{token}/feedback").content.decode()
    assert row.name not in page
    assert "百园村" not in page
    faulty = client.post(f"/c/{token}/feedback", {**FORM, "attended": "九"})
    assert faulty.status_code == 422
    assert "积极参加志愿服务" in faulty.content.decode()
    done = client.post(f"/c/{token}/feedback", FORM)
    assert "收到了" in done.content.decode()
    assert row.name not in done.content.decode()
    assert client.post(f"/c/{token}/feedback", FORM).status_code == 422
    assert client.get("/c/guess/feedback").status_code == 404
    assert Feedback.objects.count() == 1


def test_asking_too_often_is_not_answered(cast: Cast, token: str) -> None:
    client = Client()
    codes = [client.get(f"/c/{token}/feedback").status_code for _ in range(40)]
    assert 429 in codes


def test_the_township_writes_and_the_branch_reads_and_takes_it_along(cast: Cast, come: Incoming) -> None:
    officer = cast.client("stranger")
    assert come.name in officer.get("/mobile/feedback/?view=owed").content.decode()
    address = f"/mobile/incoming/{come.pk}/feedback"
    assert "哪个半年" in officer.get(address).content.decode()
    faulty = officer.post(address, {**FORM, "held": "3"})
    assert faulty.status_code == 422
    assert "积极参加志愿服务" in faulty.content.decode()
    assert officer.post(address, FORM).status_code == 302
    secretary = cast.client("secretary")
    page = secretary.get("/mobile/feedback/").content.decode()
    assert "积极参加志愿服务" in page
    answer = secretary.post("/mobile/feedback/export", {"half": "2026-1"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert "积极参加志愿服务" in [cell.value for cell in sheet[4]]
    assert Entry.objects.filter(action="export.feedback").exists()
    assert secretary.get(address).status_code == 404


def test_the_branch_checks_on_the_page(cast: Cast, token: str) -> None:
    Client().post(f"/c/{token}/feedback", FORM)
    secretary = cast.client("secretary")
    assert "1 件待核实" in secretary.get("/mobile/feedback/").content.decode()
    secretary.post(f"/mobile/feedback/{Feedback.objects.get().pk}/check", {"true": "yes"})
    assert Feedback.objects.get().checked_on == TODAY


def test_the_list_costs_the_same_for_one_and_for_three(cast: Cast, row: Outgoing, token: str) -> None:
    counts = []
    for half in ("2026-1", "2025-2", "2025-1"):
        feedback.give_by_code(on=TODAY, token=token, said=by_code(half=half))
        with CaptureQueriesContext(connection) as captured:
            queries.of_member(cast.scope("secretary"), row.pk)
        counts.append(len(captured))
    assert len(set(counts)) == 1
    for name in ("甲支部", "乙支部", "丙支部"):
        feedback.give_by_code(on=TODAY, token=token, said=by_code()._replace(organisation=name))
    scope = cast.scope("secretary")
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.listing(scope, HALF).rows) == 4
    assert len(captured) == 4
