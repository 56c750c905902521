"""The record of a person says whether he or she is away."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast
from zhendi.domain.mobile.models import Outgoing

pytestmark = pytest.mark.django_db


def test_record_tells_where_a_member_went_and_when_last_heard_of(cast: Cast) -> None:
    person, branch = cast.people["member"], cast.organisations["branch"]
    address = f"/members/{person.pk}"
    assert "松江区" not in cast.client("secretary").get(address).content.decode()
    Outgoing(
        person=person, name=person.name, organisation=branch, path=branch.path, city="上海市", district="松江区",
        moved_on=date(2026, 3, 1), moved_precision="m", contact_name="石守成", valid_from=date(2026, 3, 1),
    ).save()  # fmt: skip
    shown = cast.client("secretary").get(address).content.decode()
    assert "外出到上海市松江区，2026年3月起；没有联系记录，联系人石守成" in shown
