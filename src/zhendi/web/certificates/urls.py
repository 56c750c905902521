"""Addresses of certificates. ``c/…`` stands in the QR code: short, open to whoever scans it."""

from django.urls import path

from zhendi.web.certificates import deeds, feedback, lists, records, scans

urlpatterns = [
    path("certificates/", lists.index, name="certificates"),
    path("certificates/export", lists.export, name="certificates-export"),
    path("certificates/many", deeds.many, name="certificates-many"),
    path("certificates/<int:certificate_id>", records.record, name="certificate"),
    path("certificates/<int:certificate_id>/check", deeds.check, name="certificate-check"),
    path("certificates/<int:certificate_id>/end", deeds.end, name="certificate-end"),
    path("certificates/<int:certificate_id>/print", deeds.print_one, name="certificate-print"),
    path("c/<str:mark>/feedback", feedback.give, name="certificate-feedback"),
    path("c/<str:mark>", scans.scan, name="certificate-scan"),
]
