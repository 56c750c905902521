"""Addresses of transfers. The steps of one share an address; its last word names the step."""

from django.urls import path

from zhendi.web.transfers import applying, lists, records, steps

urlpatterns = [
    path("transfers/", lists.index, name="transfers"),
    path("transfers/export", lists.export, name="transfers-export"),
    path("transfers/enter", applying.enter, name="transfer-enter"),
    path("transfers/<int:transfer_id>", records.record, name="transfer"),
    path("transfers/<int:transfer_id>/letter", records.letter, name="transfer-letter"),
    path("transfers/<int:transfer_id>/<str:step>", steps.step, name="transfer-step"),
    path("members/<int:person_id>/transfer", applying.apply, name="transfer-new"),
]
