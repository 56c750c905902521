"""Making a run of letters, changing its words before it is printed, dropping it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.messaging import access
from zhendi.domain.messaging.models.letters import POSTAL, Letter, LetterRun
from zhendi.domain.messaging.operations.letters import addresses, checks, wording
from zhendi.domain.messaging.operations.letters.addresses import Found
from zhendi.kernel import bulk, clock, crypto, festivals, parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

MOST = "letters.most"
_UNDER_WAY = (Letter.State.MISSING, Letter.State.READY, Letter.State.PRINTED, Letter.State.POSTED)


class Addressee(NamedTuple):
    """Somebody to be written to. ``home``: the address on record, used where the address book has none and the run says so."""

    subject_id: int
    person_id: int | None
    path: str
    name: str
    salutation: str
    branch: str
    place: str = ""
    wish: str = ""
    home: str = ""


class Words(NamedTuple):
    """What stands on the letters."""

    title: str
    body: str
    signer: str
    dated: date
    sender: str
    sender_postcode: str = ""


class Drafted(NamedTuple):
    """What came of it: the run, letters ready, receivers without an address, receivers who have such a letter already."""

    run_id: int
    ready: int
    missing: int
    already: int


@transaction.atomic
def draft(
    *,
    actor: Actor,
    on: date,
    organisation_id: int | None,
    festival: str,
    year: int,
    words: Words,
    addressees: Sequence[Addressee],
    use_home: bool = False,
) -> Drafted:
    """Make the letters of a run, one for each receiver who has none for this festival yet. Fixed statements.

    ``NotVisible`` if one of them is out of sight; ``Refused`` for an unknown festival, for nobody, for too many.
    """
    place = checks.organisation(organisation_id, actor=actor)
    day = _day(festival, year)
    values = _checked(words)
    most = parameters.load().integer(MOST, on)
    if len(addressees) > most:
        raise Refused(f"一批最多{most}封，按支部或群体分几批做。", code="many", field="receivers")
    if not all(access.may_write(actor.scope, each.path) for each in addressees):
        raise NotVisible("no such receiver")
    fresh = _without_one(addressees, festival, day)
    if not fresh:
        raise Refused("选中的人都已经有这个节日的信，没有要做的。", code="nobody", field="receivers")
    run = LetterRun.objects.create(
        organisation=place, path=place.path, festival=festival, festival_on=day, made_at=clock.now(),
        made_by=actor.scope.person_id, **values,
    )  # fmt: skip
    ready = _insert(run, fresh, on, use_home=use_home)
    made = Drafted(run.pk, ready, len(fresh) - ready, len(addressees) - len(fresh))
    summary = f"做“{run.title}”{len(fresh)}封，缺地址{made.missing}人"
    checks.entry(run, "draft", on, summary, actor=actor, detail=dict(made._asdict()))
    return made


@transaction.atomic
def rewrite(*, actor: Actor, on: date, run_id: int, words: Words) -> None:
    """Change what stands on the letters, as long as none was printed."""
    one = checks.run(run_id, actor=actor)
    if one.letters.exclude(printed_on=None).exists():
        raise Refused("已经打印过，不能再改文字。要改就作废这一批，另做一批。", code="printed")
    values = _checked(words)
    changed = [name for name, value in values.items() if getattr(one, name) != value]
    if not changed:
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    for name in changed:
        setattr(one, name, values[name])
    one.revision += 1
    one.save(update_fields=[*changed, "revision"])
    checks.entry(one, "rewrite", on, f"修改“{one.title}”的文字", actor=actor, detail={"fields": changed})


@transaction.atomic
def drop(*, actor: Actor, on: date, run_id: int) -> None:
    """Drop a run of which nothing was posted: its receivers can be written to in another one."""
    one = checks.run(run_id, actor=actor)
    if one.letters.exclude(posted_on=None).exists():
        raise Refused("已经寄出过，不能作废。没寄的可以逐封标为不寄。", code="posted")
    one.letters.update(state=Letter.State.DROPPED, reason="整批作废")
    one.dropped_on = on
    one.revision += 1
    one.save(update_fields=["dropped_on", "revision"])
    checks.entry(one, "drop", on, f"作废“{one.title}”", actor=actor)


def _day(festival: str, year: int) -> date:
    try:
        return festivals.festival(year, festival)
    except (KeyError, ValueError):
        raise Refused("没有选择节日。", code="festival", field="festival") from None


def _checked(words: Words) -> dict[str, Any]:
    return {
        "title": checks.words(words.title, 60, "名称", "title"),
        "body": wording.checked(words.body),
        "signer": checks.words(words.signer, 80, "落款", "signer"),
        "dated": words.dated,
        "sender": checks.words(words.sender, 120, "寄件地址", "sender"),
        "sender_postcode": checks.postcode(words.sender_postcode, "sender_postcode"),
    }


def _without_one(addressees: Sequence[Addressee], festival: str, day: date) -> list[Addressee]:
    """Each receiver once, without those who have a letter for this festival, by movement or by person."""
    subjects = [each.subject_id for each in addressees]
    persons = [each.person_id for each in addressees if each.person_id is not None]
    held = Letter.objects.filter(run__festival=festival, run__festival_on=day, state__in=_UNDER_WAY)
    done = set(held.filter(subject_id__in=subjects).values_list("subject_id", flat=True))
    seen = set(held.filter(person__in=persons).values_list("person_id", flat=True))
    fresh = []
    for each in addressees:
        if each.subject_id in done or each.person_id in seen:
            continue
        done.add(each.subject_id)
        if each.person_id is not None:
            seen.add(each.person_id)
        fresh.append(each)
    return fresh


def _insert(run: LetterRun, fresh: Sequence[Addressee], on: date, *, use_home: bool) -> int:
    """One row for each; gives how many have an address."""
    book = addresses.known_to([(each.subject_id, each.person_id) for each in fresh], on)
    columns = (
        "run_id", "number", "subject_id", "person_id", "path", "name", "salutation", "branch", "place", "wish", "address",
        "postcode", "posting_id", "state",
    )  # fmt: skip
    ready, rows = 0, []
    for number, each in enumerate(fresh, 1):
        home = Found(each.home, "", None) if use_home and each.home else None
        found = book.get(each.subject_id) or home
        ready += found is not None
        sealed = crypto.seal(found.address, POSTAL) if found else ""
        rows.append((
            run.pk, number, each.subject_id, each.person_id, each.path, each.name, each.salutation, each.branch, each.place,
            each.wish, sealed, found.postcode if found else "", found.posting_id if found else None,
            (Letter.State.READY if found else Letter.State.MISSING).value,
        ))  # fmt: skip
    bulk.insert(Letter, columns, rows)
    return ready
