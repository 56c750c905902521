"""Tables of activity certificates (流动党员活动证): issued by a committee, checked every year, scanned by whoever is shown one.

The token in the QR code is random and tells nothing; it is kept sealed and found by its keyed index. Of a scan nothing
is kept but how many came from one source in the running minute.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.mobile.models.movements import Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import IndexField, SealedField
from zhendi.kernel.scope import SEE, Scope

TOKEN = "mobile.certificate.token"  # noqa: S105 - the name of a column


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Words for choosing certificates."""

    def held(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_on=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of members away whom the reader sees; a certificate goes with its member when a branch is merged."""
        seen = Outgoing.objects.visible_to(scope, verb)
        own = Q(person=scope.person_id) if scope.person_id and verb == SEE else Q(pk__in=())
        known = Q(person__isnull=False, person__in=seen.exclude(person=None).values("person"))
        return self.filter(Q(movement__in=seen.values("pk")) | known | own)


class Certificate(models.Model):
    """The certificate of one member away. ``issuer`` is the committee that issued it, by whose name it is known."""

    class End(models.TextChoices):
        """Why it is not good any more."""

        LOST = "lost", "遗失"
        WITHDRAWN = "withdrawn", "收回"
        RETURNED = "returned", "返回后交回"

    movement = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="certificates")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="certificates")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    token = SealedField(context=TOKEN)
    token_index = IndexField(of="token", context=TOKEN, unique=True)
    batch = models.CharField(max_length=16, db_index=True, help_text="issued in one act")
    issued_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=End, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement"], condition=Q(ended_on=None), name="certificate_held_once"),
            models.UniqueConstraint(fields=["issuer", "year", "serial"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("issued_on")), name="certificate_period"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it is printed: 〔2026〕0012."""
        return f"〔{self.year}〕{self.serial:04d}"


class CertificateCheck(models.Model):
    """The yearly check; the issue is the first one and has no row."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField()
    by = models.CharField(max_length=120)
    batch = models.CharField(max_length=16, db_index=True, help_text="checked in one act")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "on"], name="certificate_check_once")]


class Scan(models.Model):
    """How many questions came from one source in the running minute; ``source`` is a keyed digest of the address."""

    source = models.CharField(max_length=32, unique=True)
    window = models.BigIntegerField(help_text="minute")
    calls = models.PositiveIntegerField(default=0)
