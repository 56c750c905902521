"""Addresses of elections. The steps of one share an address; its last word names the step."""

from django.urls import path

from zhendi.web.elections import acting, lists, opening, papers, public, records, steps

_ONE = "elections/<int:election_id>"

urlpatterns = [
    path("elections/", lists.index, name="elections"),
    path("elections/export", lists.export, name="elections-export"),
    path("elections/new", opening.new, name="election-new"),
    path("elections/new/<int:organisation_id>", opening.new, name="election-new-at"),
    path(_ONE, records.record, name="election"),
    path(f"{_ONE}/result", public.result, name="election-result"),
    path(f"{_ONE}/paper/<str:paper>", papers.paper, name="election-paper"),
    path(f"{_ONE}/act/<str:deed>", acting.act, name="election-act"),
    path(f"{_ONE}/<str:step>", steps.step, name="election-step"),
]
