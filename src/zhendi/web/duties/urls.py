"""Addresses of the clause board and of duties."""

from django.urls import path

from zhendi.web.duties import below, board, clauses, inbox, lists, parameters, proposals, why

urlpatterns = [
    path("opinions/", board.opinions, name="opinions"),
    path("opinions/export", board.export, name="opinions-export"),
    path("opinions/townships", board.townships, name="opinions-townships"),
    path("opinions/parameters", parameters.parameters, name="opinions-parameters"),
    path("opinions/burden", board.burden, name="opinions-burden"),
    path("opinions/<str:clause>", clauses.clause, name="opinion"),
    path("duties/", inbox.inbox, name="duties"),
    path("duties/digest", inbox.digest, name="duties-digest"),
    path("duties/below", below.below, name="duties-below"),
    path("duties/below/nudge", below.nudge, name="duties-nudge"),
    path("duties/proposals/", proposals.index, name="proposals"),
    path("duties/proposals/export", proposals.export, name="proposals-export"),
    path("duties/proposals/<int:consequence_id>", proposals.proposal, name="proposal"),
    path("duties/rules/<str:rule>", lists.rule, name="duties-rule"),
    path("duties/rules/<str:rule>/export", lists.export, name="duties-rule-export"),
    path("duties/<int:obligation_id>/why", why.why, name="duty-why"),
    path("duties/<int:obligation_id>/end-waiver", why.end_waiver, name="duty-end-waiver"),
]
