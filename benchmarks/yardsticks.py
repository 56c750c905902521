"""What the engine is measured against: a flat scan, a bare INSERT, and a loop as a first attempt writes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.duties import AS_OF, SOURCES, Size, execute, read

_DUTY = "rule, subject, period_from, period_to, due_on, status, since, total, needed, provisional, path, area"
_CHANGE = "rule, subject, period_from, before, after, on_day, path, area"


def scan() -> None:
    """Read each fact once and add it up: less than this no way of counting can do."""
    read("SELECT count(*), sum(phone) FROM bench_member WHERE gone IS NULL")
    read("SELECT count(*), max(day) FROM bench_contact")
    read("SELECT count(*) FROM bench_branch")
    read("SELECT count(*) FROM bench_away")


class Bare:
    """The rows that the engine has written, written again with nothing worked out, indexes made at the end as the engine
    makes them: less than this no way of keeping them can do.
    """

    def __init__(self) -> None:
        execute("DROP TABLE IF EXISTS bench_duty")
        execute(f"CREATE TEMPORARY TABLE bench_duty AS SELECT {_DUTY} FROM obligations_obligation ORDER BY id")

    def write(self) -> None:
        """Duties and their first changes of status, in one transaction."""
        from django.db import transaction

        from zhendi.obligations.engine import afresh
        from zhendi.obligations.models import Obligation, Transition

        with transaction.atomic(), afresh.without_indexes((Obligation, Transition)):
            execute(f"INSERT INTO obligations_obligation ({_DUTY}) SELECT {_DUTY} FROM bench_duty")
            execute(
                f"INSERT INTO obligations_transition ({_CHANGE}) SELECT rule, subject, period_from, '', status, "
                f"'{AS_OF.isoformat()}', path, area FROM bench_duty"
            )


class Closure:
    """Figures by joining every duty with all places above it, as a table of ancestors invites one to (A13)."""

    def __init__(self) -> None:
        execute("DROP TABLE IF EXISTS bench_closure")
        execute(
            "CREATE TEMPORARY TABLE bench_closure AS SELECT DISTINCT path AS above, path FROM obligations_obligation"
        )
        deepest = max(len(path) for (path,) in read("SELECT path FROM bench_closure"))
        for length in range(4, deepest, 4):
            execute(
                f"INSERT INTO bench_closure SELECT substr(path, 1, {length}), path FROM bench_closure "
                f"WHERE above = path AND length(path) > {length}"
            )
        execute("CREATE INDEX bench_closure_path ON bench_closure (path)")
        execute("ANALYZE bench_closure")

    def sum_up(self) -> int:
        """Count what stands how at every place; gives how many figures there are."""
        return len(
            read(
                "SELECT o.rule, c.above, o.status, COUNT(*) FROM obligations_obligation o "
                "JOIN bench_closure c ON c.path = o.path GROUP BY o.rule, c.above, o.status"
            )
        )


# --- a loop --------------------------------------------------------------------------------------------------


def loop(size: Size, asked: Any, sample: int) -> float:
    """Seconds that a first attempt takes: for each rule and subject (and period) a query for each count, the duty got or
    made, and saved, with its change of status; then for each rule and place a query by the beginning of the path and a figure
    saved.

    So the prototype did it (design, A.2). Measured on some subjects of each rule and on some places, and multiplied. The
    duties of the whole county are kept meanwhile, as they would be.
    """
    from zhendi.obligations.models import Figure, Obligation, Transition

    number = {"organisation": size.branches, "person": size.members, "outgoing": size.away}
    taken = 0.0
    for rule in asked.asked():
        keys = [
            row[0]
            for row in read(f"SELECT DISTINCT subject FROM ({_plain(rule.subjects)}) s ORDER BY 1 LIMIT {sample}")
        ]
        started = time.perf_counter()
        for key in keys:
            for begins, total in _counts(asked, rule, key):
                _save(f"loop.{rule.id}"[:40], key, begins, total)
        taken += (time.perf_counter() - started) * number[asked.kind(rule)] / len(keys)
    for model in (Obligation, Transition):
        model.objects.filter(rule__startswith="loop.").delete()
    places = [row[0] for row in read("SELECT DISTINCT path FROM obligations_figure ORDER BY 1")]
    some = places[:: max(1, len(places) // sample)]
    started = time.perf_counter()
    for place in some:
        for rule in asked.asked():
            _sum_up(rule.id, place)
    taken += (time.perf_counter() - started) * len(places) / len(some)
    Figure.objects.filter(month=date(2000, 1, 1)).delete()
    return taken


def _plain(fact: str) -> str:
    return SOURCES[fact].replace("%%", "%")


def _counts(asked: Any, rule: Any, key: int) -> Iterator[tuple[date, int]]:
    """For each duty of a subject the day on which it begins and what is counted of it."""
    from zhendi.obligations.plans import recurring

    if rule.kind == "recurring":
        for each in recurring.calendar(rule, asked.parameters, asked.as_of, asked.earliest, asked.started):
            yield each.begins, _count(rule.asks.evidence, key, f"begins >= '{each.begins}' AND begins < '{each.ends}'")
        return
    today = f"begins <= '{AS_OF}' AND (ends IS NULL OR ends > '{AS_OF}')"
    for guard in rule.guards:
        _count(guard.fact, key, today)
    yield AS_OF, _count(rule.asks.evidence, key, today)


def _count(fact: str, key: int, condition: str) -> int:
    return int(
        read(f"SELECT COALESCE(SUM(quantity), 0) FROM ({_plain(fact)}) f WHERE subject = {key} AND {condition}")[0][0]
    )


def _save(rule: str, key: int, begins: date, total: int) -> None:
    from django.db import transaction

    from zhendi.obligations.models import Obligation, Transition

    status = "met" if total else "overdue"
    with transaction.atomic():
        row, made = Obligation.objects.get_or_create(
            rule=rule, subject=key, period_from=begins,
            defaults={"status": status, "since": begins, "total": total, "needed": 1, "path": "0001"},
        )  # fmt: skip
        if made or row.status != status:
            Transition.objects.create(
                rule=rule, subject=key, period_from=begins, before="" if made else row.status, after=status,
                on_day=AS_OF, path=row.path,
            )  # fmt: skip
        row.status = status
        row.save()


def _sum_up(rule: str, place: str) -> None:
    from django.db.models import Count

    from zhendi.obligations.models import Figure, Obligation

    found = Obligation.objects.filter(rule=rule, path__startswith=place).values("status").annotate(n=Count("pk"))
    figure, _ = Figure.objects.get_or_create(rule=rule, month=date(2000, 1, 1), path=place)
    for row in found:
        setattr(figure, row["status"], row["n"])
    figure.save()
