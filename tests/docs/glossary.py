"""The words that the program itself knows: codes with their Chinese titles, by section of docs/glossary.md."""

from __future__ import annotations

from django.apps import apps

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.people.models import Area
from zhendi.domain.people.operations.posts import Reason
from zhendi.domain.people.roles import roles
from zhendi.intake.plans import REGISTERS
from zhendi.intake.titles import kind_title, titled

_APPS = (
    "orgs",
    "people",
    "activities",
    "messaging",
    "mobile",
    "ballots",
    "democracy",
    "matters",
    "setup",
    "services",
    "intake",
)


def known() -> dict[str, dict[str, str]]:
    """Section -> code -> title."""
    found = {
        "Kinds of organisation": {kind.code: kind.title for kind in kinds().values()},
        "Roles": {role.code: role.title for role in roles().values()},
        "Registers": dict(REGISTERS),
        "Findings of the intake": {kind: kind_title(kind) for kind in sorted(titled())},
        "Areas of a token": {code: str(title) for code, title in Area.choices},
        "Reasons for which a post ends": {code: str(title) for code, title in Reason.choices},
    }
    return found | _choices()


def _choices() -> dict[str, dict[str, str]]:
    """Columns that hold one of a few words."""
    found = {}
    for app in _APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                choices = getattr(field, "choices", None)
                if choices and field.model is model:
                    found[f"{model.__name__}.{field.name}"] = {str(code): str(title) for code, title in choices}
    found.pop("Organisation.kind", None)  # stands in policy/opinions/kinds.toml
    found.pop("Version.kind", None)
    found.pop("Procedure.kind", None)
    return found
