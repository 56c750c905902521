"""The standing cast: a small county and the people in it, as every test knows them.

def test_…(cast):
    cast.client("secretary").get(…)          # signed in, past every gate
    cast.scope("stranger")                   # what somebody may see
    cast.actor("township_officer")           # who carries out an operation
    cast.organisations["branch"], cast.people["member"], cast.member (the account)

县委 county ─┬─ 县直机关支部 office                      the county officer
             ├─ 泾川镇党委 township ─┬─ 百园村支部 branch      secretary, member, mobile member; clerk, villager
             │                       └─ 镇机关支部 second      the township officer
             └─ 茂林镇党委 other ──── 茂林村支部 away          the stranger: officer of the other township
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.people.models import Account, Person
    from zhendi.kernel.scope import Actor, Scope

SINCE = date(2020, 1, 1)
PASSWORD = "榆树下面 seven chairs"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"

PLACES = {
    # key: (full name, short name, kind, key of the parent, division code)
    "county": ("中共泾县委员会", "县委", "county_committee", None, "341823000000"),
    "office": ("中共泾县县直机关支部委员会", "县直机关支部", "branch", "county", "341823000000"),
    "township": ("中共泾县泾川镇委员会", "泾川镇党委", "committee", "county", "341823100000"),
    "branch": ("中共泾县泾川镇百园村支部委员会", "百园村支部", "branch", "township", "341823100201"),
    "second": ("中共泾县泾川镇机关支部委员会", "泾川镇机关支部", "branch", "township", "341823100000"),
    "other": ("中共泾县茂林镇委员会", "茂林镇党委", "committee", "county", "341823101000"),
    "away": ("中共泾县茂林镇茂林村支部委员会", "茂林村支部", "branch", "other", "341823101201"),
}


class Part(NamedTuple):
    """Somebody of the cast: name, sex, branch of membership (key), post (role, key of the organisation)."""

    name: str
    sex: int
    branch: str
    role: str = ""
    place: str = ""


PARTS = {
    "county_officer": Part("高远山", 1, "office", "county_officer", "county"),
    "township_officer": Part("田晓禾", 2, "second", "township_officer", "township"),
    "secretary": Part("石守成", 1, "branch", "secretary", "branch"),
    "clerk": Part("文秀英", 2, "", "clerk", "branch"),
    "member": Part("江水生", 1, "branch"),
    "mobile_member": Part("燕南飞", 2, "branch"),
    "villager": Part("谷丰年", 1, "", "villagers_representative", "branch"),
    "stranger": Part("外来客", 1, "away", "township_officer", "other"),
}


@dataclass
class Cast:
    """The people by the names of ``PARTS``, and where they belong."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Account:
        try:
            return self.__dict__["accounts"][name]
        except KeyError:
            raise AttributeError(name) from None

    def scope(self, name: str, today: date | None = None) -> Scope:
        """What somebody may see by the posts held on the clock's day."""
        from zhendi.domain.people.queries.scope import scope_of
        from zhendi.kernel import clock

        return scope_of(self.accounts[name], today=today or clock.today())

    def actor(self, name: str, today: date | None = None) -> Actor:
        """Somebody as one who carries out an operation."""
        from zhendi.domain.people.queries.scope import actor_of

        return actor_of(self.accounts[name], self.scope(name, today))

    def client(self, name: str) -> Client:
        """A browser in which somebody is signed in, with the second factor shown."""
        from django.test import Client

        client = Client(headers={"user-agent": AGENT})
        sign_in(client, self.accounts[name])
        return client

    def appoint(self, name: str, role: str, place: str, since: date = SINCE, until: date | None = None) -> None:
        """One more post."""
        from zhendi.domain.people.models import Post

        Post.objects.create(
            person=self.people[name],
            role=role,
            organisation=self.organisations[place],
            valid_from=since,
            valid_to=until,
        )

    def end_posts(self, name: str, on: date) -> None:
        """All posts of somebody end on a day."""
        from zhendi.domain.people.models import Post

        Post.objects.filter(person=self.people[name], valid_to=None).update(valid_to=on)


def sign_in(client: Client, account: Account, *, verified: bool = True) -> int:
    """Open a session as the sign-in page does, without spending time on the password; gives the session row's id."""
    from zhendi.domain.people.models import SignIn
    from zhendi.domain.people.operations import sessions
    from zhendi.kernel import clock

    client.force_login(account, backend="zhendi.domain.people.authentication.PersonBackend")
    key = client.session.session_key
    now = clock.now()
    made = sessions.begin(account_id=account.pk, session_key=key, now=now, device="测试", address="127.0.*.*")
    if verified:
        SignIn.objects.filter(pk=made).update(verified_at=now)
    return made


