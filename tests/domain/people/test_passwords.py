"""Passwords that a neighbour could guess are refused, and the message says why."""

from __future__ import annotations

import pytest

from zhendi.domain.people import passwords

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "{number}",
        "{number:.12}zz",
        "abc{number:.14}",
        "zz{tail6}zz!?xy",
        "zz{tail6reversed}zz!?",
        "ok{birth8}ok!!",
        "my-{birth6}-key",
        "{year}年春天来到山里",
        "{month}.{day}.{year} ok",
        "{phone}aa",
        "qq{phone8}qq??",
        "{username}-what-a",
        "jiangshuisheng!",
        "江水生的小院子里有树",
    ],
)
def test_password_made_of_ones_own_facts_is_refused(cast, password) -> None:
    person = cast.member.person
    number, phone, born = person.citizen_number, person.phones.get().number, person.born_on
    made = password.format(
        number=number, tail6=number[-6:].lower(), tail6reversed=number[-6:][::-1], birth8=f"{born:%Y%m%d}",
        birth6=f"{born:%y%m%d}", year=born.year, month=born.month, day=born.day, phone=phone, phone8=phone[3:],
        username=cast.member.username,
    )  # fmt: skip
    assert passwords.check(made, cast.member)


@pytest.mark.parametrize(
    "password",
    [
        "a1b2c3", "1234567890", "9876543210123", "password123", "Password2024!", "qwertyuiop", "1qaz2wsx3edc", "woaini1314520",
        "dangyuan2024", "Zhendi@2026", "weirenminfuwu1", "aaaaaaaaaaaa", "admin@123456", "zhonggong19210701", "x" * 200,
    ],
)  # fmt: skip
def test_obvious_password_is_refused(cast, password) -> None:
    assert passwords.check(password, cast.member)


@pytest.mark.parametrize(
    "password",
    [
        "榆树下面 seven chairs",
        "correct horse battery staple",
        "7f!Kq2-wTz9m",
        "山坡上的羊正在吃着青草",
        "tuesday-Piano-41-lamp",
    ],
)
def test_password_that_says_nothing_of_its_owner_passes(cast, password) -> None:
    assert passwords.check(password, cast.member) == ()


def test_messages_are_plain_chinese_and_say_what_is_wrong(cast) -> None:
    assert passwords.check("aB3?", cast.member)[0] == "密码至少 10 位，您填了 4 位。可以用几个词连成一句。"
    assert passwords.check(f"zz{cast.member.person.citizen_number}", cast.member)[0] == (
        "密码里有您的身份证号，别人也知道，换一个。"
    )


def test_rules_are_listed_before_anything_is_typed() -> None:
    assert len(passwords.rules()) == 4
