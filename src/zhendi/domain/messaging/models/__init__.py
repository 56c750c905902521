"""Tables of the outbox: what is to be sent, what carries it, what came back."""

from zhendi.domain.messaging.models.batches import (
    ADDRESS,
    ENDED,
    GONE,
    OPEN,
    VARIABLES,
    Batch,
    Channel,
    Message,
    MessageQuerySet,
    State,
    Template,
)
from zhendi.domain.messaging.models.codes import PhoneCode
from zhendi.domain.messaging.models.consents import Consent
from zhendi.domain.messaging.models.gateways import Gateway
from zhendi.domain.messaging.models.letters import Letter, LetterAddress, LetterPrint, LetterRun, LetterText
from zhendi.domain.messaging.models.returns import OWN_PAGE, OptOut, Receipt, Reply

__all__ = [
    "ADDRESS",
    "ENDED",
    "GONE",
    "OPEN",
    "OWN_PAGE",
    "VARIABLES",
    "Batch",
    "Channel",
    "Consent",
    "Gateway",
    "Letter",
    "LetterAddress",
    "LetterPrint",
    "LetterRun",
    "LetterText",
    "Message",
    "MessageQuerySet",
    "OptOut",
    "PhoneCode",
    "Receipt",
    "Reply",
    "State",
    "Template",
]
