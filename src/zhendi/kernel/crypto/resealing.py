"""Sealing everything anew under the keys of the day, and working the indexes out anew.

Walks the sealed and index columns of all installed tables by steps of the primary key. Tokens are replaced step by
step, each in its own transaction, while the product runs: old and new ones open alike. Indexes change all at once
in one transaction, since a look-up knows only one key; the product must stand still meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from zhendi.kernel import bulk, crypto
from zhendi.kernel.crypto import keyring
from zhendi.kernel.fields import IndexField, SealedField

STEP = 2000
Say = Callable[[str], None]


@dataclass(slots=True)
class Resealed:
    """How many values were sealed anew, and how many indexes had to be replaced."""

    tokens: int = 0
    indexes: int = 0


@dataclass(slots=True)
class Usage:
    """Which keys are needed: tokens by key id in the tables, and files of the data folder by key id."""

    tokens: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)


def reseal(say: Say = lambda _: None) -> Resealed:
    """Bring every token and every index under the newest keys; safe to run again after an interruption."""
    result = Resealed()
    for model in _tables(SealedField):
        count = sum(_reseal_step(model, rows) for rows in _steps(model, _sealed(model)))
        say(f"{model._meta.label}：重新加密{count}项")
        result.tokens += count
    with transaction.atomic():
        for model in _tables(IndexField):
            count = _reindex(model)
            say(f"{model._meta.label}：重算检索值{count}项")
            result.indexes += count
    return result


def usage() -> Usage:
    """Which keys the tables and the files of the data folder need for reading."""
    found = Usage()
    for model in _tables(SealedField):
        for rows in _steps(model, _sealed(model)):
            found.tokens.update(crypto.key_of(token) for row in rows for token in row[1:] if token)
    for path in Path(settings.DATA_DIR).rglob("*.sealed"):
        with path.open(encoding="ascii", errors="replace") as file:
            found.files[crypto.key_of(file.read(64))] += 1
    return found


def _tables(kind: type[models.Field[Any, Any]]) -> Iterator[type[models.Model]]:
    """Tables with a column of this kind. Proxies and unmanaged tables hold nothing of their own."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and model._meta.managed and any(isinstance(f, kind) for f in _columns(model)):
            yield model


def _columns(model: type[models.Model]) -> Sequence[models.Field[Any, Any]]:
    return model._meta.local_concrete_fields


def _sealed(model: type[models.Model]) -> list[SealedField]:
    return [column for column in _columns(model) if isinstance(column, SealedField)]


def _steps(model: type[models.Model], columns: Sequence[models.Field[Any, Any]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows ``(pk, column, …)`` as the table holds them, in order of the key."""
    texts = [Cast(column.name, models.TextField()) for column in columns]
    names = [f"held_{place}" for place in range(len(texts))]
    query = model._base_manager.annotate(**dict(zip(names, texts, strict=True))).order_by("pk")
    last = None
    while rows := list((query.filter(pk__gt=last) if last is not None else query).values_list("pk", *names)[:STEP]):
        yield rows
        last = rows[-1][0]


def _reseal_step(model: type[models.Model], rows: Sequence[tuple[Any, ...]]) -> int:
    """Replace the old tokens of some rows; a row that was written meanwhile keeps what it got."""
    newest = keyring.current().sealing.id
    old = [row for row in rows if any(token and crypto.key_of(token) != newest for token in row[1:])]
    if not old:
        return 0
    columns = _sealed(model)
    names = [column.name for column in columns]
    with transaction.atomic():
        locked = model._base_manager.filter(pk__in=[row[0] for row in old]).select_for_update().values_list("pk")
        list(locked)  # on SQLite the transaction itself keeps writers out
        held = bulk.raw(model, (model._meta.pk.name, *names), model._meta.pk.name, [row[0] for row in old])
        bulk.update(model, names, [(row[0], *_renewed(row[1:], columns)) for row in held])
    return sum(1 for row in old for token in row[1:] if token and crypto.key_of(token) != newest)


def _renewed(tokens: Sequence[str | None], columns: Sequence[SealedField]) -> list[str | None]:
    return [
        crypto.seal(crypto.unseal(token, column.context), column.context) if token else token
        for token, column in zip(tokens, columns, strict=True)
    ]


def _reindex(model: type[models.Model]) -> int:
    """Replace the indexes that are not those of the newest key. Two indexes are never equal, so order is free."""
    indexes = [column for column in _columns(model) if isinstance(column, IndexField)]
    contexts = {column.name: column.context for column in _sealed(model)}
    sources = [_source(model, column) for column in indexes]
    count = 0
    for rows in _steps(model, [*sources, *indexes]):
        fresh = [(row[0], *_indexes(row[1 : 1 + len(sources)], indexes, contexts)) for row in rows]
        changed = [new for new, row in zip(fresh, rows, strict=True) if new[1:] != tuple(row[1 + len(sources) :])]
        bulk.update(model, [column.name for column in indexes], changed)
        count += len(changed)
    return count


def _indexes(tokens: Sequence[str], indexes: Sequence[IndexField], contexts: Mapping[str, str]) -> Iterator[str | None]:
    for token, column in zip(tokens, indexes, strict=True):
        plain = crypto.unseal(token or "", contexts[column.of])
        yield crypto.index(column.part(plain), column.context) if plain else (None if column.null else "")


def _source(model: type[models.Model], column: IndexField) -> models.Field[Any, Any]:
    found = model._meta.get_field(column.of)
    assert isinstance(found, SealedField), f"{model._meta.label}.{column.name} indexes what is not sealed"
    return found
