"""Activity certificates: issued to any number of members at once, checked, ended, printed; and the scan's allowance."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Max, Q

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Certificate, CertificateCheck, Outgoing, Scan
from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Sex
from zhendi.kernel import crypto, parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

SUBJECT, CHECKED = "mobile.Certificate", "mobile.CertificateCheck"
SCANS = "certificate.scans_a_minute"
_SOURCE = "mobile.certificate.scan"
_NAMED = 5  # names that a refusal lists
_BYTES = 24  # of the token: nobody guesses 192 bits


class Card(NamedTuple):
    """What is printed on a certificate; ``token`` goes into the QR code."""

    number: str
    name: str
    sex: str
    branch: str
    issuer: str
    issued_on: date
    token: str
    checks: tuple[date, ...]


@transaction.atomic
def issue(*, actor: Actor, on: date, movement_ids: Sequence[int]) -> int:
    """A certificate for each of the members away; gives how many. The committee above the branch issues it.

    ``NotVisible`` for a member who is not the actor's to keep; ``Refused`` for one who has a certificate, or who is not
    away on that day. A fixed number of statements, however many.
    """
    rows = _movements(actor, movement_ids, on)
    if not rows:
        raise Refused("先选要发证的党员。", code="nobody", field="movements")
    holding = _holding(rows)
    if holding:
        names = "、".join(each.name for each in holding[:_NAMED])
        raise Refused(f"{names}已经有活动证。遗失的先登记遗失再补发。", code="held")
    batch = secrets.token_hex(8)
    made = [
        Certificate(
            movement=row, person_id=row.person_id, issuer=issuer, year=on.year, serial=serial, batch=batch,
            token=secrets.token_urlsafe(_BYTES), issued_on=on,
        )
        for row, issuer, serial in _numbered(rows, on.year)
    ]  # fmt: skip
    Certificate.objects.bulk_create(made)
    first = Certificate.objects.filter(batch=batch).order_by("pk").first()
    _record(actor, on, "issued", SUBJECT, first.pk if first else None, rows, f"发放流动党员活动证 {len(made)} 张")
    return len(made)


@transaction.atomic
def check(*, actor: Actor, on: date, certificate_ids: Sequence[int]) -> int:
    """The yearly check of certificates; gives how many. One checked that very day is passed over."""
    rows = _certificates(actor, certificate_ids)
    if not rows:
        raise Refused("先选要查验的活动证。", code="nobody", field="certificates")
    ended = [each for each in rows if each.ended_on is not None or each.issued_on > on]
    if ended:
        raise Refused(f"{ended[0].number}号证已经失效，不能查验。", code="ended")
    done = set(CertificateCheck.objects.filter(certificate__in=rows, on=on).values_list("certificate_id", flat=True))
    fresh, batch = [each for each in rows if each.pk not in done], secrets.token_hex(8)
    CertificateCheck.objects.bulk_create(
        CertificateCheck(certificate=each, on=on, by=actor.label[:120], batch=batch) for each in fresh
    )
    if fresh:
        first = CertificateCheck.objects.filter(batch=batch).order_by("pk").first()
        _record(
            actor, on, "checked", CHECKED, first.pk if first else None, [each.movement for each in fresh],
            f"查验流动党员活动证 {len(fresh)} 张",
        )  # fmt: skip
    return len(fresh)


@transaction.atomic
def end(*, actor: Actor, on: date, certificate_id: int, ended: str, note: str = "") -> None:
    """The certificate is lost, withdrawn or given back: from now on a scan says that it is not good."""
    rows = _certificates(actor, [certificate_id])
    held = rows[0]
    if held.ended_on is not None:
        raise Refused("这张证已经失效。", code="ended")
    if ended not in Certificate.End.values:
        raise Refused("先选原因。", code="missing", field="ended")
    if on < held.issued_on:
        raise Refused(f"这张证{held.issued_on.isoformat()}才发，改日期。", code="too_early", field="on")
    Certificate.objects.filter(pk=held.pk).update(ended_on=on, ended=ended, note=note.strip()[:200])
    label = Certificate.End(ended).label
    _record(
        actor,
        on,
        "ended",
        SUBJECT,
        held.pk,
        [held.movement],
        f"{held.movement.name}的流动党员活动证{held.number}{label}",
    )


@transaction.atomic
def print_cards(*, actor: Actor, on: date, certificate_ids: Sequence[int]) -> tuple[Card, ...]:
    """What stands on the certificates, in the order asked; printing is written down, with the number printed."""
    rows = {each.pk: each for each in _certificates(actor, certificate_ids)}
    if not rows:
        raise Refused("先选要打印的活动证。", code="nobody", field="certificates")
    ended = [each.number for each in rows.values() if each.ended_on is not None]
    if ended:
        raise Refused(f"{ended[0]}号证已经失效，不能打印。", code="ended")
    days = defaultdict(list)
    for pk, day in (
        CertificateCheck.objects.filter(certificate__in=rows).order_by("on").values_list("certificate", "on")
    ):
        days[pk].append(day)
    first = next(iter(rows))
    _record(
        actor, on, "printed", SUBJECT, first, [each.movement for each in rows.values()],
        f"打印流动党员活动证 {len(rows)} 张",
    )  # fmt: skip
    return tuple(_card(rows[pk], tuple(days[pk])) for pk in dict.fromkeys(certificate_ids))


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that the list of certificates went out as a workbook, and how many rows."""
    if not actor.scope.may("see"):
        raise NotVisible("certificates")
    record(
        actor=actor, action="export.certificates", on=on, subject_type="export.certificates", subject_id=None,
        path=actor.scope.home.path if actor.scope.home else "", summary=f"导出流动党员活动证清单 {number} 人", detail={},
    )  # fmt: skip


