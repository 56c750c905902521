"""The template engine: names that are not there are errors, everything is escaped, and few words are added."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from zhendi.web.shell import words
from zhendi.web.shell.addresses import address

PARTS = ("marks", "buttons", "fields", "tables", "blocks", "frame")
AROUND = ("rail", "tabbar")
SIGNS = ("icon", "glyph", "status", "brand")  # a page has dozens: what one looks like depends on its words alone


def environment(**options: Any) -> Environment:
    """The environment of all pages; ``settings.TEMPLATES`` names it."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, **{name: value for name, value in options.items() if name != "autoescape"})
    parts = SimpleNamespace()
    # names of static files change with the program only; while developing they change with the files
    named = static if settings.DEBUG else cache(static)
    made.globals.update(url=url, static=named, here=here, get_messages=get_messages, ui=parts)
    made.filters.update(
        day=words.day,
        moment=words.moment,
        clock=words.clock,
        away=words.away,
        number=words.number,
        share=words.share,
        dash=words.dash,
    )
    for name in PARTS:  # the components of all pages, under one name: ``ui.button(...)``
        macros = vars(made.get_template(f"parts/{name}.html").module)
        parts.__dict__.update({word: macro for word, macro in macros.items() if not word.startswith("_")})
    for word in SIGNS:
        # typed: a text and the same as markup are equal, but not written alike
        parts.__dict__[word] = lru_cache(maxsize=1000, typed=True)(vars(parts)[word])
    for word in AROUND:
        parts.__dict__[word] = _kept(vars(parts)[word])
    return made


def _kept(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A part of the frame, written once for the same entries and numbers, all of which are its key."""

    @lru_cache(maxsize=1000)
    def made(entries: tuple[Any, ...], badges: tuple[tuple[str, Any], ...]) -> Markup:
        return macro(entries, dict(badges))

    return lambda entries, badges: made(entries, tuple(badges.items()))


def url(name: str, *args: object, **query: object) -> str:
    """The address of a page: ``url("organisation", 7, tab="posts")``; a query word that is "" or None is left out."""
    kept = {word: value for word, value in query.items() if value not in ("", None)}
    found = address(name, *args)
    return f"{found}?{urlencode(kept, doseq=True)}" if kept else found


@pass_context
def here(context: Context, **changes: object) -> str:
    """The page shown, with some query words changed: ``here(page=2)``, ``here(kind="")`` drops one; the others are kept."""
    request = context["request"]
    query = {word: values for word, values in request.GET.lists() if word not in changes and any(values)}
    query.update({word: value for word, value in changes.items() if value not in ("", None)})
    return f"{request.path}?{urlencode(query, doseq=True)}" if query else str(request.path)
