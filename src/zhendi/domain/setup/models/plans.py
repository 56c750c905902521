"""Tables of proposed joint branches: groups that people have kept from a plan or put together by hand."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.setup.models.units import Unit
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Words for choosing proposals."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those whose meeting place lies in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def standing(self) -> Self:
        """Those not dropped."""
        return self.filter(dropped_on=None)


class Proposal(models.Model):
    """A joint branch proposed for some blanks, meeting at ``hub``. Accepted, it asks for the committee's reply."""

    hub = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64, help_text="of the committee in whose register the hub is")
    proposed_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    drop_reason = models.CharField(max_length=200, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path"])]


class ProposalUnit(models.Model):
    """A unit in a proposal; while the proposal stands, in no other one."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="proposal_unit_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(standing=True), name="proposal_unit_standing_once"),
        ]
