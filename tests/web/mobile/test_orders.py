"""Lists of hand-overs, feedback and transfers are put in order as the reader chooses, under the same count of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.people.test_letters_from_outside import enter as enter_letter
from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY
from tests.web.mobile.test_lists import sheet
from tests.web.mobile.test_pairs import come
from zhendi.domain.mobile.models import Feedback, HandOver
from zhendi.domain.mobile.queries import feedback, hand_overs
from zhendi.domain.people.models import Transfer
from zhendi.domain.people.queries import transfers
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
NAMES = ("丙新", "乙新", "甲新")
FEEDBACK, OWED, HANDED, SENT = "mobile-feedback", "owed", "mobile-hand-overs", "transfers"


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def chosen(names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The names with their places among all three."""
    return ((serial, name) for serial, name in enumerate(NAMES) if name in names)


def handed(cast: Cast, names: tuple[str, ...]) -> None:
    """The earlier, the later in the alphabet; the last one has been picked up."""
    places = (cast.organisations["branch"], cast.organisations["township"], cast.organisations["branch"])
    for serial, name in chosen(names):
        row = HandOver(
            name=name, citizen_number=citizen_number(81 + serial), organisation=places[serial], path=places[serial].path,
            office="school" if serial else "veterans", office_name=f"第{serial}校", valid_from=date(2026, 6, 1 + serial),
        )  # fmt: skip
        if serial == 2:
            row.closed_on, row.outcome, row.settled_by = TODAY, "contacted", "石守成"
        row.save()


def said(cast: Cast, names: tuple[str, ...]) -> None:
    """The earlier one came to more; the last one is not looked at yet."""
    for serial, name in chosen(names):
        row = come(cast, name, sending=f"第{9 - serial}支部")
        Feedback.objects.create(
            incoming=row, year=2026, half=1, way="register", organisation=f"第{serial}站", attended=5 - serial, held=6,
            conduct="好", by="周", said_on=date(2026, 6, 1 + serial), checked_on=None if serial == 2 else TODAY,
        )  # fmt: skip


def owed(cast: Cast, names: tuple[str, ...]) -> None:
    for serial, name in chosen(names):
        come(cast, name, moved_on=date(2025, 1 + serial, 1))


def sent(cast: Cast, names: tuple[str, ...]) -> None:
    for serial, name in chosen(names):
        key = enter_letter(cast, citizen_number=citizen_number(71 + serial), name=name)
        Transfer.objects.filter(pk=key).update(
            opened_on=TODAY - timedelta(days=9 - serial), from_name=f"第{9 - serial}市委"
        )


LISTS: dict[str, tuple[Any, str, dict[str, str], int]] = {
    HANDED: (handed, "county_officer", {}, 8),
    FEEDBACK: (said, "stranger", {"half": "2026-1"}, 6),
    OWED: (owed, "stranger", {"half": "2026-1", "view": "owed"}, 6),
    SENT: (sent, "stranger", {}, 9),
}
IN_ORDER = [
    (HANDED, "", "丙乙甲"), (HANDED, "new", "甲乙丙"), (HANDED, "place", "乙丙甲"), (HANDED, "office", "乙甲丙"),
    (HANDED, "nonsense", "丙乙甲"),
    (FEEDBACK, "", "甲乙丙"), (FEEDBACK, "new", "甲乙丙"), (FEEDBACK, "branch", "甲乙丙"), (FEEDBACK, "office", "丙乙甲"),
    (FEEDBACK, "few", "甲乙丙"), (FEEDBACK, "tree", "甲乙丙"),
    (OWED, "long", "丙乙甲"), (OWED, "new", "甲乙丙"),
    (SENT, "new", "甲乙丙"), (SENT, "long", "丙乙甲"), (SENT, "tree", "甲乙丙"), (SENT, "nonsense", "甲乙丙"),
]  # fmt: skip


def get(client: Client, of: str, **words: str) -> str:
    answer = client.get(reverse(FEEDBACK if of == OWED else of), words)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("of", "order", "names"), IN_ORDER)
def test_a_list_stands_in_the_order_that_was_chosen_and_goes_out_in_it(
    cast: Cast, of: str, order: str, names: str
) -> None:
    fill, who, words, _ = LISTS[of]
    fill(cast, NAMES)
    client = cast.client(who)
    text = get(client, of, sort=order, **words)
    places = {name: text.index(f"{name}新</") for name in "甲乙丙"}
    assert "".join(sorted(places, key=lambda name: places[name])) == names
    out = sheet(client.post(reverse(f"{FEEDBACK if of == OWED else of}-export"), {"sort": order, **words}))
    assert "".join(row[0][0] for row in out) == names
    assert sheet(client.post(reverse(f"{FEEDBACK if of == OWED else of}-export"), {"q": "没有", **words})) == []


@pytest.mark.parametrize(
    ("of", "order"),
    [
        *((HANDED, order) for order, _ in hand_overs.ORDERS), *((FEEDBACK, order) for order, _ in feedback.ORDERS),
        *((OWED, order) for order, _ in feedback.OWED_ORDERS), *((SENT, order) for order, _ in transfers.ORDERS),
    ],
)  # fmt: skip
def test_no_order_costs_more_questions_for_three_than_for_one(
    cast: Cast, of: str, order: str, django_assert_num_queries: Any
) -> None:
    fill, who, words, many = LISTS[of]
    client = cast.client(who)
    get(client, of, **words)
    for names in (NAMES[:1], NAMES[1:]):  # one, then three
        fill(cast, names)
        with django_assert_num_queries(many):
            text = get(client, of, sort=order, **words)
        assert "排列" in text
