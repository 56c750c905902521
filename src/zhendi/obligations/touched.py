"""Which subjects an operation touched: what was done is known from its entry in the trail, the rest from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from zhendi.domain.activities import facts as activities
from zhendi.domain.democracy import facts as democracy
from zhendi.domain.mobile import facts as mobile
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.people import facts as people
from zhendi.domain.setup import facts as setup
from zhendi.kernel.audit.deeds import Deed
from zhendi.policy.schema import SubjectKind

EVERYTHING = "everything"
_NOTHING_OWED = (
    "people.unmasked",
    "letters.",
    "export.",
    "account.",
    "intake.upload",
    "intake.judge",
    "intake.demonstration",
)
Touched = Mapping[SubjectKind, Sequence[int]]


Found = dict[SubjectKind, set[int]]
Touch = Callable[[int, Deed, Found], bool]


def subjects(deeds: Sequence[Deed]) -> Touched | None:
    """The subjects of all deeds; ``None`` = so many that all is derived anew."""
    found: Found = defaultdict(set)
    for deed in deeds:
        if deed.action.startswith(_NOTHING_OWED) or deed.subject_type.startswith("obligations."):
            continue
        if deed.subject_type in _REGISTERS or _moves(deed):
            return None
        if deed.subject_type in _TOUCHES and not _reached(deed, found):
            return None
    return {kind: sorted(keys) for kind, keys in found.items() if keys}


def _reached(deed: Deed, found: Found) -> bool:
    """Enter the subjects of one deed; ``False`` when they are too many to name. An organisation of no key is a whole register."""
    if deed.subject_id is None:
        return deed.subject_type != "orgs.Organisation"
    return _TOUCHES[deed.subject_type](deed.subject_id, deed, found)


_MOVES = ("move", "merge", "split", "dissolve", "relocate", "reorganise", "reclassify")


def _moves(deed: Deed) -> bool:
    """Changes that move whole pieces of the tree, with all that lies in them."""
    return deed.subject_type == "orgs.Organisation" and any(word in deed.action for word in _MOVES)


def _person(key: int, _deed: Deed, found: Found) -> bool:
    found["person"].add(key)
    found["organisation"].update(people.organisations_of(key))
    found["outgoing"].update(mobile.outgoing_of(key))
    found["incoming"].update(mobile.incoming_of(key))
    return True


def _transfer(key: int, deed: Deed, found: Found) -> bool:
    """A transfer, and the member with both branches: the membership may have moved."""
    found["transfer"].add(key)
    return all(_person(person, deed, found) for person in people.travelling(key))


def _unit(key: int, _deed: Deed, found: Found) -> bool:
    found["unit"].add(key)
    found["organisation"].update(setup.organisations_of(key))
    return True


def _organisation(key: int, _deed: Deed, found: Found) -> bool:
    found["organisation"].add(key)
    found["organisation"].update(orgs.above(key))
    found["division"].update(orgs.villages_of(key))
    return True


def _incoming(key: int, _deed: Deed, found: Found) -> bool:
    """A member who has come, the committee of the township, and its communities: which one it was before is not kept."""
    found["incoming"].add(key)
    for township in mobile.received_by(key):
        found["organisation"].add(township)
        found["division"].update(orgs.communities_of(township))
    return True


def _activity(key: int, deed: Deed, found: Found) -> bool:
    found["organisation"].update(activities.organisations_of(key))
    found["person"].update(activities.persons_of(key, changed=deed.action == "activities.change"))
    found["demand"].update(activities.demands_of(key))
    return True


def _away(key: int, _deed: Deed, found: Found) -> bool:
    """A member away, with the branch and the organisation right below the county that have members away."""
    found["outgoing"].add(key)
    found["organisation"].update(mobile.left_by(key))
    return True


def _keeper(key: int, _deed: Deed, found: Found) -> bool:
    """A contact person: the members concerned, and on the county's level the organisations right below it."""
    found["organisation"].update(mobile.kept_for(key))
    reached = mobile.kept_by(key)
    found["outgoing"].update(reached or ())
    return reached is not None


def _decision(key: int, _deed: Deed, found: Found) -> bool:
    found["decision"].add(key)
    found["organisation"].update(democracy.organisations_deciding(key))
    return True


def _election(key: int, _deed: Deed, found: Found) -> bool:
    found["election"].add(key)
    found["organisation"].update(democracy.organisations_electing(key))
    return True


def _vote(key: int, _deed: Deed, found: Found) -> bool:
    """A vote: the decision on which it is a round, and its village."""
    for decision, organisation in democracy.decisions_of_vote(key).items():
        found["decision"].add(decision)
        found["organisation"].add(organisation)
    return True


def _feedback(key: int, _deed: Deed, found: Found) -> bool:
    found["incoming"].update(mobile.fed_back(key))
    return True


def _itself(kind: SubjectKind) -> Touch:
    """A record that is the subject."""

    def touch(key: int, _deed: Deed, found: Found) -> bool:
        found[kind].add(key)
        return True

    return touch


def _outgoing(reached_by: Callable[[int], set[int] | None]) -> Touch:
    """A record of the mobile register that reaches members away; ``None`` = too many to name."""

    def touch(key: int, _deed: Deed, found: Found) -> bool:
        reached = reached_by(key)
        found["outgoing"].update(reached or ())
        return reached is not None

    return touch


_REGISTERS = {"intake.Run", "people.Reorganisation", "mobile.Following"}
_TOUCHES: Mapping[str, Touch] = {
    "people.Person": _person,
    "people.Transfer": _transfer,
    "orgs.Organisation": _organisation,
    "setup.Unit": _unit,
    "setup.Procedure": _itself("procedure"),
    "democracy.Decision": _decision,
    "democracy.Election": _election,
    "ballots.Vote": _vote,
    "activities.Activity": _activity,
    "matters.Matter": _itself("matter"),
    "mobile.Incoming": _incoming,
    "mobile.Feedback": _feedback,
    "mobile.Outgoing": _away,
    "mobile.HandOver": _itself("hand_over"),
    "mobile.Gathering": _itself("gathering"),
    "mobile.Noting": _outgoing(mobile.noted_in),
    "mobile.Keeper": _keeper,
    "mobile.Certificate": _outgoing(mobile.issued_with),
    "mobile.CertificateCheck": _outgoing(mobile.checked_with),
}
