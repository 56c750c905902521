"""Tables of signing in: sessions, second factor, one-time codes, tokens. Nothing here gives a right; posts do.

What must stay secret is sealed (the second factor's secret) or kept as a digest only (codes and tokens).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.kernel.fields import SealedField

SECOND_FACTOR = "people.second_factor.secret"
RECOVERY_CODE = "people.recovery_code"
ONE_TIME_CODE = "people.one_time_code"
ATTEMPT = "people.account.attempt"


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Words for choosing sessions."""

    def open(self) -> Self:
        """Those not ended."""
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """One session of an account. The session's key is kept as a digest: the table opens no session."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="sign_ins")
    session_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True, help_text="when the second factor was shown")
    ended_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="masked")

    objects = SignInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-started_at"])]


class SecondFactor(models.Model):
    """The TOTP secret of an account (RFC 6238). ``last_step`` is the last time step used: none is accepted twice."""

    account = models.OneToOneField("people.Account", on_delete=models.CASCADE, related_name="second_factor")
    secret = SealedField(context=SECOND_FACTOR, blank=True, help_text="in use; empty until confirmed")
    pending = SealedField(context=SECOND_FACTOR, blank=True, help_text="shown and not yet confirmed")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveSmallIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True, blank=True)


class RecoveryCode(models.Model):
    """One of the codes that stand in for the second factor, each once."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")]


class OneTimeCode(models.Model):
    """A code that a secretary gave in person, with which a new password is set, once, before it expires."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="one_time_codes")
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    clears_second_factor = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(used_at=None), name="one_time_code_open_once")
        ]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Words for choosing tokens."""

    def usable(self, now: datetime) -> Self:
        """Those neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class Area(models.TextChoices):
    """What a token may read."""

    ORGANISATIONS = "organisations", "组织"
    MEMBERS = "members", "党员（打码）"
    RUNS = "runs", "导入记录"


class ApiToken(models.Model):
    """A personal access token, read-only: its owner's posts limit it at every request.

    ``window`` and ``calls`` count the requests of the running minute, the same for all processes.
    """

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    opening = models.CharField(max_length=12, help_text="the first characters, by which its owner knows it again")
    areas = models.CharField(max_length=80, help_text="what it may read: organisations members runs")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    window = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    objects = ApiTokenQuerySet.as_manager()
