"""Letters as the paper wants them."""

from __future__ import annotations

from zhendi.domain.messaging.queries.letters import Preview


def paper(given: Preview) -> dict[str, object]:
    """The data of ``papers/letter.typ``."""
    return {
        "sender": given.sender,
        "sender_postcode": given.sender_postcode,
        "signer": given.signer,
        "dated": given.dated,
        "letters": [
            {
                "number": each.number,
                "name": str(each.name),
                "postcode": each.postcode,
                "address": str(each.address),
                "opening": each.salutation,
                "paragraphs": list(each.paragraphs),
            }
            for each in given.sheets
        ],
    }
