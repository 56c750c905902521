"""500 festival letters: made from the register, printed as one PDF with window addresses, written as one Word file.

Yardsticks: a save for each letter, and a PDF of its own for each, both on a sample.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from benchmarks.row import Row

LETTERS, SAMPLE, ALONE = 500, 100, 20
DAY = date(2026, 9, 10)
_ADDRESS = "浙江省杭州市滨江区长河街道江虹路1750号信雅达国际创意中心3幢1201室"


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from django.db import connection

    from zhendi.kernel import clock

    with clock.frozen(DAY):
        yield from _measured(connection.display_name)


def _measured(database: str) -> Iterable[Row]:
    from zhendi.domain.messaging.operations.letters import posting
    from zhendi.domain.messaging.queries import letters as queries
    from zhendi.kernel.scope import operator
    from zhendi.web import prints
    from zhendi.web.letters import word
    from zhendi.web.letters.papers import paper

    actor, place = operator("bench", DAY), _place()
    saves = _timed(lambda: _save_each(place)) * LETTERS / SAMPLE
    made: list[int] = []
    drafted = _timed(lambda: made.append(_draft(actor, place)))
    yield Row("letters", database, f"{LETTERS} letters made", drafted, f"a save for each, {SAMPLE} x 5", saves, 3)
    wanted = {number: (f"燕南飞{number}", f"燕南飞{number}同志") for number in range(LETTERS)}
    noted = _timed(lambda: posting.printed(actor=actor, on=DAY, run_id=made[0], form="pdf", wanted=wanted))
    yield Row("letters", database, f"{LETTERS} noted as printed", noted, "", noted)
    given = queries.sheets(actor.scope, made[0])
    prints.pdf("letter", paper(given._replace(sheets=given.sheets[:1])))  # fonts are looked through once
    whole = _timed(lambda: prints.pdf("letter", paper(queries.sheets(actor.scope, made[0]))))
    alone = _timed(
        lambda: [prints.pdf("letter", paper(given._replace(sheets=(each,)))) for each in given.sheets[:ALONE]]
    )
    many = alone * LETTERS / ALONE
    yield Row("letters", database, f"{LETTERS} letters as one PDF", whole, f"a PDF for each, {ALONE} x 25", many, 3)
    written = _timed(lambda: word.document(given))
    yield Row("letters", database, f"{LETTERS} letters as one Word file", written, "the PDF", whole)


def _place() -> Any:
    from zhendi.domain.orgs.models import Organisation

    return Organisation.objects.create(
        full_name="中共泾县泾川镇百园村支部委员会", short_name="百园村支部", kind="branch", depth=1, path="0001", founded_on=DAY,
        founded_precision="d",
    )  # fmt: skip


def _draft(actor: Any, place: Any) -> int:
    from zhendi.domain.messaging.operations.letters import runs
    from zhendi.domain.messaging.queries import letters as queries

    body = queries.festival_text(place.path, "mid_autumn")
    words = runs.Words("中秋慰问信", body, place.full_name, DAY, "泾县泾川镇百园村1号", "242500")
    to = [
        runs.Addressee(
            number, None, place.path, f"燕南飞{number}", f"燕南飞{number}同志", place.short_name, "浙江省杭州市", "按时吃饭。", _ADDRESS
        )
        for number in range(LETTERS)
    ]  # fmt: skip
    return runs.draft(
        actor=actor, on=DAY, organisation_id=place.pk, festival="mid_autumn", year=2026, words=words, addressees=to, use_home=True
    ).run_id  # fmt: skip


def _save_each(place: Any) -> None:
    """What a first attempt would be."""
    from zhendi.domain.messaging.models import Letter, LetterRun
    from zhendi.kernel import clock

    run = LetterRun.objects.create(
        organisation=place, path=place.path, festival="party", festival_on=DAY, title="t", body="b", signer="s", dated=DAY,
        sender="s", made_at=clock.now(),
    )  # fmt: skip
    for number in range(SAMPLE):
        Letter.objects.create(
            run=run, number=number, subject_id=number, path=place.path, name="燕南飞", salutation="燕南飞同志",
            branch="百园村支部", address=_ADDRESS, state="ready",
        )  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
