"""Two yardsticks of a list page, as design/performance section F has them: 50 rows of 9 columns, about 13 kB.

``bare``: the driver itself and one string, without sign-in. ``loop``: as a first attempt would write it, with sign-in.
``constant``: 12 kB that are always the same, with sign-in.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import psycopg
from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

# What the first attempt runs through: Django's own seven, the sign-in among them.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_COLUMNS = ("姓名", "性别", "出生", "学历", "类别", "所在支部", "入党", "转正", "在本支部自")
_HEAD = "".join(f"<th>{column}</th>" for column in _COLUMNS)
_SQL = """
SELECT p.id, p.name, p.sex, p.born_on, p.education, m.standing, o.id, o.short_name, p.joined_on, p.confirmed_on, m.valid_from
FROM people_membership m JOIN people_person p ON p.id = m.person_id JOIN orgs_organisation o ON o.id = m.organisation_id
WHERE m.path >= '0001' AND m.path < '0001~' AND m.valid_to IS NULL ORDER BY m.path, m.sort_name, m.id LIMIT 50
"""
_COUNT = """
SELECT count(*) FROM (SELECT 1 FROM people_membership WHERE path >= '0001' AND path < '0001~' LIMIT 2001) AS seen
"""
_SEXES, _STANDINGS = {1: "男", 2: "女"}, {"full": "正式党员"}
_TEMPLATE = f"""<html><body><table><tr>{_HEAD}</tr>{{% for row in page %}}<tr>
<td><a href="{{% url "person" row.person.pk %}}">{{{{ row.person.name }}}}</a></td><td>{{{{ row.person.get_sex_display }}}}</td>
<td>{{{{ row.person.born_on|date:"Y-m-d" }}}}</td><td>{{{{ row.person.education }}}}</td><td>{{{{ row.get_standing_display }}}}</td>
<td>{{{{ row.organisation.short_name }}}}</td><td>{{{{ row.person.joined_on|date:"Y-m-d" }}}}</td>
<td>{{{{ row.person.confirmed_on|date:"Y-m-d" }}}}</td><td>{{{{ row.valid_from|date:"Y-m-d" }}}}</td></tr>{{% endfor %}}</table>
{{{{ page.paginator.count }}}}</body></html>"""
_ENGINE_TEMPLATE = Engine().from_string(_TEMPLATE)
_CONSTANT = "阵地 " * 1_756  # 12 kB
_OPEN = threading.local()


def bare(request: HttpRequest) -> HttpResponse:
    """Two statements and one string."""
    del request
    raw = _raw()
    total = raw.execute(_COUNT).fetchone()[0]
    body = "".join(
        f'<tr><td><a href="/people/{pk}">{name}</a></td><td>{_SEXES[sex]}</td><td>{born}</td><td>{education}</td>'
        f'<td>{_STANDINGS[standing]}</td><td><a href="/organisations/{place}">{short}</a></td><td>{joined}</td>'
        f"<td>{confirmed}</td><td>{since}</td></tr>"
        for pk, name, sex, born, education, standing, place, short, joined, confirmed, since in raw.execute(_SQL)
    )
    content = f"<html><body><table><tr>{_HEAD}</tr>{body}</table>{total}</body></html>".encode()
    return HttpResponse(content, headers={"Content-Length": str(len(content))})


def loop(request: HttpRequest) -> HttpResponse:
    """Objects, a query for the organisation of each row, Django's own templates; behind the framework's sign-in."""
    assert request.user.is_authenticated
    from zhendi.domain.people.models import Membership

    rows = Membership.objects.filter(path__gte="0001", path__lt="0001~", valid_to=None).select_related("person")
    page = Paginator(rows.order_by("path", "sort_name", "id"), 50).get_page(1)
    return HttpResponse(_ENGINE_TEMPLATE.render(Context({"page": page})))


def constant(request: HttpRequest) -> HttpResponse:
    """The framework's sign-in and nothing else."""
    assert request.user.is_authenticated
    return HttpResponse(_CONSTANT)


def _raw() -> Any:
    """The driver's own connection of this thread."""
    if not hasattr(_OPEN, "raw"):
        if connection.vendor == "sqlite":
            _OPEN.raw = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        else:
            _OPEN.raw = psycopg.connect(settings.DATABASE_URL, autocommit=True)
    return _OPEN.raw


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Only an address for the links above."""
    del request
    return HttpResponse(str(pk))


urlpatterns = [
    path("bare", bare),
    path("loop", loop),
    path("constant", constant),
    path("people/<int:pk>", person, name="person"),
]
