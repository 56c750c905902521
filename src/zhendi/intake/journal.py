"""Keeping a run's journal, and reading it again for an undo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from zhendi.intake.blobs import pack, unpack
from zhendi.intake.models import Journal as Kept
from zhendi.intake.models import Run
from zhendi.kernel import bulk
from zhendi.kernel.registers import Journal


def keep(run: Run, journal: Journal) -> None:
    """Write the journal of a run, in the transaction of its writing; revisions are read as they are now."""
    rows = []
    for label in journal.touched():
        model = apps.get_model(label)
        made = journal.created.get(label, [])
        images = {
            "before": [[pk, image] for pk, image in journal.before.get(label, {}).items()],
            "removed": journal.removed.get(label, []),
        }
        rows.append(
            Kept(
                run=run,
                table=label,
                made=as_ranges(made),
                images=pack(images),
                revisions=json.dumps(_revisions(model, [*made, *journal.before.get(label, {})])),
            )
        )
    Kept.objects.bulk_create(rows)


def _revisions(model: type[models.Model], keys: Sequence[int]) -> dict[str, int]:
    """Revisions of rows where they are not 1."""
    if not revised(model):
        return {}
    query = model._default_manager.exclude(revision=1)
    if len(keys) > bulk.CHUNK:
        wanted = set(keys)
        return {str(pk): revision for pk, revision in query.values_list("pk", "revision") if pk in wanted}
    return {str(pk): revision for pk, revision in query.filter(pk__in=keys).values_list("pk", "revision")}


def revised(model: type[models.Model]) -> bool:
    """True for a table whose rows count their changes."""
    return any(field.name == "revision" for field in model._meta.concrete_fields)


def read(run: Run) -> tuple[Journal, dict[str, dict[int, int]]]:
    """The journal of a run, and the revisions that it left where they are not 1."""
    journal, revisions = Journal(), {}
    for kept in Kept.objects.filter(run=run):
        images: dict[str, Any] = unpack(kept.images)
        if kept.made:
            journal.created[kept.table] = from_ranges(kept.made)
        if images["before"]:
            journal.before[kept.table] = dict(images["before"])
        if images["removed"]:
            journal.removed[kept.table] = images["removed"]
        revisions[kept.table] = {int(pk): revision for pk, revision in json.loads(kept.revisions or "{}").items()}
    return journal, revisions


def as_ranges(keys: Iterable[int]) -> str:
    """``[1, 2, 3, 7]`` as ``"1-3,7"``."""
    spans: list[list[int]] = []
    for key in sorted(keys):
        if spans and key == spans[-1][1] + 1:
            spans[-1][1] = key
        else:
            spans.append([key, key])
    return ",".join(f"{low}-{high}" if high > low else str(low) for low, high in spans)


def from_ranges(text: str) -> list[int]:
    """The keys of ``as_ranges``."""
    found: list[int] = []
    for span in filter(None, text.split(",")):
        low, _, high = span.partition("-")
        found.extend(range(int(low), int(high or low) + 1))
    return found
