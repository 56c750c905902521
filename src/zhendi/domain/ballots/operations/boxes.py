"""Voting itself: a credential for whoever stands on the roll, once; a ballot for a credential, once; batches.

The two halves never meet: the first knows the voter and sees a blinded number, the second sees a credential and a
sealed choice and is asked by nobody. There is no entry in the trail for either, since its hour would join them: that
somebody has voted stands on the roll, with the day.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.models.box import Ballot, Batch
from zhendi.domain.ballots.operations import proxies, slips, steps
from zhendi.domain.ballots.sealing import blind, box, chain
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

BATCH = "ballots.batch_size"
_VOTED = "您已经投过票了。一人一票，投出后不能改。"
_TAG = 16  # bytes of the seal's tag


class Dropped(NamedTuple):
    """A ballot that lies in the box: the code by which its voter finds it."""

    receipt: str


class Shut(NamedTuple):
    """A box that is closed: so many ballots, and the hash at the end of its chain, to be written down."""

    ballots: int
    digest: str


@transaction.atomic
def credential(*, actor: Actor, on: date, vote_id: int, blinded: bytes) -> bytes:
    """Sign the blinded credential of the actor, who stands on the roll; the same one again gets the same signature.

    ``Refused`` for who has no vote, has voted another way, or asks for a second credential.
    """
    return _signed(access.own_entry(actor.scope, vote_id), on, blinded, RollEntry.Channel.PHONE)


@transaction.atomic
def credential_at_desk(
    *, actor: Actor, on: date, vote_id: int, number: int, blinded: bytes, helper: str = "", proxy: bool = False
) -> bytes:
    """The same at the polling desk, whose keeper has looked the voter up on the roll.

    ``helper``: who writes for one who cannot; ``Refused`` for a candidate, who may not help. ``proxy``: the holder of a
    written proxy votes on this line.
    """
    vote = access.require_hold(actor, Vote.objects.filter(pk=vote_id).first())
    entry = RollEntry.objects.select_for_update(of=("self",)).select_related("vote").filter(vote=vote, number=number)
    found = entry.first()
    if found is None:
        raise Refused("名册上没有这个号。", code="number_unknown", field="number")
    if helper.strip() and vote.candidates.filter(name=helper.strip()).exists():
        raise Refused("候选人不能替别人填票，请另找一个人。", code="helper_stands", field="helper")
    found.helped_by = helper.strip()[:60]
    return _signed(found, on, blinded, RollEntry.Channel.DESK, proxy=proxy)


@transaction.atomic
def credential_by_slip(*, on: date, slip_id: int, blinded: bytes) -> bytes:
    """The same for a villager who has entered a printed code: no account, no actor. ``NotVisible`` for a void slip."""
    return _signed(_slip_entry(slip_id), on, blinded, RollEntry.Channel.PHONE)


def drop(*, vote_id: int, prepared: bytes, signature: bytes, sealed: bytes) -> Dropped:
    """Put a sealed ballot into the box for a signed credential; the very same again is the same ballot.

    Nobody asks: there is no actor. ``NotVisible`` for no vote; ``Refused`` outside the hours, for a credential that the
    vote did not sign, one that is used, and for what has not the size of a ballot.
    """
    with transaction.atomic():
        vote = Vote.objects.filter(pk=vote_id).first()
        if vote is None:
            raise NotVisible(f"vote {vote_id}")
        _require_open(vote)
        _require_genuine(vote, prepared, signature, sealed)
        used = hashlib.sha256(prepared).hexdigest()
        held = Ballot.objects.filter(vote=vote, credential=used).values_list("sealed", flat=True).first()
        if held is None:
            held = _put(vote, used, prepared, signature, sealed)
        if held != sealed.hex():
            raise Refused(_VOTED, code="voted")
        _batch(vote, _batch_size(vote))
    return Dropped(box.receipt(sealed))


def vote_here(*, actor: Actor, on: date, vote_id: int, choice: bytes) -> Dropped:
    """Blind, seal and drop on the server for a browser that cannot: which protection is missing, the page has said.

    The server sees the choice in passing and keeps nothing of it; roll and ballot are written together or not at all.
    """
    with transaction.atomic():
        steps.locked(vote_id)  # before the line of the roll, as the desk does: neither waits for the other
        return _here(access.own_entry(actor.scope, vote_id), on, choice)


def slip_here(*, on: date, slip_id: int, choice: bytes) -> Dropped:
    """The same for a villager who has entered a printed code. ``NotVisible`` for a void slip."""
    with transaction.atomic():
        steps.locked(slips.usable(slip_id).vote_id)
        return _here(_slip_entry(slip_id), on, choice)


def shut(vote: Vote) -> Shut:
    """The last batch, of all that wait, when the vote closes; gives how many lie in the box and the end of its chain.

    Once this is committed, what the database still holds of the order of arrival is wiped out.
    """
    _batch(vote, 1)
    last = Batch.objects.filter(vote=vote).order_by("-number").first()
    transaction.on_commit(_wipe, robust=True)
    return Shut(Ballot.objects.filter(vote=vote).count(), last.digest if last else chain.START.hex())


def _slip_entry(slip_id: int) -> RollEntry:
    entry = slips.usable(slip_id).entry_id
    return RollEntry.objects.select_for_update(of=("self",)).select_related("vote").get(pk=entry)


def _here(entry: RollEntry, on: date, choice: bytes) -> Dropped:
    vote = entry.vote
    public = blind.read_public(vote.credential_public)
    made = blind.blind(public, secrets.token_bytes(32))
    signature = blind.unblind(public, made, _signed(entry, on, made.message, RollEntry.Channel.PHONE))
    sealed = box.seal(bytes.fromhex(vote.box_key), choice, vote=vote.name, length=vote.length)
    return drop(vote_id=vote.pk, prepared=made.prepared, signature=signature, sealed=sealed)


def _signed(entry: RollEntry, on: date, blinded: bytes, channel: str, *, proxy: bool = False) -> bytes:
    vote = entry.vote
    _require_open(vote)
    if entry.right != RollEntry.Right.FULL:
        raise Refused(f"{entry.name}在这次投票中没有表决权。", code="no_right")
    asked = hashlib.sha256(blinded).hexdigest()
    if entry.channel:
        if entry.blinded != asked:
            raise Refused(_VOTED, code="voted")
        return bytes.fromhex(entry.signed)
    proxies.require_brought(entry, proxy=proxy)
    try:
        signed = blind.sign(blind.read(str(vote.credential_key)), blinded)
    except ValueError:
        raise Refused("没有领到选票，请刷新页面再试一次。", code="not_blinded") from None
    entry.channel, entry.voted_on, entry.blinded, entry.signed = channel, on, asked, signed.hex()
    entry.save(update_fields=["channel", "voted_on", "blinded", "signed", "helped_by"])
    return signed


def _require_open(vote: Vote) -> None:
    if vote.state != Vote.State.OPEN:
        raise Refused(f"这次投票{Vote.State(vote.state).label}，现在不能投票。", code="not_open")


def _require_genuine(vote: Vote, prepared: bytes, signature: bytes, sealed: bytes) -> None:
    if len(sealed) != box.POINT + vote.length + _TAG:
        raise Refused("选票的大小不对，请刷新页面再投。", code="size")
    if not blind.verify(blind.read_public(vote.credential_public), prepared, signature):
        raise Refused("这张选票不是这次投票发出的。", code="forged")


def _put(vote: Vote, used: str, prepared: bytes, signature: bytes, sealed: bytes) -> str:
    """Insert the ballot; what lies there when two came at the same moment."""
    try:
        with transaction.atomic():
            Ballot.objects.create(
                key=secrets.token_hex(16), vote=vote, credential=used, prepared=prepared.hex(),
                signature=signature.hex(), sealed=sealed.hex(),
            )  # fmt: skip
    except IntegrityError:
        return Ballot.objects.values_list("sealed", flat=True).get(vote=vote, credential=used)
    return sealed.hex()


def _batch_size(vote: Vote) -> int:
    return parameters.load().integer(BATCH, vote.rule_on or vote.held_on)


def _batch(vote: Vote, least: int) -> None:
    """Put all that wait into a batch, shuffled, once enough are there. Under the vote's lock: batches come one by one."""
    if Ballot.objects.filter(vote=vote, batch=None).count() < least:
        return
    Vote.objects.select_for_update(of=("self",)).only("pk").get(pk=vote.pk)
    waiting = list(Ballot.objects.filter(vote=vote, batch=None))
    if len(waiting) < least:
        return
    last = Batch.objects.filter(vote=vote).order_by("-number").first()
    before = bytes.fromhex(last.digest) if last else chain.START
    digest = chain.batch_digest(before, [box.digest(bytes.fromhex(each.sealed)) for each in waiting])
    made = Batch.objects.create(
        vote=vote, number=last.number + 1 if last else 1, size=len(waiting), digest=digest.hex()
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")  # else the file keeps the rows in the order in which they came
    Ballot.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    secrets.SystemRandom().shuffle(waiting)
    for each in waiting:
        each.key, each.batch = secrets.token_hex(16), made
    Ballot.objects.bulk_create(waiting)


def _wipe() -> None:
    """Dead rows of ballots that waited: out of SQLite's log, and out of PostgreSQL's pages."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM {connection.ops.quote_name(Ballot._meta.db_table)}")
