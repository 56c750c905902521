"""A server that is killed in the middle: never two ballots, never a lost one, on both databases."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.domain.ballots.hall import DAY, Ballot, Hall, opened
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import RollEntry
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.models.box import Batch
from zhendi.domain.ballots.operations import boxes
from zhendi.domain.ballots.sealing import blind, box

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)

_CHILD = """
import sys, time
import django
django.setup()
from datetime import date
from zhendi.domain.ballots.models import box as tables
from zhendi.domain.ballots.operations import boxes
from zhendi.kernel.scope import Actor, Scope

def wait(*_words, **_more):
    print("READY", flush=True)
    time.sleep(60)

where, vote, person = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
day = date(2026, 6, 1)
actor = Actor(None, "voter", Scope(None, person, "voter", (), day))
if where == "roll":
    boxes.credential(actor=actor, on=day, vote_id=vote, blinded=bytes.fromhex(sys.argv[4]))
    wait()
if where == "between":
    boxes.drop = wait
    boxes.vote_here(actor=actor, on=day, vote_id=vote, choice=b'{"a":"yes"}')
if where == "batch":
    tables.Ballot.objects.bulk_create = wait
    prepared, signature, sealed = (bytes.fromhex(each) for each in sys.argv[4].split(","))
    boxes.drop(vote_id=vote, prepared=prepared, signature=signature, sealed=sealed)
"""


def killed(environment: dict[str, str], where: str, hall: Hall, number: int, more: str = "") -> None:
    """A second process does the deed on this database and is killed where it stands."""
    words = [sys.executable, "-c", _CHILD, where, str(hall.vote_id), str(hall.voters[number].pk), more]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "READY"
        os.kill(process.pid, signal.SIGKILL)


def test_killed_between_roll_and_box_the_telephone_goes_on_where_it_was(
    cast: Cast, child_environment: dict[str, str]
) -> None:
    hall = opened(cast)
    vote = hall.vote
    public = blind.read_public(vote.credential_public)
    made = blind.blind(public, secrets.token_bytes(32))
    killed(child_environment, "roll", hall, 0, made.message.hex())
    assert RollEntry.objects.get(vote=vote, person=hall.voters[0]).channel == "phone"
    assert not Held.objects.exists()
    signed = boxes.credential(actor=hall.member(0), on=DAY, vote_id=vote.pk, blinded=made.message)
    sealed = box.seal(bytes.fromhex(vote.box_key), choices.question("yes"), vote=vote.name, length=vote.length)
    ballot = Ballot(made, blind.unblind(public, made, signed), sealed)
    assert hall.drop(ballot) == hall.drop(ballot)
    assert Held.objects.count() == 1


def test_killed_while_the_server_seals_neither_roll_nor_box_has_changed(
    cast: Cast, child_environment: dict[str, str]
) -> None:
    hall = opened(cast)
    killed(child_environment, "between", hall, 0)
    assert RollEntry.objects.get(vote=hall.vote_id, person=hall.voters[0]).channel == ""
    assert not Held.objects.exists()
    boxes.vote_here(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, choice=choices.question("yes"))
    assert Held.objects.count() == 1


def test_killed_while_ballots_are_shuffled_into_a_batch_all_still_wait(
    cast: Cast, child_environment: dict[str, str]
) -> None:
    hall = opened(cast)
    for number in range(9):
        hall.say(number, "yes")
    tenth = hall.ballot(9, choices.question("no"))
    parts = (tenth.made.prepared, tenth.signature, tenth.sealed)
    killed(child_environment, "batch", hall, 9, ",".join(each.hex() for each in parts))
    assert (Held.objects.filter(batch=None).count(), Batch.objects.count()) == (9, 0)
    hall.drop(tenth)
    assert (Held.objects.filter(batch=None).count(), Held.objects.count(), Batch.objects.count()) == (0, 10, 1)


def test_the_database_file_keeps_no_trace_of_the_order_of_arrival(cast: Cast) -> None:
    """Rows of ballots that waited are gone from the file itself, not only from the table, once the vote is closed."""
    if connection.vendor != "sqlite":
        pytest.skip("the file of SQLite; PostgreSQL is the next test")
    hall = opened(cast)
    for number in range(12):
        hall.say(number, "yes")
    hall.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        file = next(row[2] for row in cursor.fetchall() if row[1] == "main")
    parts = [path for path in (Path(file), Path(f"{file}-wal")) if file and path.exists()]
    assert parts, "the test's database is a file"
    held = b"".join(path.read_bytes() for path in parts)
    for sealed in Held.objects.values_list("sealed", flat=True):
        assert held.count(sealed[:64].encode()) == 1


def test_dead_rows_of_waiting_ballots_are_vacuumed_when_the_vote_closes(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the pages of PostgreSQL; SQLite is the test before")
    hall = opened(cast)
    for number in range(12):
        hall.say(number, "yes")
    hall.close()
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute(
            "SELECT count(*) FROM generate_series(0, pg_relation_size('ballots_ballot') / 8192 - 1) AS page, "
            "heap_page_items(get_raw_page('ballots_ballot', page::int)) WHERE t_data IS NOT NULL"
        )
        assert cursor.fetchone()[0] == 12
