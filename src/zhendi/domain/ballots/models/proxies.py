"""Proxies in writing, where the rule knows them: a near relative or another villager casts the vote of one who is away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhendi.domain.ballots.models.roll import RollEntry
from zhendi.domain.ballots.models.votes import Vote


class Proxy(models.Model):
    """The vote of ``giver`` is cast by ``holder``, on paper or at the desk, on the giver's own line of the roll.

    So a line of the roll has one vote, whoever brings it. ``document``: what the giver signed, and when.
    """

    class Relation(models.TextChoices):
        """What the holder is to the giver: near relatives (民法典第一千零四十五条), or another villager."""

        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        CHILD = "child", "子女"
        SIBLING = "sibling", "兄弟姐妹"
        GRANDPARENT = "grandparent", "祖父母、外祖父母"
        GRANDCHILD = "grandchild", "孙子女、外孙子女"
        VILLAGER = "villager", "本村其他村民"

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="proxies")
    giver = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="proxies")
    holder = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="held_proxies")
    relation = models.CharField(max_length=12, choices=Relation)
    document = models.CharField(max_length=80)
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["giver"], condition=Q(withdrawn_on=None), name="proxy_given_once"),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="proxy_of_another"),
        ]
