"""Tables of movement: who is away and who has come, the contacts kept, who keeps them, who is searched for."""

from zhendi.domain.mobile.models.certificates import Certificate, CertificateCheck, Scan
from zhendi.domain.mobile.models.contacts import Call, Contact, Noting
from zhendi.domain.mobile.models.feedback import Feedback
from zhendi.domain.mobile.models.gatherings import Affiliation, Foundation, Gathered, Gathering
from zhendi.domain.mobile.models.hand_overs import HandOver
from zhendi.domain.mobile.models.keepers import Keeper
from zhendi.domain.mobile.models.movements import (
    CITIZEN,
    PHONE,
    Incoming,
    Movement,
    MovementChange,
    MovementQuerySet,
    Outgoing,
)
from zhendi.domain.mobile.models.pairs import Claim, Verdict
from zhendi.domain.mobile.models.reports import HalfYearReport
from zhendi.domain.mobile.models.searches import Search, SearchStep

__all__ = [
    "CITIZEN",
    "PHONE",
    "Affiliation",
    "Call",
    "Certificate",
    "CertificateCheck",
    "Claim",
    "Contact",
    "Feedback",
    "Foundation",
    "Gathered",
    "Gathering",
    "HalfYearReport",
    "HandOver",
    "Incoming",
    "Keeper",
    "Movement",
    "MovementChange",
    "MovementQuerySet",
    "Noting",
    "Outgoing",
    "Scan",
    "Search",
    "SearchStep",
    "Verdict",
]
