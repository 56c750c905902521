"""Tables of people (``persons``) and of their accounts and sessions (``accounts``)."""

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

__all__ = [
    "ADDRESS", "CITIZEN", "MOBILE", "MOBILE_TAIL", "TAIL", "Account", "ApiToken", "Area", "Headcount", "Membership",
    "NameKey", "OneTimeCode", "Person", "PersonalLink", "Phone", "Post", "RecoveryCode", "SecondFactor", "Sex", "SignIn", "Suspension",
]  # fmt: skip
