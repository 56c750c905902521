"""Building the demonstration county: generate, mark, take in, open accounts, all or nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from zhendi.demo.generate import generate
from zhendi.demo.synthetic import SMALLEST
from zhendi.demonstration import accounts
from zhendi.domain.orgs.models import Organisation
from zhendi.intake.operations import take_in
from zhendi.intake.operations.demonstration import mark
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator

MAKER = "演示县"


class Built(NamedTuple):
    """What came of it: members generated, rows taken in and left out in all registers."""

    members: int
    accepted: int
    rejected: int


def build(folder: Path, *, members: int, seed: int, on: date, now: datetime) -> Built:
    """Write a county's workbooks into ``folder``, take them in by the real intake and open the accounts.

    ``Refused`` where anything is held already and for too small a county. One transaction: a build that was
    interrupted leaves an empty database, so that it can simply be started again.
    """
    if Organisation.objects.exists():
        raise Refused(
            "这里已经有组织和党员的数据，不能再建演示县。用 ZHENDI_DATA_DIR 指定一个空的文件夹再建。", code="not_empty"
        )
    if members < SMALLEST:
        raise Refused(f"演示县至少要有 {SMALLEST} 名党员。", code="too_small", field="members")
    made = generate(folder, members=members, seed=seed, on=on)
    actor = operator(MAKER, on)
    with transaction.atomic():
        mark(actor=actor, on=on, members=members, seed=seed)
        taken = take_in(made.files, actor=actor, on=on, as_of=on, origin="demo")
        accounts.open_all(made.county.cast, actor=actor, on=on, now=now)
    figures = [file.counts for file in taken.judged.files]
    return Built(members, *(sum(each.get(name, 0) for each in figures) for name in ("accepted", "rejected")))
