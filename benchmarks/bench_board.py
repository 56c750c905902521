"""The clause board and the inbox of a county of 50,000 members: the whole page, by tree and by area, against two yardsticks.

The bare one reads the kept figures (or the duties of one place) with one statement and writes one string, without sign-in;
the first attempt counts the duties anew for each rule, each status and each township. In process each page also stands
against a constant one with sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks import tree, within
from benchmarks.emptying import empty
from benchmarks.row import Row, interleaved

_ROUNDS, _PAGES = 5, 20
_ROOT = "0001"
_PAGES_ASKED = (
    ("board", "/opinions/", "figures", "first"),
    ("board by area", "/opinions/?by=area", "figures", "first"),
    ("inbox", "/duties/", "waiting", "each"),
    ("below", "/duties/below", "waiting", "first"),
)


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from zhendi.domain.orgs.models import Division, Organisation
    from zhendi.kernel import clock
    from zhendi.obligations import operations
    from zhendi.obligations.models import Obligation

    empty()
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by what is in them
    places = tree.grow(1)
    townships = [place for place in places if place.level == 3]
    Organisation.objects.filter(parent=None).update(division_code="341823000000")
    for number, place in enumerate(townships, 100):
        Organisation.objects.filter(pk=place.pk).update(division_code=f"341823{number:03d}000")
        Division.objects.create(code=f"341823{number:03d}000", name=f"第{number}镇", valid_from=tree.DAY)
    with clock.frozen(tree.DAY):
        operations.derive(on=tree.DAY)
        cookies = within.signed_in()
        held = Obligation.objects.count()
        for name, address, bare, naive in _PAGES_ASKED:
            works = {
                "ours": within.asking(address, cookies),
                "bare": within.asking(f"/{bare}", {}, middleware=[], urls=__name__),
                "naive": within.asking(f"/{naive}", {}, middleware=[], urls=__name__),
            }
            taken = interleaved({word: _times(work) for word, work in works.items()}, times=_ROUNDS)
            ours, low, high = (taken[word] / _PAGES for word in ("ours", "bare", "naive"))
            what = f"{name}, {held:,} duties"
            yield Row("pages", connection.display_name, what, ours, "bare statement and f-string, no sign-in", low)
            yield Row("pages", connection.display_name, what, ours, "counted anew rule by rule", high)
            yield from within.rows(name, address, cookies)
    empty()


def _times(work: Callable[[], object]) -> Callable[[], None]:
    def many() -> None:
        for _ in range(_PAGES):
            work()

    return many


# --- yardsticks ----------------------------------------------------------------------------------------------


def figures(request: HttpRequest) -> HttpResponse:
    """The figures of one place for twelve months as a table."""
    del request
    return _table("SELECT rule, month, met, due, overdue FROM obligations_figure WHERE path = %s", [_ROOT])


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits at one place, by rule."""
    del request
    return _table(
        "SELECT rule, count(*), min(due_on) FROM obligations_obligation WHERE path = %s AND status IN "
        "('due', 'due_soon', 'overdue') GROUP BY rule",
        [_ROOT],
    )


def first(request: HttpRequest) -> HttpResponse:
    """Each rule counted for the county and for each place one level below."""
    del request
    from zhendi.domain.orgs.models import Organisation
    from zhendi.obligations.models import Obligation
    from zhendi.policy.load import load

    below = [_ROOT, *Organisation.objects.filter(parent__parent=None).values_list("path", flat=True)]
    found = [
        (rule.id, path, Obligation.objects.filter(rule=rule.id, path__startswith=path, status="overdue").count())
        for rule in load().rules()
        for path in below
    ]
    return HttpResponse("".join(f"<tr><td>{cell}</td></tr>" for cell in found))


def each(request: HttpRequest) -> HttpResponse:
    """Each duty of one place with a query for its organisation."""
    del request
    from zhendi.domain.orgs.models import Organisation
    from zhendi.obligations.models import Obligation

    found = [
        (duty.rule, Organisation.objects.filter(pk=duty.subject).values_list("full_name", flat=True).first())
        for duty in Obligation.objects.filter(path=_ROOT).exclude(status="met")
    ]
    return HttpResponse("".join(f"<tr><td>{cell}</td></tr>" for cell in found))


def _table(statement: str, values: list[str]) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        body = "".join(f"<tr><td>{'</td><td>'.join(map(str, row))}</td></tr>" for row in cursor.fetchall())
    return HttpResponse(f"<html><body><table>{body}</table></body></html>")


urlpatterns = [path("figures", figures), path("waiting", waiting), path("first", first), path("each", each)]