def allow_scan(*, address: str, now: datetime) -> bool:
    """Whether one more question from this address is answered in the running minute. Older minutes are erased.

    Two statements in the usual case; the address itself is not kept.
    """
    minute = int(now.timestamp()) // 60
    source = crypto.index(address or "-", _SOURCE)
    most = parameters.load().integer(SCANS, now.date())
    with transaction.atomic():
        Scan.objects.filter(window__lt=minute).delete()
        Scan.objects.get_or_create(source=source, defaults={"window": minute})
        Scan.objects.filter(source=source).update(calls=F("calls") + 1)
        return Scan.objects.values_list("calls", flat=True).get(source=source) <= most


def _movements(actor: Actor, movement_ids: Sequence[int], on: date) -> list[Outgoing]:
    asked = set(movement_ids)
    found = Outgoing.objects.visible_to(actor.scope, access.WRITE).filter(pk__in=asked).select_related("organisation")
    rows = [each for each in found.order_by("path", "pk") if access.may_write(actor.scope, each)]
    if len(rows) != len(asked):
        raise NotVisible("movement")
    gone = [each.name for each in rows if each.valid_from > on or (each.valid_to is not None and each.valid_to <= on)]
    if gone:
        raise Refused(f"{'、'.join(gone[:_NAMED])}这一天不在外出登记里，不能发证。", code="not_away")
    return rows


def _holding(rows: Sequence[Outgoing]) -> list[Outgoing]:
    persons = [each.person_id for each in rows if each.person_id]
    held = Certificate.objects.held().filter(Q(movement__in=rows) | Q(person__in=persons))
    keys = set(held.values_list("movement_id", "person_id"))
    movements, known = {one for one, _ in keys}, {one for _, one in keys if one}
    return [each for each in rows if each.pk in movements or each.person_id in known]


def _numbered(rows: Sequence[Outgoing], year: int) -> list[tuple[Outgoing, Organisation, int]]:
    """Each with its committee and the next number of the committee's year; the committees are locked."""
    above = {row.path[:length] for row in rows for length in range(4, len(row.path), 4)}
    chain = {each.path: each for each in Organisation.objects.select_for_update(of=("self",)).filter(path__in=above)}
    issuers = {row.pk: _issuer(row.path, chain) for row in rows}
    last = dict(
        Certificate.objects.filter(issuer__in=set(issuers.values()), year=year)
        .values_list("issuer_id")
        .annotate(last=Max("serial"))
    )
    numbered = []
    for row in rows:
        issuer = issuers[row.pk]
        last[issuer.pk] = last.get(issuer.pk, 0) + 1
        numbered.append((row, issuer, last[issuer.pk]))
    return numbered


def _issuer(path: str, chain: dict[str, Organisation]) -> Organisation:
    above = [chain[path[:length]] for length in range(len(path) - 4, 0, -4) if path[:length] in chain]
    approving = [one for one in above if kind(one.kind).level == "committee" and kind(one.kind).may("admit")]
    if not above:
        raise Refused("这个支部上面没有党委，不能发证。", code="no_committee")
    return (approving or above[-1:])[0]


def _certificates(actor: Actor, certificate_ids: Sequence[int]) -> list[Certificate]:
    """Those asked for, all of them the actor's to keep; ``NotVisible`` else."""
    asked = set(certificate_ids)
    found = Certificate.objects.visible_to(actor.scope, access.WRITE).filter(pk__in=asked)
    rows = list(found.select_related("movement__organisation", "movement__person", "issuer").order_by("pk"))
    if len(rows) != len(asked) or not all(access.may_write(actor.scope, each.movement) for each in rows):
        raise NotVisible("certificate")
    return rows


def _card(one: Certificate, checks: tuple[date, ...]) -> Card:
    movement = one.movement
    sex = movement.person.sex if movement.person else None
    branch = movement.organisation.full_name if movement.organisation else ""
    return Card(
        one.number, movement.name, str(Sex(sex).label) if sex else "", branch, one.issuer.full_name, one.issued_on,
        str(one.token), checks,
    )  # fmt: skip


def _record(
    actor: Actor, on: date, action: str, subject: str, key: int | None, rows: Sequence[Outgoing], summary: str
) -> None:
    """The operation's entry, at the place of the members, or of the actor where they belong to several branches."""
    places = {each.path for each in rows}
    home = actor.scope.home.path if actor.scope.home else ""
    record(
        actor=actor, action=f"mobile.certificate_{action}", on=on, subject_type=subject, subject_id=key,
        path=places.pop() if len(places) == 1 else home, summary=summary, detail={"members": len(rows)},
    )  # fmt: skip
