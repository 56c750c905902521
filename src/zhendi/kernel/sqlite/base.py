"""``settings.DATABASES`` names this. Django writes ``%s`` where SQLite has ``?`` and changes it at every call, mark by mark;
a list page asks ten questions with hundreds of marks, and most of them are the same from page to page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

_LONGEST = 20_000  # longer ones are written once, for one set of values


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that remembers spellings."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """The statement as SQLite has it."""
        if param_names is not None or len(query) > _LONGEST:
            return str(super().convert_query(query, param_names=param_names))
        return _converted(query)


@lru_cache(maxsize=1000)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with such cursors."""

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django's form
        """A cursor of the connection."""
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made
