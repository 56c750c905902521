"""The box is sealed to the tellers: in a browser of theirs the server learns only the public key and the shares' hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import Teller, Vote, VoteStep
from zhendi.domain.ballots.operations import steps
from zhendi.domain.ballots.sealing import box, shares
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

_HASH = 64  # hex digits of a commitment


class Handed(NamedTuple):
    """A teller's share as it is shown, once, to write down."""

    teller: str
    text: str


@transaction.atomic
def seal(*, actor: Actor, on: date, vote_id: int, point: str, commitments: Mapping[int, str]) -> None:
    """Keep the public key (hex) and each teller's commitment that a browser made. ``Refused`` for what is no key."""
    vote = _frozen(actor, vote_id)
    _require_point(point)
    tellers = list(vote.tellers.order_by("number"))
    if set(commitments) != {each.number for each in tellers} or any(
        len(each) != _HASH for each in commitments.values()
    ):
        raise Refused("每名监票人都要有一份钥匙，重新封箱。", code="commitments")
    _keep(vote, tellers, point, commitments, actor, on, here=False)


@transaction.atomic
def seal_here(*, actor: Actor, on: date, vote_id: int) -> tuple[Handed, ...]:
    """Make the key on the server for want of a browser that can; gives the shares, once. The vote says so for ever."""
    vote = _frozen(actor, vote_id)
    tellers = list(vote.tellers.order_by("number"))
    key = shares.new_key()
    parts = shares.split(key, threshold=vote.threshold, tellers=len(tellers))
    handed = tuple(Handed(teller.name, shares.written(part)) for teller, part in zip(tellers, parts, strict=True))
    commitments = {part.number: commitment(part) for part in parts}
    _keep(vote, tellers, box.public_of(key).hex(), commitments, actor, on, here=True)
    return handed


def commitment(share: shares.Share) -> str:
    """What stands for a share before it is shown: SHA-256 over its number and value."""
    return hashlib.sha256(bytes([share.number]) + share.value.to_bytes(32, "big")).hexdigest()


def _frozen(actor: Actor, vote_id: int) -> Vote:
    return steps.in_state(access.require_hold(actor, steps.locked(vote_id)), Vote.State.FROZEN)


def _require_point(point: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(box.CURVE, bytes.fromhex(point))
    except (ValueError, UnsupportedAlgorithm):
        raise Refused("封箱的钥匙不对，换一个新一点的浏览器再封。", code="point") from None


def _keep(
    vote: Vote, tellers: list[Teller], point: str, commitments: Mapping[int, str], actor: Actor, on: date, *, here: bool
) -> None:
    for teller in tellers:
        teller.commitment = commitments[teller.number].lower()
    Teller.objects.bulk_update(tellers, ["commitment"])
    vote.box_key, vote.keyed_here, vote.state = point.lower(), here, Vote.State.SEALED
    note = f"{len(tellers)}名监票人，{vote.threshold}名到场可以开箱"
    steps.done(vote, VoteStep.Action.SEALED, actor=actor, on=on, note=note, detail={"here": here})
