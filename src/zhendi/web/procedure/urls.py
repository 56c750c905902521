"""Addresses of set-up procedures. The steps of one share an address; its last word names the step."""

from django.urls import path

from zhendi.web.procedure import (
    attaching,
    directions,
    lists,
    model_points,
    opening,
    papers,
    partnerships,
    records,
    steps,
)

_ONE = "procedures/<int:procedure_id>"

urlpatterns = [
    path("procedures/", lists.index, name="procedures"),
    path("procedures/export", lists.export, name="procedures-export"),
    path("procedures/found", opening.found, name="procedure-found"),
    path("procedures/reshape", opening.reshape, name="procedure-reshape"),
    path(_ONE, records.record, name="procedure"),
    path(f"{_ONE}/opinion", records.opinion, name="procedure-opinion"),
    path(f"{_ONE}/item", records.item, name="procedure-item"),
    path(f"{_ONE}/files", attaching.attach, name="procedure-attach"),
    path(f"{_ONE}/files/<int:file_id>", attaching.file, name="procedure-file"),
    path(f"{_ONE}/files/<int:file_id>/remove", attaching.remove, name="procedure-detach"),
    path(f"{_ONE}/paper/<str:paper>", papers.paper, name="procedure-paper"),
    path("organisations/<int:organisation_id>/directions", directions.page, name="directions"),
    path(
        "organisations/<int:organisation_id>/directions/<int:file_id>", directions.document, name="directions-document"
    ),
    path("organisations/<int:organisation_id>/directions/<str:deed>", directions.act, name="directions-act"),
    path("model-points/", model_points.index, name="model-points"),
    path("model-points/export", model_points.export, name="model-points-export"),
    path("co-building/", partnerships.index, name="partnerships"),
    path("co-building/export", partnerships.export, name="partnerships-export"),
    path("model-points/new", model_points.put_forward, name="model-point-new"),
    path("model-points/<int:point_id>", model_points.record, name="model-point"),
    path("model-points/<int:point_id>/page", model_points.public, name="model-point-public"),
    path(
        "model-points/<int:point_id>/page/<int:file_id>", model_points.public_picture, name="model-point-public-picture"
    ),
    path("model-points/<int:point_id>/pictures/<int:file_id>", model_points.picture, name="model-point-picture"),
    path("model-points/<int:point_id>/<str:deed>", model_points.act, name="model-point-act"),
    path(f"{_ONE}/<str:step>", steps.step, name="procedure-step"),
]
