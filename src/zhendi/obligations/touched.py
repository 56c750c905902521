"""Which subjects an operation touched: what was done is known from its entry in the trail, the rest from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from zhendi.domain.activities import facts as activities
from zhendi.domain.mobile import facts as mobile
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.people import facts as people
from zhendi.domain.setup import facts as setup
from zhendi.kernel.audit.deeds import Deed
from zhendi.policy.schema import SubjectKind

EVERYTHING = "everything"
_NOTHING_OWED = ("people.unmasked", "letters.", "export.", "account.", "intake.upload", "intake.judge", "intake.demonstration")
Touched = Mapping[SubjectKind, Sequence[int]]


def subjects(deeds: Sequence[Deed]) -> Touched | None:
    """The subjects of all deeds; ``None`` = so many that all is derived anew."""
    found: dict[SubjectKind, set[int]] = defaultdict(set)
    for deed in deeds:
        if deed.action.startswith(_NOTHING_OWED) or deed.subject_type.startswith("obligations."):
            continue
        if deed.subject_type == "people.Person" and deed.subject_id is not None:
            _person(deed.subject_id, found)
        elif deed.subject_type == "people.Transfer" and deed.subject_id is not None:
            _transfer(deed.subject_id, found)
        elif deed.subject_type == "orgs.Organisation" and deed.subject_id is not None and not _moves(deed):
            _organisation(deed.subject_id, found)
        elif deed.subject_type == "setup.Unit" and deed.subject_id is not None:
            _unit(deed.subject_id, found)
        elif deed.subject_type == "setup.Procedure" and deed.subject_id is not None:
            found["procedure"].add(deed.subject_id)
        elif deed.subject_type == "activities.Activity" and deed.subject_id is not None:
            found["organisation"].update(activities.organisations_of(deed.subject_id))
            found["person"].update(activities.persons_of(deed.subject_id, changed=deed.action == "activities.change"))
        elif deed.subject_type == "matters.Matter" and deed.subject_id is not None:
            found["matter"].add(deed.subject_id)
        elif deed.subject_type in _MOBILE and deed.subject_id is not None:
            reached = _MOBILE[deed.subject_type](deed.subject_id)
            if reached is None:
                return None
            found["outgoing"].update(reached)
        elif deed.subject_type == "mobile.Incoming" and deed.subject_id is not None:
            found["incoming"].add(deed.subject_id)
        elif deed.subject_type in _REGISTERS or deed.subject_type == "orgs.Organisation":
            return None
    return {kind: sorted(keys) for kind, keys in found.items() if keys}


_REGISTERS = {"intake.Run", "people.Reorganisation", "mobile.Following"}
_MOBILE: Mapping[str, Callable[[int], set[int] | None]] = {
    "mobile.Outgoing": lambda key: {key},
    "mobile.Noting": mobile.noted_in,
    "mobile.Keeper": mobile.kept_by,
    "mobile.Certificate": mobile.issued_with,
    "mobile.CertificateCheck": mobile.checked_with,
}
_MOVES = ("move", "merge", "split", "dissolve", "relocate", "reorganise", "reclassify")


def _moves(deed: Deed) -> bool:
    """Changes that move whole pieces of the tree, with all that lies in them."""
    return any(word in deed.action for word in _MOVES)


def _person(key: int, found: dict[SubjectKind, set[int]]) -> None:
    found["person"].add(key)
    found["organisation"].update(people.organisations_of(key))
    found["outgoing"].update(mobile.outgoing_of(key))
    found["incoming"].update(mobile.incoming_of(key))


def _transfer(key: int, found: dict[SubjectKind, set[int]]) -> None:
    """A transfer, and the member with both branches: the membership may have moved."""
    found["transfer"].add(key)
    for person in people.travelling(key):
        _person(person, found)


def _unit(key: int, found: dict[SubjectKind, set[int]]) -> None:
    found["unit"].add(key)
    found["organisation"].update(setup.organisations_of(key))


def _organisation(key: int, found: dict[SubjectKind, set[int]]) -> None:
    found["organisation"].add(key)
    found["division"].update(orgs.villages_of(key))
