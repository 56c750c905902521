"""A tree of counties with members in the database, made without people's data: names and places only."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.demo.dice import Dice

DAY = date(2026, 6, 30)
_TOWNSHIPS, _BRANCHES, _MEMBERS = 20, 100, 25  # a county: 50,000 members
_KINDS = ("", "county_committee", "committee", "committee", "branch")  # by level, as a county's are
_FAMILY = ("zhang", "wang", "li", "zhao", "chen", "liu", "yang", "huang", "zhou", "wu", "xu", "sun", "hu", "zhu")
_GIVEN = ("wei", "fang", "min", "jing", "li", "qiang", "lei", "jun", "yang", "yong", "yan", "jie", "juan", "tao")


class Place(NamedTuple):
    """A place that somebody may look from: its key, its path, its level (1 the whole)."""

    pk: int
    path: str
    level: int


def grow(counties: int) -> list[Place]:
    """A city of so many counties of 50,000 members each, on empty tables; gives all its places."""
    from django.db import connection, transaction

    from zhendi.domain.orgs.models import Organisation, Version
    from zhendi.domain.people.models import Membership, Person
    from zhendi.kernel import bulk

    with transaction.atomic():
        places, parents = _places(counties)
        bulk.insert(
            Organisation,
            ("id", "full_name", "short_name", "kind", "parent_id", "path", "depth"),
            [(pk, f"组织{pk}", f"组织{pk}", _KINDS[level], parents[pk], path, level) for pk, path, level in places],
        )
        bulk.insert(
            Version,
            ("organisation_id", "full_name", "short_name", "kind", "parent_id", "path", "valid_from"),
            [(pk, f"组织{pk}", f"组织{pk}", _KINDS[level], parents[pk], path, DAY) for pk, path, level in places],
        )
        dice = Dice(11)
        branches = [place for place in places if place.level == 4]
        people = [(dice.pick(_FAMILY) + dice.pick(_GIVEN) + dice.pick(_GIVEN), number % 2 + 1)
                  for number in range(len(branches) * _MEMBERS)]  # fmt: skip
        bulk.insert(
            Person,
            ("id", "name", "sort_name", "citizen_index", "sex", "born_on", "education", "joined_on", "joined_precision",
             "confirmed_on", "confirmed_precision"),
            ((pk, name, name, None, sex, date(1960, 1, 1), "大专", date(1985, 7, 1), "d", date(1986, 7, 1), "d")
             for pk, (name, sex) in enumerate(people, 1)),
        )  # fmt: skip
        bulk.insert(
            Membership,
            ("person_id", "organisation_id", "standing", "path", "sort_name", "valid_from"),
            (
                (pk, branches[(pk - 1) // _MEMBERS].pk, "full", branches[(pk - 1) // _MEMBERS].path, name, DAY)
                for pk, (name, _) in enumerate(people, 1)
            ),
        )
    with connection.cursor() as cursor:
        # As autovacuum leaves a table after a large write: without it no index of PostgreSQL answers by itself.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return places


def _places(counties: int) -> tuple[list[Place], dict[int, int | None]]:
    from zhendi.domain.orgs.paths import segment

    top = Place(1, segment(1), 1)
    places, parents = [top], dict[int, int | None]({1: None})
    level = [top]
    for depth, width in ((2, counties), (3, _TOWNSHIPS), (4, _BRANCHES)):
        below = []
        for above in level:
            for number in range(1, width + 1):
                made = Place(len(places) + len(below) + 1, above.path + segment(number), depth)
                parents[made.pk] = above.pk
                below.append(made)
        places += below
        level = below
    return places, parents
