"""Addresses of half-yearly reports; the half-year stands in the words of the address (``half=2026-1``)."""

from django.urls import path

from zhendi.web.reports import sheets, single

urlpatterns = [
    path("reports/", sheets.index, name="reports"),
    path("reports/export", sheets.export, name="reports-export"),
    path("reports/print", sheets.printed, name="reports-print"),
    path("reports/<int:organisation_id>", single.report, name="report"),
    path("reports/<int:organisation_id>/print", single.printed, name="report-print"),
]
