"""Two yardsticks of a list page: as bare as Python allows, and as a first attempt would write it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

_SQL = """
SELECT p.id, p.name, p.sex, p.born_on, m.standing, o.short_name FROM people_membership m
JOIN people_person p ON p.id = m.person_id JOIN orgs_organisation o ON o.id = m.organisation_id
WHERE m.path >= %s AND m.path < %s AND m.valid_to IS NULL ORDER BY m.path, m.sort_name, m.id LIMIT 50
"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM people_membership WHERE path >= %s AND path < %s LIMIT 2001) AS seen"
_TEMPLATE = """<html><body><table>{% for row in page %}<tr><td><a href="/people/{{ row.person.pk }}">{{ row.person.name }}</a></td>
<td>{{ row.person.get_sex_display }}</td><td>{{ row.person.born_on|date:"Y-m-d" }}</td><td>{{ row.get_standing_display }}</td>
<td><a href="/organisations/{{ row.organisation.pk }}">{{ row.organisation.short_name }}</a></td>
<td>{{ row.person.joined_on|date:"Y-m-d"|default:"—" }}</td><td>{{ row.valid_from|date:"Y-m-d" }}</td></tr>{% endfor %}</table>
{{ page.paginator.count }}</body></html>"""
_ENGINE_TEMPLATE = Engine().from_string(_TEMPLATE)


def bare(request: HttpRequest) -> HttpResponse:
    """Two statements and one string."""
    del request
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, ["0001", "0001~"])
        total = cursor.fetchone()[0]
        cursor.execute(_SQL, ["0001", "0001~"])
        body = "".join(
            f'<tr><td><a href="/people/{pk}">{name}</a></td><td>{sex}</td><td>{born}</td><td>{standing}</td><td>{place}</td></tr>'
            for pk, name, sex, born, standing, place in cursor.fetchall()
        )
    return HttpResponse(f"<html><body><table>{body}</table>{total}</body></html>")


def loop(request: HttpRequest) -> HttpResponse:
    """Objects, a query for each person and each organisation of a row, Django's own templates."""
    del request
    from zhendi.domain.people.models import Membership

    rows = Membership.objects.filter(path__startswith="0001", valid_to=None).order_by("sort_name")
    page = Paginator(rows, 50).get_page(1)
    return HttpResponse(_ENGINE_TEMPLATE.render(Context({"page": page})))


urlpatterns = [path("bare", bare), path("loop", loop)]
