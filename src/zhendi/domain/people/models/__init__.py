"""Tables of people (``persons``), their accounts and sessions (``accounts``), transfers of membership (``transfers``)."""

from zhendi.domain.people.models.accounts import (
    ApiToken,
    Area,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    SignIn,
)
from zhendi.domain.people.models.links import PersonalLink
from zhendi.domain.people.models.persons import (
    ADDRESS,
    CITIZEN,
    MOBILE,
    MOBILE_TAIL,
    TAIL,
    Account,
    Headcount,
    Membership,
    NameKey,
    Person,
    Phone,
    Post,
    Sex,
    Suspension,
)
from zhendi.domain.people.models.transfers import SAID, Transfer, TransferStep

__all__ = [
    "ADDRESS", "CITIZEN", "MOBILE", "MOBILE_TAIL", "TAIL", "Account", "ApiToken", "Area", "Headcount", "Membership",
    "NameKey", "OneTimeCode", "Person", "PersonalLink", "Phone", "Post", "RecoveryCode", "SAID", "SecondFactor", "Sex", "SignIn", "Suspension",
    "Transfer", "TransferStep",
]  # fmt: skip
