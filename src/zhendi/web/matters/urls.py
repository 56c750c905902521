"""Addresses of matters."""

from django.urls import path

from zhendi.web.matters import views

urlpatterns = [
    path("matters/", views.listing, name="matters"),
    path("matters/export", views.export, name="matters-export"),
    path("matters/<int:matter_id>", views.record, name="matter"),
    path("matters/<int:matter_id>/answer", views.answer, name="matter-answer"),
    path("matters/<int:matter_id>/forward", views.forward, name="matter-forward"),
]
