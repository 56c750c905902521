"""Statements in SQLite's spelling, kept or not, are what Django makes of them."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the spelling of SQLite's statements")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("filling", ["", " " * 30_000])
def test_marks_and_percent_signs_are_read_as_always(times, filling):
    for _ in range(times):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s, 'a%%', %s{filling}", [1, "%s"])
            assert cursor.fetchone() == (1, "a%", "%s")
            cursor.execute("SELECT %(one)s, 'b%%'", {"one": 7})
            assert cursor.fetchone() == (7, "b%")
