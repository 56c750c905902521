"""The five accounts of the demonstration. Their passwords are public: production refuses such an installation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from zhendi.demo.synthetic import Part
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import CITIZEN, Account, Person
from zhendi.domain.people.operations import accounts, posts
from zhendi.domain.people.queries.scope import actor_of, scope_of
from zhendi.kernel import crypto
from zhendi.kernel.scope import Actor

PASSWORD = "lanxi-chunshan-36"  # noqa: S105 - shown on the sign-in page; opens made-up people only


class DemonstrationAccount(NamedTuple):
    """How somebody of the cast signs in, and what may be seen by it."""

    username: str
    password: str
    title: str


ACCOUNTS = (
    DemonstrationAccount("xianwei", PASSWORD, "县委组织部经办人：看全县，导入名册"),
    DemonstrationAccount("zhenwei", PASSWORD, "镇党委经办人：看本镇，维护组织、党员和任职"),
    DemonstrationAccount("shuji", PASSWORD, "党支部书记：看本支部，维护党员"),
    DemonstrationAccount("wangdian", PASSWORD, "便民服务网点经办人：看本网点，整理名册"),
    DemonstrationAccount("dangyuan", PASSWORD, "党员，在外务工：看本人档案和所在支部，报平安、求助"),
)


def open_all(cast: Sequence[Part], *, actor: Actor, on: date, now: datetime) -> None:
    """Give the cast their posts and accounts by the product's own operations; ``Refused`` as these do."""
    for part, account in zip(cast, ACCOUNTS, strict=True):
        person = Person.objects.only("pk").get(citizen_index=crypto.index(part.member.number, CITIZEN))
        if part.role:
            place = Organisation.objects.only("pk").get(full_name=part.place, dissolved_on=None)
            posts.appoint(actor=actor, on=on, person_id=person.pk, organisation_id=place.pk, role=part.role)
        code = accounts.open_account(actor=actor, on=on, now=now, person_id=person.pk, username=account.username)
        accounts.use_code(on=on, now=now, account_id=code.account_id, code=code.text, password=account.password)


def officer(today: date) -> Actor | None:
    """The county's officer as one who acts on a day; ``None`` before the accounts are open."""
    account = Account.objects.select_related("person").filter(username=ACCOUNTS[0].username).first()
    return actor_of(account, scope_of(account, today=today)) if account else None
