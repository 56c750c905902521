"""Columns of our own: paths of the tree, sealed values, and the keyed indexes by which sealed values are found.

A ``SealedField`` reads and writes plain text: the table holds ``v1.<key id>.<…>``, Python holds a ``Secret``, a
string that does not show itself in ``repr`` (logs, error pages, test output). Opening costs some microseconds a
value, so that a list page must not select what it does not show; who reads thousands of rows reads the tokens
(``kernel.bulk.raw``) and opens the few that it needs. Sealing is not repeatable: the same value gives another
token each time, hence a sealed column is never searched. What must be found by equality gets an ``IndexField``
beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact

from zhendi.kernel import crypto

if TYPE_CHECKING:  # generic for the type checker only
    _CharField = models.CharField[Any, Any]
    _TextField = models.TextField[Any, Any]
else:
    _CharField, _TextField = models.CharField, models.TextField

_TOKEN = re.compile(r"v1\.[0-9a-f]{8}\.[A-Za-z0-9+/]+=*")


class Secret(str):
    """Opened text of a sealed column: equal to the plain text, but hidden in ``repr``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>" if self else "''"


class PathField(_CharField):
    """A path of the tree: compared by bytes on both databases, so that a subtree is one range of the index."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, str | None]:
        """PostgreSQL is told to compare by bytes; SQLite does so anyway."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class SealedField(_TextField):
    """Text that the database holds sealed; ``context`` ("table.column") binds the token to its place.

    A token moved to a column with another context does not open. "" and NULL stay what they are. The column can
    be compared with "" and with NULL, with nothing else (``FieldError``).
    """

    def __init__(self, *args: Any, context: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.context = context

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As any field's, with the context."""
        name, path, args, options = super().deconstruct()
        return name, path, list(args), {**options, "context": self.context}

    def from_db_value(self, value: str | None, *_: object) -> Secret | None:
        """Open what the table holds."""
        return None if value is None else Secret(crypto.unseal(value, self.context))

    def to_python(self, value: Any) -> Any:
        """Text; a token (from ``loaddata``) is opened."""
        if isinstance(value, str) and _TOKEN.fullmatch(value):
            return Secret(crypto.unseal(value, self.context))
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is about to be written."""
        text = super().get_prep_value(value)
        return crypto.seal(text, self.context) if isinstance(text, str) and text else text

    def value_to_string(self, obj: models.Model) -> str:
        """What ``dumpdata`` writes: sealed."""
        return str(self.get_prep_value(self.value_from_object(obj)) or "")

    def get_lookup(self, lookup_name: str) -> type[models.Lookup[Any]] | None:
        """Only ``exact`` (with "") and ``isnull``."""
        if lookup_name == "exact":
            return _IsEmpty
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class _IsEmpty(Exact):
    """``column = ''``."""

    def get_prep_lookup(self) -> Any:
        """Refuse every other value: it could never match."""
        if self.rhs != "":
            raise FieldError("a sealed column is found by the keyed index beside it")
        return self.rhs


class IndexField(_CharField):
    """The keyed index of a sealed column of the same row, by which it is found by equality.

    ``of`` names the sealed column, ``context`` separates this index from all others, ``last`` indexes only so many
    characters at its end (a telephone's tail). It is filled in by ``save`` and ``bulk_create``; who writes by
    ``kernel.bulk`` or ``update`` fills it in by ``crypto.index``. ``script/zhendi keys`` works it out anew when the
    index key changes.
    """

    def __init__(self, *args: Any, of: str, context: str, last: int | None = None, **options: Any) -> None:
        options.setdefault("max_length", crypto.INDEX_LENGTH)
        super().__init__(*args, **options)
        self.of = of
        self.context = context
        self.last = last

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As any field's, with what it indexes."""
        name, path, args, options = super().deconstruct()
        return name, path, list(args), {**options, "of": self.of, "context": self.context, "last": self.last}

    def part(self, plain: str) -> str:
        """What of the plain text is indexed."""
        return plain[-self.last :] if self.last else plain

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's signature
        """The index of the sealed column's value; empty where that is empty."""
        plain = getattr(model_instance, self.of)
        found = crypto.index(self.part(plain), self.context) if plain else (None if self.null else "")
        setattr(model_instance, self.attname, found)
        return found
