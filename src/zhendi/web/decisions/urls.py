"""Addresses of major decisions. The steps of one share an address; its last word names the step."""

from django.urls import path

from zhendi.web.decisions import attaching, checking, lists, papers, proposing, public, records, rounds, steps

_ONE = "decisions/<int:decision_id>"

urlpatterns = [
    path("decisions/", lists.index, name="decisions"),
    path("decisions/export", lists.export, name="decisions-export"),
    path("decisions/new", proposing.new, name="decision-new"),
    path(_ONE, records.record, name="decision"),
    path(f"{_ONE}/result", public.result, name="decision-public"),
    path(f"{_ONE}/result/<int:file_id>", public.picture, name="decision-public-picture"),
    path(f"{_ONE}/correct", proposing.correct, name="decision-correct"),
    path(f"{_ONE}/check", checking.check, name="decision-check"),
    path(f"{_ONE}/rounds/<int:number>", rounds.draw_up, name="decision-round"),
    path(f"{_ONE}/objections/<int:objection_id>", attaching.answer, name="decision-answer"),
    path(f"{_ONE}/harms/<int:harm_id>/<str:deed>", attaching.deal, name="decision-harm"),
    path(f"{_ONE}/files", attaching.attach, name="decision-attach"),
    path(f"{_ONE}/files/<int:file_id>", attaching.file, name="decision-file"),
    path(f"{_ONE}/files/<int:file_id>/remove", attaching.detach, name="decision-detach"),
    path(f"{_ONE}/paper/<str:paper>", papers.paper, name="decision-paper"),
    path(f"{_ONE}/<str:step>", steps.step, name="decision-step"),
]
