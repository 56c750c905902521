"""Three directions: partners are linked, and a shared document reaches exactly those it was shared with."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.setup.county import APRIL, MAY, TODAY, act, refusal, scope
from tests.people import Cast
from zhendi.domain.setup.operations import co_building as deeds
from zhendi.domain.setup.queries import co_building, partnerships
from zhendi.domain.setup.queries.partnerships import Filters
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 shared"


def seen(cast: Cast, place: str) -> tuple[str, ...]:
    """Titles of the documents that reach an organisation."""
    row = co_building.directions(scope(cast, "county_officer"), cast.organisations[place].pk)
    return tuple(each.title for each in row.documents)


def share(cast: Cast, place: str, *directions: str) -> int:
    """A document shared by an organisation."""
    words = {"organisation_id": cast.organisations[place].pk, "title": "学习材料", "content": PDF}
    return deeds.share(**act(cast, "county_officer", on=MAY, directions=list(directions), **words))


@pytest.mark.parametrize(
    ("direction", "reached"), [("below", {"branch", "second"}), ("above", {"county"}), ("beside", {"other"})]
)
def test_a_document_reaches_those_of_its_direction_alone(cast: Cast, direction: str, reached: set[str]) -> None:
    link = {"organisation_id": cast.organisations["township"].pk, "partner_name": "茂林镇党委", "purpose": "互学"}
    deeds.link(**act(cast, "county_officer", on=APRIL, **link))
    share(cast, "township", direction)
    places = {place for place in ("county", "other", "branch", "second", "away", "office") if seen(cast, place)}
    assert places == reached


def test_partners_are_linked_once_and_parted_by_either(cast: Cast) -> None:
    words = {"organisation_id": cast.organisations["township"].pk, "partner_name": "茂林镇党委", "purpose": "互学"}
    held = deeds.link(**act(cast, on=APRIL, **words))
    assert refusal(deeds.link, **act(cast, on=APRIL, **words)).code == "unchanged"
    assert refusal(deeds.link, **act(cast, on=APRIL, **(words | {"partner_name": "没有的支部"}))).field == "partner"
    other = {"organisation_id": cast.organisations["other"].pk, "co_building_id": held}
    deeds.part(**act(cast, "stranger", on=MAY, **other))
    assert not co_building.directions(scope(cast), cast.organisations["township"].pk).partners
    assert co_building.directions(scope(cast, as_of=APRIL), cast.organisations["township"].pk).partners


def test_a_document_is_shared_no_longer_for_a_reason_and_the_past_keeps_it(cast: Cast) -> None:
    held = share(cast, "township", "below")
    town = cast.organisations["township"].pk
    words = {"organisation_id": town, "document_id": held, "reason": "换了新版"}
    assert refusal(deeds.unshare, **act(cast, on=TODAY, **(words | {"reason": ""}))).field == "reason"
    assert refusal(deeds.unshare, **act(cast, on=APRIL, **words)).code == "day_early"
    for who in ("stranger", "villager"):
        with pytest.raises(NotVisible):
            deeds.unshare(**act(cast, who, on=TODAY, **words))
    with pytest.raises(NotVisible):
        deeds.unshare(**act(cast, on=TODAY, **(words | {"organisation_id": cast.organisations["branch"].pk})))
    deeds.unshare(**act(cast, on=TODAY, **words))
    assert seen(cast, "branch") == ()
    branch = cast.organisations["branch"].pk
    assert co_building.directions(scope(cast, as_of=MAY), branch).documents
    assert "换了新版" in Entry.objects.order_by("-no").first().summary
    with pytest.raises(NotVisible):
        deeds.unshare(**act(cast, on=TODAY, **words))


def test_partnerships_are_listed_for_both_sides_and_searched(cast: Cast, django_assert_num_queries: Any) -> None:
    words = {"organisation_id": cast.organisations["township"].pk, "partner_name": "茂林镇党委", "purpose": "互学"}
    held = deeds.link(**act(cast, on=APRIL, **words))
    reader = scope(cast)
    with django_assert_num_queries(2):
        (row,) = partnerships.listing(reader, Filters()).rows
    assert (row.organisation_id, row.partner_id, row.partner) == (words["organisation_id"], None, "茂林镇党委")
    (other,) = partnerships.listing(scope(cast, "stranger"), Filters("互学")).rows
    assert (other.organisation_id, other.partner_id) == (None, cast.organisations["other"].pk)
    assert partnerships.listing(reader, Filters("没有的")).total == 0
    deeds.part(**act(cast, on=MAY, organisation_id=words["organisation_id"], co_building_id=held))
    assert [partnerships.listing(scope(cast), Filters(state=state)).total for state in ("", "ended", "all")] == [
        0,
        1,
        1,
    ]
    assert partnerships.listing(scope(cast, as_of=APRIL), Filters()).total == 1
    assert partnerships.listing(scope(cast, "member"), Filters(state="all")).total == 0


def test_a_stranger_finds_neither_page_nor_document(cast: Cast) -> None:
    share(cast, "branch", "above")
    with pytest.raises(NotVisible):
        co_building.directions(scope(cast, "stranger"), cast.organisations["branch"].pk)
    words = {
        "organisation_id": cast.organisations["branch"].pk,
        "title": "材料",
        "content": PDF,
        "directions": ["above"],
    }
    with pytest.raises(NotVisible):
        deeds.share(**act(cast, "stranger", on=MAY, **words))
    nowhere = act(cast, on=MAY, **(words | {"directions": []}))
    assert refusal(deeds.share, **nowhere).field == "directions"


def test_the_page_shares_and_gives_out(cast: Cast) -> None:
    client, town = cast.client("township_officer"), cast.organisations["township"].pk
    upload = {"file": SimpleUploadedFile("a.pdf", PDF), "title": "学习材料", "directions": ["below"]}
    assert client.post(reverse("directions-act", args=[town, "share"]), upload).status_code == 302
    branch = cast.organisations["branch"].pk
    (row,) = co_building.directions(cast.scope("township_officer"), branch).documents
    secretary = cast.client("secretary")
    assert "学习材料" in secretary.get(reverse("directions", args=[branch])).content.decode()
    assert secretary.get(reverse("directions-document", args=[branch, row.file_id])).content == PDF
    assert (
        client.post(reverse("directions-act", args=[town, "link"]), {"partner": "", "purpose": ""}).status_code == 422
    )
