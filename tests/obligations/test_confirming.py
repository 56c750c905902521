"""The county confirms the numbers by which it is measured: who may, with what document, and once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import Refused
from zhendi.kernel.parameters import load
from zhendi.obligations import confirming
from zhendi.obligations.models import Confirmation
from zhendi.obligations.queries import confirmations

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
FULL, CATCH_UP = "branch.minimum_full", "recurring.catch_up"


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def confirm(cast: Cast, who: str = "county_officer", **words) -> int:
    given = {"codes": [FULL, CATCH_UP], "document": "泾组〔2026〕12号", "confirmed_by": "县委组织部"} | words
    return confirming.confirm(actor=cast.actor(who), on=TODAY, **given)


def refused(cast: Cast, code: str, **words) -> Refused:
    with pytest.raises(Refused) as found:
        confirm(cast, **words)
    assert found.value.code == code
    return found.value


def test_what_is_confirmed_says_by_whom_by_what_and_when(cast: Cast) -> None:
    assert confirm(cast) == 2
    known = confirmations.confirmed()
    found = confirmations.of(load().at(FULL, TODAY), known)
    assert found is not None
    assert (found.by, found.document, found.on, found.value) == ("县委组织部", "泾组〔2026〕12号", TODAY, 3)
    assert confirmations.of(load().at("nudge.days", TODAY), known) is None
    entry = Entry.objects.get(action="obligations.confirmed")
    assert (entry.summary, entry.path) == ("县委核对参数2个：泾组〔2026〕12号", "0001")


def test_a_form_sent_twice_confirms_once(cast: Cast) -> None:
    confirm(cast)
    refused(cast, "done")
    assert confirm(cast, codes=[FULL, "nudge.days"]) == 1
    assert Confirmation.objects.count() == 3


def test_a_number_that_reads_otherwise_is_unconfirmed_again(cast: Cast) -> None:
    confirm(cast)
    Confirmation.objects.filter(code=FULL).update(value=4)
    known = confirmations.confirmed()
    assert confirmations.of(load().at(FULL, TODAY), known) is None
    assert confirm(cast) == 1


def test_a_list_can_be_confirmed_too(cast: Cast) -> None:
    (code,) = [code for code, each in load().by_code.items() if isinstance(each.values[-1].value, list)][:1]
    assert confirm(cast, codes=[code]) == 1
    assert confirmations.of(load().at(code, TODAY), confirmations.confirmed()) is not None


@pytest.mark.parametrize("who", ["township_officer", "stranger", "secretary", "member", "clerk", "villager"])
def test_only_a_committees_post_at_the_highest_place_confirms(cast: Cast, who: str) -> None:
    refused(cast, "forbidden", who=who)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"codes": []}, "codes"),
        ({"codes": ["no.such"]}, "codes"),
        ({"document": "  "}, "document"),
        ({"confirmed_by": ""}, "confirmed_by"),
    ],
)
def test_what_is_missing_is_said(cast: Cast, words: dict, code: str) -> None:
    assert refused(cast, code, **words).field == code
