"""Addresses of the organisations."""

from django.urls import path

from zhendi.web.orgs import corrections, ending, founding, guiding, lists, receiving, records, reshaping, terms

_ONE = "organisations/<int:organisation_id>"

urlpatterns = [
    path("organisations/", lists.index, name="organisations"),
    path("organisations/export", lists.export, name="organisations-export"),
    path("organisations/corrections/", corrections.index, name="corrections"),
    path("organisations/corrections/export", corrections.export, name="corrections-export"),
    path(_ONE, records.record, name="organisation"),
    path(f"{_ONE}/group", founding.group, name="organisation-group"),
    path(f"{_ONE}/found", founding.found, name="organisation-found"),
    path(f"{_ONE}/rename", reshaping.rename, name="organisation-rename"),
    path(f"{_ONE}/move", reshaping.move, name="organisation-move"),
    path(f"{_ONE}/merge", ending.merge, name="organisation-merge"),
    path(f"{_ONE}/split", founding.split, name="organisation-split"),
    path(f"{_ONE}/reclassify", reshaping.reclassify, name="organisation-reclassify"),
    path(f"{_ONE}/relocate", reshaping.relocate, name="organisation-relocate"),
    path(f"{_ONE}/term", terms.start, name="organisation-term"),
    path(f"{_ONE}/postpone", terms.postpone, name="organisation-postpone"),
    path(f"{_ONE}/guide", guiding.guide, name="organisation-guide"),
    path(f"{_ONE}/receive", receiving.receive, name="organisation-receive"),
    path(f"{_ONE}/dissolve", ending.dissolve, name="organisation-dissolve"),
]
