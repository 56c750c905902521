"""Addresses of service outlets."""

from django.urls import path

from zhendi.web.services import outlets

urlpatterns = [
    path("outlets/", outlets.index, name="outlets"),
    path("outlets/export", outlets.export, name="outlets-export"),
    path("outlets/<int:outlet_id>/place", outlets.place, name="outlet-place"),
]
