"""Addresses of the units."""

from django.urls import path

from zhendi.web.setup import (
    bonds,
    covering,
    figures,
    industry,
    keeping,
    kept_plans,
    lists,
    maps,
    plan_export,
    plans,
    proposals,
    records,
)

_ONE = "units/<int:unit_id>"
_PROPOSAL = "units/plans/<int:proposal_id>"

urlpatterns = [
    path("units/", lists.index, name="units"),
    path("units/figures", figures.index, name="units-figures"),
    path("units/map", maps.index, name="units-map"),
    path("units/plans", plans.index, name="units-plans"),
    path("units/plans/export", plan_export.export, name="units-plans-export"),
    path("units/plans/keep", kept_plans.keep, name="units-plans-keep"),
    path("units/plans/kept/", kept_plans.listing, name="units-plans-kept"),
    path("units/plans/kept/<int:plan_id>", kept_plans.record, name="units-plan-kept"),
    path("units/plans/kept/<int:plan_id>/coming", kept_plans.coming, name="units-plan-coming"),
    path("units/plans/kept/<int:plan_id>/stop", kept_plans.stop, name="units-plan-stop"),
    path("units/plans/bonds/new", bonds.new, name="units-bond-new"),
    path("units/plans/bonds/<int:bond_id>/lift", bonds.lift, name="units-bond-lift"),
    path("units/industry", industry.index, name="units-industry"),
    path("units/industry/export", industry.export, name="units-industry-export"),
    path("units/industry/<int:industry_id>/consider", industry.consider, name="units-industry-consider"),
    path("units/plans/propose", proposals.propose, name="units-propose"),
    path(_PROPOSAL, proposals.edit, name="units-proposal"),
    path(f"{_PROPOSAL}/accept", proposals.accept, name="units-proposal-accept"),
    path(f"{_PROPOSAL}/drop", proposals.drop, name="units-proposal-drop"),
    path("units/export", lists.export, name="units-export"),
    path("units/new", keeping.register, name="unit-new"),
    path(_ONE, records.record, name="unit"),
    path(f"{_ONE}/correct", keeping.correct, name="unit-correct"),
    path(f"{_ONE}/cover", covering.cover, name="unit-cover"),
    path(f"{_ONE}/uncover", covering.uncover, name="unit-uncover"),
    path(f"{_ONE}/exempt", covering.exempt, name="unit-exempt"),
    path(f"{_ONE}/resume", covering.resume, name="unit-resume"),
    path(f"{_ONE}/excuse", covering.excuse, name="unit-excuse"),
    path(f"{_ONE}/liaison", covering.liaison, name="unit-liaison"),
    path(f"{_ONE}/visit", covering.visit, name="unit-visit"),
    path(f"{_ONE}/close", keeping.close, name="unit-close"),
    path(f"{_ONE}/reopen", keeping.reopen, name="unit-reopen"),
    path(f"{_ONE}/merge", keeping.merge, name="unit-merge"),
]
