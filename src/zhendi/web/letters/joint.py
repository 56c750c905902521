"""Letters and the register of members away: who is to be written to, and which letters are contacts.

The two apps do not know each other; the page calls both, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from zhendi.domain.messaging.operations.letters import posting
from zhendi.domain.messaging.operations.letters.runs import Addressee
from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries.receivers import Receiver, receivers
from zhendi.kernel.scope import Actor, Scope

LETTER = "letter"


def addressees(found: Sequence[Receiver], wishes: Mapping[str, str]) -> list[Addressee]:
    """Members away as the letters know them, with the words for their group."""
    return [
        Addressee(
            each.id, each.person_id, each.path, each.name, each.salutation, each.branch, each.place,
            wishes.get(each.group, ""), each.address,
        )
        for each in found
    ]  # fmt: skip


def wanted(scope: Scope, run_id: int) -> dict[int, tuple[str, str]]:
    """Receivers of a run to whom something may be sent on the reader's day: name and salutation as they are now."""
    ids = queries.subjects(scope, run_id)
    return {each.id: (each.name, each.salutation) for each in receivers(scope, ids=ids)}


@transaction.atomic
def post(*, actor: Actor, on: date, run_id: int, posted_on: date, besides: Sequence[int]) -> int:
    """Note the posting; each letter is a contact on the day of posting. Gives their number."""
    to = wanted(actor.scope.on(posted_on), run_id)
    sent = posting.post(actor=actor, on=on, run_id=run_id, posted_on=posted_on, wanted=to, besides=besides)
    if sent:
        contacts.note(
            actor=actor,
            on=on,
            movement_ids=[each.subject_id for each in sent],
            way=LETTER,
            happened_on=posted_on,
            proofs=[proof(each.letter_id) for each in sent],
        )
    return len(sent)


@transaction.atomic
def returned(*, actor: Actor, on: date, letter_id: int, returned_on: date, reason: str) -> None:
    """Note that a letter came back: the contact does not count any more."""
    back = posting.returned(actor=actor, on=on, letter_id=letter_id, returned_on=returned_on, reason=reason)
    contacts.withdraw(actor=actor, on=on, way=LETTER, proofs=[proof(back.letter_id)], reason=f"信件退回：{reason}")


def proof(letter_id: int) -> str:
    """What shows the contact."""
    return f"letter:{letter_id}"
