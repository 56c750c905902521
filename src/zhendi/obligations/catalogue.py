"""The installation's own facts: each code of ``policy/opinions/facts.toml`` is a function of an app's ``facts`` module.

``mobile.contact_person`` is ``zhendi.domain.mobile.facts.contact_person()``. A fact that is there but has no function
is refused at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import ModuleType
from typing import Any

from django.db.models import QuerySet

from zhendi.domain.mobile import facts as mobile
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.people import facts as people
from zhendi.domain.services import facts as services
from zhendi.domain.setup import facts as setup
from zhendi.kernel.errors import Unreadable
from zhendi.obligations.plans.sources import Source
from zhendi.obligations.plans.sql import Sql, query
from zhendi.policy.load import load
from zhendi.policy.schema import Fact, SubjectKind

_MODULES: Mapping[str, ModuleType] = {
    "orgs": orgs,
    "people": people,
    "mobile": mobile,
    "setup": setup,
    "services": services,
}
_PLACES: Mapping[SubjectKind, Callable[[], QuerySet[Any, Any]]] = {
    "organisation": orgs.places,
    "division": orgs.village_places,
    "person": people.places,
    "outgoing": mobile.outgoing_places,
    "incoming": mobile.incoming_places,
    "unit": setup.places,
    "outlet": services.places,
}


@cache
def sources() -> Mapping[str, Source]:
    """A source for every fact that is there; ``Unreadable`` names those without a function."""
    facts = [fact for fact in load().facts.values() if not fact.awaiting]
    missing = [fact.code for fact in facts if not callable(_function(fact))]
    if missing:
        raise Unreadable(f"facts.toml: no function for {', '.join(missing)}")
    return {fact.code: partial(_source, fact) for fact in facts}


def places(kind: SubjectKind) -> Sql:
    """Who answers for each subject of a kind: ``subject, path``."""
    return query(_PLACES[kind](), {"subject": "subject_id", "path": "path"})


def _source(fact: Fact) -> Sql:
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
