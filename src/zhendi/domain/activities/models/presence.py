"""Tables of who is asked to come and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.activities.models.plans import Activity
from zhendi.domain.people.models import Person


class Invitation(models.Model):
    """Somebody is asked to come. ``reference`` is the key by which whoever invited knows the guest (a movement).

    A guest who is nobody of our registers has only a name.
    """

    class Reply(models.TextChoices):
        """What the guest answered; "" until then."""

        COMING = "coming", "到场"
        REMOTE = "remote", "远程参加"
        DECLINED = "declined", "不能参加"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=60)
    invited_on = models.DateField()
    reply = models.CharField(max_length=10, choices=Reply, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], condition=~Q(person=None), name="invitation_person_once"
            ),
            models.UniqueConstraint(
                fields=["activity", "reference"], condition=~Q(reference=None), name="invitation_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """How an invited guest took part. The day is the activity's own; ``noted_at`` is when it was entered.

    ``revision`` counts what was put right: a proof of attendance names it, so that one taken back is not taken for another.
    """

    class Way(models.TextChoices):
        """On the spot, from afar, or not."""

        ON_SITE = "on_site", "到场"
        REMOTE = "remote", "远程"
        EXCUSED = "excused", "请假"
        ABSENT = "absent", "缺席"

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="attendance")
    way = models.CharField(max_length=10, choices=Way)
    noted_by = models.BigIntegerField(null=True, blank=True, help_text="key of the person")
    noted_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
