"""Accounts are opened and recovered by one's own secretary, downwards only, and everything is on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.people import PASSWORD
from zhendi.domain.people import authentication
from zhendi.domain.people.models import Account, OneTimeCode
from zhendi.domain.people.operations import accounts, sessions, tokens
from zhendi.domain.people.queries import accounts as queries
from zhendi.domain.people.queries.reader import Session, reader_of
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import operator

pytestmark = pytest.mark.django_db
NEW = "tuesday-Piano-41-lamp"


def times() -> dict[str, Any]:
    return {"on": clock.today(), "now": clock.now()}


def code_for(cast, by: str, whom: str, **more) -> accounts.Code:
    return accounts.issue_code(actor=cast.actor(by), **times(), account_id=cast.accounts[whom].pk, **more)


def session(account_id: int, key: str, now: datetime) -> Session | None:
    found = reader_of(key, now)
    return found.session if found and found.account.pk == account_id else None


def test_secretary_opens_an_account_and_hands_over_a_code(cast) -> None:
    cast.villager.delete()
    code = accounts.open_account(actor=cast.actor("secretary"), **times(), person_id=cast.people["villager"].pk)
    assert code.username == "gufengnian01"
    accounts.use_code(**times(), account_id=code.account_id, code=code.text, password=NEW)
    assert Account.objects.get(pk=code.account_id).check_password(NEW)


def test_code_is_kept_as_a_digest_only(cast) -> None:
    code = code_for(cast, "secretary", "member")
    assert code.text.replace("-", "") not in str(OneTimeCode.objects.values_list())


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{blanks}"])
def test_code_may_be_typed_as_it_is_read_out(cast, typed) -> None:
    text = code_for(cast, "secretary", "member").text
    typed = typed.format(text, lower=text.lower(), blanks=text.replace("-", " "))
    accounts.use_code(**times(), account_id=cast.member.pk, code=typed, password=NEW)


def test_code_works_once(cast) -> None:
    code = code_for(cast, "secretary", "member")
    accounts.use_code(**times(), account_id=cast.member.pk, code=code.text, password=NEW)
    with pytest.raises(Refused, match="已用过"):
        accounts.use_code(**times(), account_id=cast.member.pk, code=code.text, password=NEW + "!")


def test_code_expires(cast, settings) -> None:
    code = code_for(cast, "secretary", "member")
    late = {"on": clock.today(), "now": clock.now() + settings.RECOVERY_CODE_LIFE}
    with pytest.raises(Refused, match="已过期"):
        accounts.use_code(**late, account_id=cast.member.pk, code=code.text, password=NEW)


def test_new_code_ends_the_one_before(cast) -> None:
    first, second = (code_for(cast, "secretary", "member") for _ in range(2))
    with pytest.raises(Refused):
        accounts.use_code(**times(), account_id=cast.member.pk, code=first.text, password=NEW)
    accounts.use_code(**times(), account_id=cast.member.pk, code=second.text, password=NEW)


def test_code_of_another_account_does_not_fit(cast) -> None:
    code = code_for(cast, "secretary", "member")
    code_for(cast, "secretary", "clerk")
    with pytest.raises(Refused):
        accounts.use_code(**times(), account_id=cast.clerk.pk, code=code.text, password=NEW)


def test_weak_password_is_refused_and_does_not_spend_the_code(cast) -> None:
    code = code_for(cast, "secretary", "member")
    with pytest.raises(Refused) as refused:
        accounts.use_code(**times(), account_id=cast.member.pk, code=code.text, password="123")
    assert refused.value.field == "password"
    assert len(refused.value.details) == 3
    accounts.use_code(**times(), account_id=cast.member.pk, code=code.text, password=NEW)


def test_code_ends_sessions_tokens_and_the_lock(cast) -> None:
    sessions.begin(account_id=cast.secretary.pk, session_key="k", now=clock.now(), device="", address="")
    token = tokens.issue_token(actor=cast.actor("secretary"), **times(), name="表", areas=["members"], days=9)
    code = code_for(cast, "township_officer", "secretary")
    accounts.use_code(**times(), account_id=cast.secretary.pk, code=code.text, password=NEW)
    assert session(cast.secretary.pk, "k", clock.now()) is None
    assert tokens.called(text=token.text, now=clock.now()) is None


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("secretary", "member"), ("secretary", "clerk"), ("secretary", "villager"), ("secretary", "mobile_member"),
        ("township_officer", "secretary"), ("township_officer", "member"), ("county_officer", "township_officer"),
        ("county_officer", "stranger"), ("county_officer", "member"),
    ],
)  # fmt: skip
def test_account_is_recovered_from_above(cast, by, whom) -> None:
    assert code_for(cast, by, whom).text


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("secretary", "township_officer"), ("secretary", "county_officer"), ("secretary", "stranger"), ("stranger", "member"),
        ("stranger", "secretary"), ("township_officer", "county_officer"), ("member", "secretary"), ("clerk", "member"),
        ("villager", "member"), ("member", "mobile_member"), ("township_officer", "stranger"),
    ],
)  # fmt: skip
def test_account_out_of_reach_is_not_found(cast, by, whom) -> None:
    with pytest.raises(NotVisible):
        code_for(cast, by, whom)
    with pytest.raises(NotVisible):
        accounts.close_account(actor=cast.actor(by), **times(), account_id=cast.accounts[whom].pk)
    with pytest.raises(NotVisible):
        accounts.unlock(actor=cast.actor(by), on=clock.today(), account_id=cast.accounts[whom].pk)
    with pytest.raises(NotVisible):
        accounts.rename_user(
            actor=cast.actor(by), on=clock.today(), account_id=cast.accounts[whom].pk, username="taken-over"
        )


def test_nobody_gives_a_code_to_oneself(cast) -> None:
    with pytest.raises(Refused, match="不能为自己"):
        code_for(cast, "county_officer", "county_officer")


def test_branch_secretary_cannot_take_over_a_member_with_a_post_above(cast) -> None:
    cast.appoint("member", "township_officer", "township")
    with pytest.raises(Refused, match="上级党组织任职"):
        code_for(cast, "secretary", "member")


def test_officer_with_second_factor_is_recovered_only_by_one_with_second_factor(cast) -> None:
    cast.appoint("member", "secretary", "township")
    with pytest.raises(Refused, match="两步验证"):
        code_for(cast, "member", "township_officer")
    cast.appoint("villager", "secretary", "county")
    with pytest.raises(Refused, match="两步验证"):
        code_for(cast, "villager", "county_officer")


def test_secretary_whose_post_ended_recovers_nobody(cast) -> None:
    cast.end_posts("secretary", clock.today())
    with pytest.raises(NotVisible):
        code_for(cast, "secretary", "member")


def test_operator_opens_the_first_account_of_an_installation(cast) -> None:
    cast.county_officer.delete()
    code = accounts.open_account(
        actor=operator("命令行", clock.today()),
        **times(),
        person_id=cast.people["county_officer"].pk,
        username="XianWei",
    )
    assert code.username == "xianwei"


def test_second_account_of_a_person_is_refused(cast) -> None:
    with pytest.raises(Refused, match="已有账号"):
        accounts.open_account(actor=cast.actor("secretary"), **times(), person_id=cast.people["member"].pk)


def test_closed_account_opens_again_with_a_code_and_without_its_old_password(cast) -> None:
    accounts.close_account(actor=cast.actor("secretary"), **times(), account_id=cast.member.pk)
    assert not Account.objects.get(pk=cast.member.pk).is_active
    code = accounts.open_account(
        actor=cast.actor("secretary"), **times(), person_id=cast.people["member"].pk, username="member"
    )
    opened = Account.objects.get(pk=code.account_id)
    assert opened.pk == cast.member.pk
    assert opened.is_active
    assert not opened.check_password(PASSWORD)


@pytest.mark.parametrize(
    "name", ["ab", "1abc", "19900000001", "99999919900101001x", "Grüße", "a b c", "x" * 31, "secretary"]
)
def test_user_name_that_could_be_mistaken_is_refused(cast, name) -> None:
    with pytest.raises(Refused) as refused:
        accounts.rename_user(actor=cast.actor("member"), on=clock.today(), account_id=cast.member.pk, username=name)
    assert refused.value.field == "username"


def test_owner_renames_the_own_account(cast) -> None:
    accounts.rename_user(actor=cast.actor("member"), on=clock.today(), account_id=cast.member.pk, username="River.8")
    assert authentication.named("river.8") == cast.member


def test_owner_changes_the_password_and_the_other_sessions_end(cast) -> None:
    begun = [
        sessions.begin(account_id=cast.member.pk, session_key=key, now=clock.now(), device="", address="")
        for key in "ab"
    ]
    accounts.change_password(
        actor=cast.actor("member"), **times(), current=PASSWORD, password=NEW, keep_session=begun[0]
    )
    assert session(cast.member.pk, "a", clock.now())
    assert session(cast.member.pk, "b", clock.now()) is None


@pytest.mark.parametrize(
    ("current", "password", "field"),
    [("wrong", NEW, "current"), (PASSWORD, PASSWORD, "password"), (PASSWORD, "12", "password")],
)
def test_password_change_is_refused(cast, current, password, field) -> None:
    with pytest.raises(Refused) as refused:
        accounts.change_password(actor=cast.actor("member"), **times(), current=current, password=password)
    assert refused.value.field == field


def test_every_deed_with_an_account_is_on_record_without_its_secrets(cast) -> None:
    from zhendi.kernel.audit.models import Entry

    code = code_for(cast, "secretary", "member")
    accounts.use_code(**times(), account_id=cast.member.pk, code=code.text, password=NEW)
    accounts.unlock(actor=cast.actor("secretary"), on=clock.today(), account_id=cast.member.pk)
    accounts.close_account(actor=cast.actor("secretary"), **times(), account_id=cast.member.pk)
    rows = list(Entry.objects.order_by("pk").values())
    assert [row["action"] for row in rows] == [
        "account.code_issued", "account.password_set", "account.unlocked", "account.closed",
    ]  # fmt: skip
    assert not any(secret in str(rows) for secret in (code.text, code.text.replace("-", ""), NEW))


def test_session_ends_when_unused_and_when_too_old(cast, settings) -> None:
    settings.SESSION_IDLE = timedelta(hours=2)
    begun = datetime(2026, 6, 30, 8, tzinfo=clock.ZONE)
    row = sessions.begin(account_id=cast.member.pk, session_key="k", now=begun, device="", address="")
    assert session(cast.member.pk, "k", begun + timedelta(minutes=119))
    assert session(cast.member.pk, "k", begun + timedelta(minutes=120)) is None
    for hour in range(1, 13):
        sessions.seen(sign_in_id=row, last=begun, now=begun + timedelta(hours=hour))
    assert session(cast.member.pk, "k", begun + timedelta(hours=11, minutes=59))
    assert session(cast.member.pk, "k", begun + timedelta(hours=12)) is None


def test_session_of_another_account_is_not_found(cast) -> None:
    row = sessions.begin(account_id=cast.member.pk, session_key="k", now=clock.now(), device="", address="")
    assert session(cast.villager.pk, "k", clock.now()) is None
    with pytest.raises(NotVisible):
        sessions.end_one(actor=cast.actor("villager"), now=clock.now(), sign_in_id=row)


def test_all_other_sessions_end_at_once(cast) -> None:
    begun = [
        sessions.begin(account_id=cast.member.pk, session_key=key, now=clock.now(), device="", address="")
        for key in "abc"
    ]
    assert sessions.end_others(actor=cast.actor("member"), now=clock.now(), keep=begun[1]) == 2
    left = queries.sessions(cast.scope("member"), sign_in_id=begun[1], now=clock.now())
    assert [(row.id, row.this) for row in left] == [(begun[1], True)]


@pytest.mark.parametrize("rows", [1, 3])
def test_own_account_costs_the_same_with_one_and_three_sessions(cast, rows, django_assert_num_queries) -> None:
    for key in "abc"[:rows]:
        sessions.begin(account_id=cast.secretary.pk, session_key=key, now=clock.now(), device="", address="")
        tokens.issue_token(actor=cast.actor("secretary"), **times(), name=key, areas=["members"], days=1)
    scope = cast.scope("secretary")
    with django_assert_num_queries(4):
        own = queries.own_account(scope, sign_in_id=0, now=clock.now())
    assert len(own.sessions) == len(own.tokens) == rows


def test_secretary_sees_the_state_of_a_members_account(cast) -> None:
    code_for(cast, "secretary", "member")
    card = queries.account_card(cast.scope("secretary"), cast.people["member"].pk, **times())
    assert (card.username, card.active, card.locked, card.may_manage) == ("member", True, False, True)
    assert card.code_until
    with pytest.raises(NotVisible):
        queries.account_card(cast.scope("stranger"), cast.people["member"].pk, **times())


def test_second_factor_is_asked_of_officers_unless_the_installation_turned_it_off(cast, settings) -> None:
    settings.SECOND_FACTOR = True
    asked = {name for name in cast.accounts if queries.second_factor_required(cast.scope(name))}
    assert asked == {"county_officer", "township_officer", "stranger"}
    settings.SECOND_FACTOR = False
    assert not queries.second_factor_required(cast.scope("county_officer"))


def test_token_is_kept_as_a_digest_and_counts_its_calls(cast) -> None:
    from zhendi.domain.people.models import ApiToken

    token = tokens.issue_token(actor=cast.actor("secretary"), **times(), name="表", areas=["members", "runs"], days=30)
    assert token.text not in str(list(ApiToken.objects.values_list()))
    with clock.frozen(datetime(2026, 11, 30, 8, 0, 10, tzinfo=clock.ZONE)) as at:
        calls = [tokens.called(text=token.text, now=at).calls for _ in range(3)]  # type: ignore[union-attr]  # the token is known
        later = tokens.called(text=token.text, now=at + timedelta(minutes=1))
    assert calls == [1, 2, 3]
    assert later is not None
    assert (later.calls, later.areas) == (1, {"members", "runs"})


def test_token_ends_on_its_day_on_revocation_and_with_the_account(cast) -> None:
    made = [
        tokens.issue_token(actor=cast.actor("secretary"), **times(), name=name, areas=["runs"], days=30)
        for name in "ab"
    ]
    assert tokens.called(text=made[0].text, now=clock.now() + timedelta(days=30)) is None
    tokens.revoke_token(actor=cast.actor("secretary"), **times(), token_id=made[0].token_id)
    assert tokens.called(text=made[0].text, now=clock.now()) is None
    accounts.close_account(actor=cast.actor("township_officer"), **times(), account_id=cast.secretary.pk)
    assert tokens.called(text=made[1].text, now=clock.now()) is None


def test_token_of_another_cannot_be_revoked(cast) -> None:
    made = tokens.issue_token(actor=cast.actor("secretary"), **times(), name="a", areas=["runs"], days=30)
    with pytest.raises(NotVisible):
        tokens.revoke_token(actor=cast.actor("stranger"), **times(), token_id=made.token_id)


@pytest.mark.parametrize(
    ("by", "given", "field"),
    [
        ("member", {}, ""), ("secretary", {"name": " "}, "name"), ("secretary", {"areas": []}, "areas"),
        ("secretary", {"areas": ["writing"]}, "areas"), ("secretary", {"days": 0}, "days"), ("secretary", {"days": 366}, "days"),
    ],
)  # fmt: skip
def test_token_is_refused(cast, by, given, field) -> None:
    asked = {"name": "表", "areas": ["members"], "days": 30} | given
    with pytest.raises(Refused) as refused:
        tokens.issue_token(actor=cast.actor(by), **times(), **asked)
    assert refused.value.field == field
