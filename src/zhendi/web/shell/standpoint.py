"""Where a reader stands: which of several posts is being used, and as of which day pages are shown.

Both are kept in the session. A post no longer held falls away by itself, since it is looked up among those held today;
a day in the future is not accepted. ``?as_of=2025-12-31`` shows one page as of a day without changing the session.
"""

from __future__ import annotations

from datetime import date

from zhendi.kernel.scope import Scope
from zhendi.web.shell.request import Request

_POST, _DAY = "post", "as_of"
AS_OF = "as_of"


def chosen(request: Request, whole: Scope) -> Scope:
    """The reader's scope narrowed to the chosen post, on the chosen day."""
    organisation, _, role = str(request.session.get(_POST, "")).partition(":")
    scope = whole.narrowed(int(organisation), role) if organisation.isdigit() else whole
    return scope.on(_day(request.GET.get(AS_OF) or request.session.get(_DAY), request.today))


def choose_post(request: Request, organisation_id: int, role: str) -> bool:
    """Use one of the posts held from now on; ``False`` for one that is not held."""
    if not any(g.organisation_id == organisation_id and g.role == role for g in request.whole_scope.grants):
        return False
    request.session[_POST] = f"{organisation_id}:{role}"
    return True


def choose_all_posts(request: Request) -> None:
    """Use all posts held together from now on."""
    request.session.pop(_POST, None)


def choose_day(request: Request, text: str) -> bool:
    """Show pages as of a day from now on ("" = today again); ``False`` for what is no past day."""
    request.session.pop(_DAY, None)
    if not text:
        return True
    if _day(text, request.today).isoformat() != text:
        return False
    if text != request.today.isoformat():
        request.session[_DAY] = text
    return True


def _day(text: object, today: date) -> date:
    try:
        return min(date.fromisoformat(str(text)), today)
    except ValueError:
        return today
