"""The demonstration's moves and hand-over lists: one signed-in member is away, both sides of moves are known, lists stand
in every state.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhendi.demonstration import accounts, county
from zhendi.demonstration.accounts import ACCOUNTS, PASSWORD
from zhendi.domain.mobile.models import Certificate, Contact, HandOver, Outgoing
from zhendi.domain.mobile.queries import hand_overs, pairs
from zhendi.domain.mobile.queries.pairs import ALIKE, CLAIMED, DIFFERENT, JOINED, Filters
from zhendi.domain.people.models import Account
from zhendi.kernel import clock
from zhendi.kernel.audit import verification

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)


def build(folder: Path, months: int) -> Any:
    with clock.frozen(ON):
        county.build(folder, members=300, seed=5, on=ON, now=clock.now(), months=months)
    actor = accounts.officer(ON)
    assert actor is not None
    return actor.scope


@pytest.mark.parametrize("months", [0, 3])
def test_the_demonstration_shows_moves_and_lists_in_every_state(tmp_path: Path, months: int, client: Any) -> None:
    scope = build(tmp_path, months)
    member = Account.objects.get(username="dangyuan").person
    away = Outgoing.objects.current().get(person=member)
    assert (away.city, away.signed_by) == ("苏州市", "self")
    assert away.floating_on is not None
    assert Certificate.objects.held().filter(movement=away).exists()
    assert Contact.objects.filter(movement=away).exists() is bool(months)
    found = {kind: pairs.listing(scope, Filters(kind)).total for kind, _ in pairs.KINDS}
    assert found == {CLAIMED: 1, ALIKE: 1, DIFFERENT: 2, JOINED: 5}
    for pair in pairs.listing(scope, Filters(JOINED)).pairs:
        assert pair.place
        assert pair.township
        assert pair.sides[0].place
    days = hand_overs.listing(scope, hand_overs.Filters())
    assert (days.total, days.waiting, days.late) == (9, 4, 2)
    assert Counter(HandOver.objects.exclude(outcome="").values_list("outcome", flat=True)) == {
        "contacted": 1, "placed": 2, "elsewhere": 1, "mistake": 1,
    }  # fmt: skip
    secretary = Account.objects.get(username=ACCOUNTS[2].username)
    branch = secretary.person.posts.filter(role="secretary", valid_to=None).get().organisation
    assert [row.name for row in HandOver.objects.filter(organisation=branch)] == ["俞听雨"]
    assert verification.verify().holds
    with clock.frozen(ON + timedelta(days=1)):
        assert client.post("/sign-in", {"username": "dangyuan", "password": PASSWORD}).status_code == 302
        text = client.get("/me/").content.decode()
    assert "活动证" in text
