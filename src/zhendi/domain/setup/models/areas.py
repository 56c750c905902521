"""The table of areas drawn on the map."""

from __future__ import annotations

from typing import Any

from django.db import models

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField


class Area(models.Model):
    """The ground of a township (or another organisation), as simplified rings of ``[longitude, latitude]`` (WGS 84).

    ``key``: what names it in the imported file, its division code or else its name. Importing again replaces it.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    path = PathField(max_length=64, blank=True, default="", help_text="of the organisation, '' where none is named so")
    rings: models.JSONField[Any, Any] = models.JSONField()
