"""Each rule's action leads to a page that who bears the duty may open, and that a stranger does not find."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people import SINCE, Cast
from tests.security.test_every_address import records  # noqa: F401 - a record of every kind, below the cast's township
from zhendi.obligations.queries.duties import Duty, kind_of
from zhendi.policy.load import load
from zhendi.policy.schema import Rule, SubjectKind
from zhendi.web.duties import doing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)
RULES = load().rules()
VILLAGE = 341823100201
# Of what is kept by a township, not by a branch, a rule's subject is the township itself.
_OF_TOWNSHIP = {"3.5a.temporary", "4.5a.county"}
_AT_BRANCH = {"person", "outgoing", "matter", "demand", "decision", "election"}
_UP = {"branch": "township", "township": "county"}
# Who keeps the registers of a place beside its secretary.
_OFFICERS = {"branch": "township_officer", "township": "township_officer", "county": "county_officer"}


@pytest.fixture
def bearers(cast: Cast) -> Cast:
    """Every level has its secretary."""
    cast.appoint("member", "secretary", "township")
    cast.appoint("mobile_member", "secretary", "county")
    return cast


_SECRETARIES = {"branch": "secretary", "township": "member", "county": "mobile_member"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_action_of_a_rule_opens_for_who_bears_it(rule: Rule, bearers: Cast, records: dict[str, int]) -> None:  # noqa: F811
    duty, place = _duty(rule, bearers, records)
    for who in (_SECRETARIES[place], _OFFICERS[place]):
        address, words = doing.place(duty, bearers.scope(who))
        assert address and words, f"{rule.id} leads {who} nowhere"
        answer: Any = bearers.client(who).get(address, follow=True)
        assert answer.status_code == 200, f"{rule.id}: {address} does not open for {who}"
        assert not answer.request["PATH_INFO"].startswith("/sign-in")
        names_a_record = any(letter.isdigit() for letter in address.partition("?")[0])
        assert bearers.client("stranger").get(address).status_code == 404 or not names_a_record, address


@pytest.mark.parametrize("code", sorted(doing._AT_ONCE))
def test_what_is_done_for_many_at_once_opens_for_who_bears_it(code: str, bearers: Cast) -> None:
    rule = load().rule(code)
    place = "branch" if rule.bearer.of == "own" else "township"
    place = "county" if code in _OF_TOWNSHIP else place
    found = doing.at_once(rule, 3, "名")
    assert found is not None
    address, words = found
    assert words.endswith("3 名")
    answer: Any = bearers.client(_SECRETARIES[place]).get(address, follow=True)
    assert answer.status_code == 200, f"{code}: {address}"


def test_tables_name_only_rules_that_there_are() -> None:
    known = {rule.id for rule in RULES}
    assert set(doing._OF_RULE) <= known
    assert set(doing._AT_ONCE) <= known


def test_every_kind_of_subject_is_led_somewhere() -> None:
    assert {kind_of(rule) for rule in RULES} - set(doing._OWN) == {"division", "outlet", "incoming"}


def _duty(rule: Rule, cast: Cast, records: dict[str, int]) -> tuple[Duty, str]:  # noqa: F811
    kind: SubjectKind = kind_of(rule)
    at = "branch" if kind in _AT_BRANCH or (kind == "organisation" and rule.id not in _OF_TOWNSHIP) else "township"
    subject = {
        "organisation": cast.organisations[at].pk, "person": cast.people["member"].pk, "division": VILLAGE, "outlet": 1,
        "outgoing": records["movement"], **{name: key for name, key in records.items() if name != "organisation"},
    }[kind]  # fmt: skip
    place = at if rule.bearer.of == "own" else _UP[at]
    where = cast.organisations[place]
    return (
        Duty(
            1, rule.id, kind, subject, "对象", where.full_name, where.pk, where.path, "overdue", SINCE, None, TODAY, SINCE,
            3, 1, False, "", None,
        ),
        place,
    )  # fmt: skip
