"""A number of the telephone works once; so does a recovery code; guessing must wait longer and longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.people import PASSWORD, SECRET, token
from zhendi.domain.people.models import RecoveryCode, SecondFactor
from zhendi.domain.people.operations import accounts, second_factor
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 8, 0, 15, tzinfo=clock.ZONE)
STEP = timedelta(seconds=30)


def verify(account, typed: str, at: datetime = AT) -> None:
    second_factor.verify(account_id=account.pk, on=at.date(), now=at, token=typed)


def set_up(cast, name: str = "member") -> tuple[str, tuple[str, ...]]:
    setup = second_factor.begin_setup(actor=cast.actor(name))
    codes = second_factor.confirm_setup(actor=cast.actor(name), on=AT.date(), now=AT, token=token(AT, setup.secret))
    return setup.secret, codes


def test_number_of_the_telephone_is_accepted(cast) -> None:
    verify(cast.county_officer, token(AT))


def test_number_is_refused_the_second_time(cast) -> None:
    verify(cast.county_officer, token(AT))
    with pytest.raises(Refused, match="只能用一次"):
        verify(cast.county_officer, token(AT), AT + timedelta(seconds=5))
    verify(cast.county_officer, token(AT + STEP), AT + STEP)


def test_earlier_number_is_refused_after_a_later_one(cast) -> None:
    verify(cast.county_officer, token(AT + STEP))
    with pytest.raises(Refused):
        verify(cast.county_officer, token(AT))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_telephone_may_be_half_a_minute_out(cast, steps) -> None:
    verify(cast.county_officer, token(AT + steps * STEP))


@pytest.mark.parametrize("steps", [-2, 2])
def test_telephone_may_not_be_a_minute_out(cast, steps) -> None:
    with pytest.raises(Refused):
        verify(cast.county_officer, token(AT + steps * STEP))


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "-12345", "１２３４５６", "000000 1"])
def test_what_is_no_number_is_refused(cast, typed) -> None:
    with pytest.raises(Refused):
        verify(cast.county_officer, typed)


def test_guessing_must_wait_longer_and_longer(cast) -> None:
    at, waits = AT, []
    for _ in range(6):
        with pytest.raises(Refused):
            verify(cast.county_officer, "zzz", at)
        blocked = SecondFactor.objects.get(account=cast.county_officer).blocked_until
        waits.append((blocked - at).total_seconds() if blocked else 0)
        at = blocked or at
    assert waits == [0, 0, 15, 30, 60, 120]
    with pytest.raises(Refused, match="再试"):
        verify(cast.county_officer, token(at - STEP), at - STEP)
    verify(cast.county_officer, token(at), at)


def test_secret_is_sealed_in_the_database(cast) -> None:
    from zhendi.kernel import bulk

    secret, _ = set_up(cast)
    kept = str(
        bulk.raw(
            SecondFactor, ("id", "secret", "pending"), "id", list(SecondFactor.objects.values_list("pk", flat=True))
        )
    )
    assert secret not in kept
    assert SECRET not in kept


def test_set_up_is_in_force_only_after_the_telephone_has_shown_the_number(cast) -> None:
    setup = second_factor.begin_setup(actor=cast.actor("member"))
    assert second_factor.begin_setup(actor=cast.actor("member")) == setup
    with pytest.raises(Refused, match="还没有启用"):
        verify(cast.member, token(AT, setup.secret))
    with pytest.raises(Refused, match="验证码不对"):
        second_factor.confirm_setup(actor=cast.actor("member"), on=AT.date(), now=AT, token="000000")
    second_factor.confirm_setup(actor=cast.actor("member"), on=AT.date(), now=AT, token=token(AT, setup.secret))
    verify(cast.member, token(AT + STEP, setup.secret), AT + STEP)


def test_number_that_confirmed_the_set_up_does_not_work_again(cast) -> None:
    secret, _ = set_up(cast)
    with pytest.raises(Refused):
        verify(cast.member, token(AT, secret))


def test_address_for_the_square_picture_names_the_product_and_the_account(cast) -> None:
    setup = second_factor.begin_setup(actor=cast.actor("member"))
    assert setup.address.startswith("otpauth://totp/%E9%98%B5%E5%9C%B0%3Amember?secret=")
    assert setup.secret in setup.address


def test_recovery_code_stands_in_once(cast) -> None:
    _, codes = set_up(cast)
    assert len(set(codes)) == 10
    verify(cast.member, codes[3].upper())
    with pytest.raises(Refused):
        verify(cast.member, codes[3])
    verify(cast.member, codes[4].replace("-", " "))


def test_recovery_codes_are_kept_as_digests_and_replaced_together(cast) -> None:
    _, codes = set_up(cast)
    assert not any(code.replace("-", "") in str(list(RecoveryCode.objects.values_list())) for code in codes)
    fresh = second_factor.new_recovery_codes(actor=cast.actor("member"), on=AT.date())
    with pytest.raises(Refused):
        verify(cast.member, codes[0])
    verify(cast.member, fresh[0])


def test_recovery_code_of_another_account_does_not_fit(cast) -> None:
    _, codes = set_up(cast, "member")
    set_up(cast, "villager")
    with pytest.raises(Refused):
        verify(cast.villager, codes[0])


def test_second_factor_is_given_up_with_the_password_and_not_where_a_post_asks_for_it(cast) -> None:
    set_up(cast)
    off = {"actor": cast.actor("member"), "on": AT.date()}
    with pytest.raises(Refused, match="密码不对"):
        second_factor.turn_off(**off, password="wrong", required=False)
    with pytest.raises(Refused, match="职务要求"):
        second_factor.turn_off(**off, password=PASSWORD, required=True)
    second_factor.turn_off(**off, password=PASSWORD, required=False)
    assert not SecondFactor.objects.filter(account=cast.member).exists()


def test_secretary_frees_who_lost_telephone_and_codes(cast) -> None:
    set_up(cast)
    code = accounts.issue_code(
        actor=cast.actor("secretary"), on=AT.date(), now=AT, account_id=cast.member.pk, clears_second_factor=True
    )
    assert SecondFactor.objects.filter(account=cast.member).exists()
    accounts.use_code(on=AT.date(), now=AT, account_id=cast.member.pk, code=code.text, password="tuesday-Piano-41-lamp")
    assert not SecondFactor.objects.filter(account=cast.member).exists()
    assert not RecoveryCode.objects.filter(account=cast.member).exists()


def test_code_for_a_lost_password_leaves_the_second_factor_in_force(cast) -> None:
    set_up(cast)
    code = accounts.issue_code(actor=cast.actor("secretary"), on=AT.date(), now=AT, account_id=cast.member.pk)
    accounts.use_code(on=AT.date(), now=AT, account_id=cast.member.pk, code=code.text, password="tuesday-Piano-41-lamp")
    assert SecondFactor.objects.get(account=cast.member).secret
