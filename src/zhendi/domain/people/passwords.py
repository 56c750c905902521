"""Which passwords are refused, and why, in the words of the person who chose one.

Validators in Django's form (``validate(password, user)``). The words are read on screens: what is wrong, then
what to do. Passwords made of one's own citizen number were the rule in older systems and their commonest hole
(spec: lessons, 4), so everything that a neighbour could know of a person is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from zhendi.domain.people.models import Account, Person
from zhendi.kernel import pinyin
from zhendi.kernel.parameters import policy_folder

_RUN = 6  # as many characters of one's own numbers in a row are a piece of them
_NAME = 4  # shorter names and initials occur in words by chance
_LONGEST = 128  # longer ones only cost the server time
_YEAR = re.compile(r"(?:19|20)\d\d")
_REPEATED = re.compile(r"(.)\1{2,}")
_PARTS = re.compile(r"[\W_]+")


class Length:
    """At least ``shortest`` characters; a sentence is a good password."""

    def __init__(self, shortest: int = 10) -> None:
        self.shortest = shortest

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002 - Django's form
        """``ValidationError`` for one that is too short or absurdly long."""
        if len(password) < self.shortest:
            raise _refused(f"密码至少 {self.shortest} 位，您填了 {len(password)} 位。可以用几个词连成一句。", "short")
        if len(password) > _LONGEST:
            raise _refused(f"密码最多 {_LONGEST} 位。", "long")

    def get_help_text(self) -> str:
        """The rule before anything was typed."""
        return f"至少 {self.shortest} 位，可以用几个词连成一句"


class NotOnlyDigits:
    """Digits alone are guessed by counting."""

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002 - Django's form
        """``ValidationError`` for digits alone."""
        if password.isdigit():
            raise _refused("密码不能全是数字，加上字母或汉字。", "digits")

    def get_help_text(self) -> str:
        """The rule before anything was typed."""
        return "不能全是数字"


class NotBreached(password_validation.CommonPasswordValidator):
    """Not one of the 20,000 commonest known from breaches, nor made of what people here think of first."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's form
        """``ValidationError`` for a known or obvious one."""
        if password.lower().strip() in self.passwords or _obvious(password.lower()):
            raise _refused("这个密码太常见，别人一猜就中，换一个。", "common")

    def get_help_text(self) -> str:
        """The rule before anything was typed."""
        return "不能是常见的密码"


class NotAboutOneself:
    """Nothing from the citizen number, the birth date, a telephone, the user name or the name."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """``ValidationError`` that says which of one's own facts it holds."""
        if user is None:
            return
        folded = _PARTS.sub("", password.lower())
        for fact, pieces in _own(user):
            if any(piece in folded for piece in pieces):
                raise _refused(f"密码里有您的{fact}，别人也知道，换一个。", "own")

    def get_help_text(self) -> str:
        """The rule before anything was typed."""
        return "不能含本人的身份证号、生日、手机号、用户名或姓名拼音"


def check(password: str, account: Account) -> tuple[str, ...]:
    """What is wrong with a password for this account; () when nothing is."""
    try:
        password_validation.validate_password(password, account)
    except ValidationError as refused:
        return tuple(refused.messages)
    return ()


def rules() -> tuple[str, ...]:
    """The rules as a list for the page on which a password is chosen."""
    return tuple(password_validation.password_validators_help_texts())


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError(message, code=code)


@cache
def _habits() -> tuple[tuple[str, ...], int]:
    """Obvious pieces, the longest first, and how much must be left beside them."""
    data = tomllib.loads((policy_folder() / "passwords.toml").read_text(encoding="utf-8"))
    return tuple(sorted({*data["words"], *data["numbers"]}, key=len, reverse=True)), int(data["leftover"])


def _obvious(password: str) -> bool:
    pieces, leftover = _habits()
    rest = _REPEATED.sub(r"\1", password)
    for piece in pieces:
        rest = rest.replace(piece, " ")
    rest = _YEAR.sub(" ", rest)
    return len(_PARTS.sub("", rest)) < leftover


def _own(account: Account) -> Iterator[tuple[str, frozenset[str]]]:
    person = account.person
    yield "身份证号", _runs(person.citizen_number.lower())
    yield "生日", _birthdays(_birth(person))
    phones = person.phones.all() if person.pk else ()
    yield "手机号", frozenset(run for phone in phones for run in _runs(phone.number))
    yield "用户名", _long_enough(account.username.lower())
    yield "姓名", _long_enough(*pinyin.keys(person.name), least=_NAME) | _long_enough(person.name, least=2)


def _runs(number: str) -> frozenset[str]:
    """Every piece of ``_RUN`` characters of a number, forwards and backwards."""
    forwards = {number[start : start + _RUN] for start in range(len(number) - _RUN + 1)}
    return frozenset(forwards | {run[::-1] for run in forwards})


def _birth(person: Person) -> date | None:
    if person.born_on or len(person.citizen_number) != 18:
        return person.born_on
    try:
        return date.fromisoformat(
            f"{person.citizen_number[6:10]}{person.citizen_number[10:12]}{person.citizen_number[12:14]}"
        )
    except ValueError:
        return None


def _birthdays(day: date | None) -> frozenset[str]:
    """The ways in which people write their birthday into a password."""
    if day is None:
        return frozenset()
    year, month, date_ = str(day.year), str(day.month), str(day.day)
    short = year[2:]
    padded, plain = (f"{day.month:02}", f"{day.day:02}"), (month, date_)
    forms = {order for m, d in (padded, plain) for order in (year + m + d, m + d + year, d + m + year)}
    forms |= {short + padded[0] + padded[1], padded[0] + padded[1] + short, year + padded[0], year + "年"}
    return frozenset(form for form in forms if len(form) >= _NAME + 1)


def _long_enough(*names: str, least: int = _NAME) -> frozenset[str]:
    return frozenset(name.lower() for name in names if len(name) >= least)
