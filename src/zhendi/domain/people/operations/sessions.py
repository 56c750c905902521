"""Sessions: what an account has open, where, since when; ended one by one or all at once.

The framework's session holds nothing that counts: whether one is open, and whether the second factor was shown, stands
here, so that signing out elsewhere works at the next request there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from zhendi.domain.people.authentication import session_hash
from zhendi.domain.people.models import SignIn
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Actor

_SEEN_EVERY = timedelta(minutes=1)  # a page a second is one write a minute


def begin(*, account_id: int, session_key: str, now: datetime, device: str, address: str) -> int:
    """Note a session that has just begun; gives its id. ``device`` are words, ``address`` is masked already."""
    return SignIn.objects.create(
        account_id=account_id,
        session_hash=session_hash(session_key),
        started_at=now,
        seen_at=now,
        device=device[:60],
        address=address[:45],
    ).pk


def rebind(*, sign_in_id: int, session_key: str) -> None:
    """The session goes on under another key (after a password change or the second factor)."""
    SignIn.objects.filter(pk=sign_in_id).update(session_hash=session_hash(session_key))


def seen(*, sign_in_id: int, last: datetime, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    if now - last >= _SEEN_EVERY:
        SignIn.objects.filter(pk=sign_in_id).update(seen_at=now)


def verified(*, sign_in_id: int, now: datetime) -> None:
    """Note that the second factor was shown in this session."""
    SignIn.objects.filter(pk=sign_in_id).update(verified_at=now)


def end(*, sign_in_id: int, now: datetime) -> None:
    """End this session: its owner signs out, or it has lasted too long."""
    SignIn.objects.open().filter(pk=sign_in_id).update(ended_at=now)


@transaction.atomic
def end_one(*, actor: Actor, now: datetime, sign_in_id: int) -> None:
    """End one of one's own sessions; ``NotVisible`` for anybody else's."""
    if not SignIn.objects.filter(pk=sign_in_id, account=actor.account_id).exists():
        raise NotVisible(f"session {sign_in_id}")
    end(sign_in_id=sign_in_id, now=now)


def end_others(*, actor: Actor, now: datetime, keep: int) -> int:
    """End all of one's own sessions but ``keep``; gives how many."""
    return SignIn.objects.open().filter(account=actor.account_id).exclude(pk=keep).update(ended_at=now)
