"""The installation's own facts: each code of ``policy/opinions/facts.toml`` is a function of an app's ``facts`` module.

``mobile.contact_person`` is ``zhendi.domain.mobile.facts.contact_person()``. A fact that is there but has no function
is refused at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import ModuleType
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from zhendi.domain.activities import facts as activities
from zhendi.domain.democracy import facts as democracy
from zhendi.domain.matters import facts as matters
from zhendi.domain.mobile import facts as mobile
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.people import facts as people
from zhendi.domain.services import facts as services
from zhendi.domain.setup import facts as setup
from zhendi.kernel.errors import Unreadable
from zhendi.obligations.plans.sources import Source, placed
from zhendi.obligations.plans.sql import Sql, query
from zhendi.policy.load import load
from zhendi.policy.schema import Fact, SubjectKind

_MODULES: Mapping[str, ModuleType] = {
    "orgs": orgs,
    "activities": activities,
    "democracy": democracy,
    "people": people,
    "mobile": mobile,
    "matters": matters,
    "setup": setup,
    "services": services,
}
_PLACES: Mapping[SubjectKind, Callable[[], QuerySet[Any, Any]]] = {
    "organisation": orgs.places,
    "division": orgs.village_places,
    "person": people.places,
    "transfer": people.transfer_places,
    "outgoing": mobile.outgoing_places,
    "incoming": mobile.incoming_places,
    "hand_over": mobile.hand_over_places,
    "gathering": mobile.gathering_places,
    "unit": setup.places,
    "procedure": setup.procedure_places,
    "outlet": services.places,
    "matter": matters.places,
    "demand": activities.demand_places,
    "decision": democracy.decision_places,
    "election": democracy.election_places,
}
_OWN_GROUND: Mapping[SubjectKind, str] = {"division": "CAST(subject_id AS text)", "outlet": "division_code"}


@cache
def sources() -> Mapping[str, Source]:
    """A source for every fact that is there; ``Unreadable`` names those without a function."""
    facts = [fact for fact in load().facts.values() if not fact.awaiting]
    missing = [fact.code for fact in facts if not callable(_function(fact))]
    if missing:
        raise Unreadable(f"facts.toml: no function for {', '.join(missing)}")
    return {fact.code: partial(_source, fact) for fact in facts}


def places(kind: SubjectKind) -> Sql:
    """Who answers for each subject of a kind, and on whose ground it is: ``subject, path, area``.

    What has no division of its own lies where the organisation that answers for it stands.
    """
    return _placed(kind, connection.vendor)


# What a fact is made of never changes while the product runs: making the statement takes longer than a step's whole
# work in the database, so each is made once for each kind of database.
@cache
def _placed(kind: SubjectKind, _vendor: str) -> Sql:
    own = _OWN_GROUND.get(kind, "")
    found = query(_PLACES[kind](), {"subject": "subject_id", "path": "path", "code": own or "''"})
    return placed(found, query(orgs.ground(), {"path": "path", "code": "ground"}), own_code=bool(own))


def _source(fact: Fact) -> Sql:
    return _rows(fact, connection.vendor)


@cache
def _rows(fact: Fact, _vendor: str) -> Sql:
    found = _function(fact)()
    quantity = "quantity" if fact.quantity else "1"
    if fact.shape == "event":
        return query(
            found,
            {"subject": "subject_id", "begins": "happened_on", "ends": "CAST(NULL AS date)", "quantity": quantity},
        )
    return query(found, {"subject": "subject_id", "begins": "valid_from", "ends": "valid_to", "quantity": quantity})


def _function(fact: Fact) -> Any:
    app, _, name = fact.code.partition(".")
    return getattr(_MODULES.get(app), name, None)
