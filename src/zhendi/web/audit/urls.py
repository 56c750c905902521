"""Addresses of the trail."""

from django.urls import path

from zhendi.web.audit import views

urlpatterns = [
    path("audit/", views.trail, name="audit"),
    path("audit/verify", views.verify, name="audit-verify"),
    path("audit/<int:no>", views.entry, name="audit-entry"),
]