@pytest.fixture
def cast(db: None) -> Cast:
    """The county with its people. Officers have a second factor, as the roles ask for."""
    made = Cast()
    made.organisations = _organisations()
    made.people = _people(made)
    made.accounts = _accounts(made)
    return made


def citizen_number(serial: int) -> str:
    """A made-up citizen number with its right check digit, of an area that belongs to nobody."""
    body = f"999999{1970 + serial % 30}0315{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def mobile(serial: int) -> str:
    """A made-up mobile number."""
    return f"1990000{serial:04d}"


def _organisations() -> dict[str, Organisation]:
    from zhendi.domain.orgs.models import Organisation, Version
    from zhendi.domain.orgs.paths import Allocator

    paths, made = Allocator(()), dict[str, Organisation]()
    for depth in (1, 2, 3):
        level = {}
        for key, (full_name, short_name, kind, parent, division) in PLACES.items():
            above = made.get(parent) if parent else None
            if key in made or (parent and above is None):
                continue
            level[key] = Organisation(
                full_name=full_name, short_name=short_name, kind=kind, parent=above, depth=depth,
                path=paths.child(above.path if above else ""), division_code=division, founded_on=SINCE,
                founded_precision="d",
            )  # fmt: skip
        Organisation.objects.bulk_create(level.values())
        made |= level
    Version.objects.bulk_create(
        Version(
            organisation=org, full_name=org.full_name, short_name=org.short_name, kind=org.kind, parent=org.parent,
            path=org.path, division_code=org.division_code, valid_from=SINCE,
        )
        for org in made.values()
    )  # fmt: skip
    return made


def _people(cast: Cast) -> dict[str, Person]:
    from zhendi.domain.people.models import CITIZEN, MOBILE, MOBILE_TAIL, Membership, NameKey, Person, Phone, Post
    from zhendi.kernel import crypto, pinyin

    made = {}
    for serial, (key, part) in enumerate(PARTS.items(), 1):
        number = citizen_number(serial)
        made[key] = Person(
            name=part.name, sort_name=pinyin.sort_name(part.name), citizen_number=number,
            citizen_index=crypto.index(number, CITIZEN), sex=part.sex, born_on=date.fromisoformat(number[6:14]),
            nationality="01", education="大学", residence=f"安徽省泾县泾川镇{serial}组{serial}号",
            joined_on=date(2001, 7, 1), joined_precision="d", confirmed_on=date(2002, 7, 1), confirmed_precision="d",
            said_floating=key == "mobile_member",
        )  # fmt: skip
    Person.objects.bulk_create(made.values())
    NameKey.objects.bulk_create(
        NameKey(person=person, key=way) for person in made.values() for way in pinyin.keys(person.name)
    )
    Phone.objects.bulk_create(
        Phone(
            person=person, number=mobile(serial), number_index=crypto.index(mobile(serial), MOBILE),
            tail_index=crypto.index(mobile(serial)[-4:], MOBILE_TAIL),
        )
        for serial, person in enumerate(made.values(), 1)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(
            person=made[key], organisation=cast.organisations[part.branch], standing="full",
            path=cast.organisations[part.branch].path, sort_name=made[key].sort_name, valid_from=SINCE,
        )
        for key, part in PARTS.items()
        if part.branch
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(person=made[key], role=part.role, organisation=cast.organisations[part.place], valid_from=SINCE)
        for key, part in PARTS.items()
        if part.role
    )
    _move_away(made["mobile_member"], cast.organisations["branch"])
    return made


def _move_away(person: Person, branch: Organisation) -> None:
    from zhendi.domain.mobile.models import Outgoing

    Outgoing.objects.create(
        person=person, name=person.name, citizen_number=person.citizen_number, citizen_index=person.citizen_index,
        organisation=branch, path=branch.path, moved_on=date(2025, 2, 10), moved_precision="d", province="浙江省",
        city="杭州市", phone=mobile(6), valid_from=date(2025, 2, 10),
    )  # fmt: skip


def _accounts(cast: Cast) -> dict[str, Account]:
    from django.contrib.auth.hashers import make_password

    from zhendi.domain.people.models import Account, SecondFactor
    from zhendi.kernel import clock

    password = make_password(PASSWORD)
    made = {
        key: Account(username=key.replace("_", "."), person=cast.people[key], password=password, opened_on=SINCE)
        for key in PARTS
    }
    Account.objects.bulk_create(made.values())
    SecondFactor.objects.bulk_create(
        SecondFactor(account=made[key], secret=SECRET, confirmed_at=clock.now())
        for key, part in PARTS.items()
        if part.role.endswith("_officer")
    )
    return made


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def token(at: datetime, secret: str = SECRET) -> str:
    """The number that a telephone with this secret shows at a moment."""
    import base64

    from django_otp.oath import TOTP

    telephone = TOTP(base64.b32decode(secret))
    telephone.time = at.timestamp()
    return f"{telephone.token():06d}"
