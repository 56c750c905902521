"""What forms and filters of activities choose from."""

from __future__ import annotations

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Activity, Attendance, Invitation
from zhendi.domain.people.models import Post
from zhendi.domain.people.roles import roles
from zhendi.kernel.scope import SEE, Scope

UNANSWERED = "未回复"


def activity_kinds() -> tuple[tuple[str, str], ...]:
    """Kinds of activity, by code and title."""
    return tuple((kind.value, str(kind.label)) for kind in Activity.Kind)


def activity_states() -> tuple[tuple[str, str], ...]:
    """States of an activity, by code and title."""
    return tuple((state.value, str(state.label)) for state in Activity.State)


def ways() -> tuple[tuple[str, str], ...]:
    """Ways of taking part, by code and title."""
    return tuple((way.value, str(way.label)) for way in Attendance.Way)


def replies() -> tuple[tuple[str, str], ...]:
    """Answers to an invitation, by code and title; "" for none yet."""
    return (("", UNANSWERED), *((reply.value, str(reply.label)) for reply in Invitation.Reply))


def owners(scope: Scope, path: str) -> tuple[tuple[int, str], ...]:
    """Who may answer for a demand of the organisation at ``path``: those in office there or above, the nearest first.

    A village secretary may hand a demand up, so that names of those in office above are shown. One query.
    """
    sighted = [role.code for role in roles().values() if SEE in role.may]
    rows = (
        Post.objects.as_of(scope.as_of)
        .filter(access.above(path), role__in=sighted)
        .order_by("-organisation__path", "role", "person__sort_name")
        .values_list(
            "person_id", "person__name", "role", "organisation__short_name", "organisation__full_name"
        )
    )  # fmt: skip
    found: dict[int, str] = {}
    for person_id, name, role, short, full in rows:
        found.setdefault(person_id, f"{name}（{short or full}{roles()[role].title}）")
    return tuple(found.items())
