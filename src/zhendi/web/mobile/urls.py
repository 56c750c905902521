"""Addresses of mobile members."""

from django.urls import path

from zhendi.web.mobile import (
    calls,
    clusters,
    contacts,
    incoming,
    keepers,
    keeping,
    lists,
    pairs,
    records,
    searches,
    statistics,
)

_ONE = "mobile/<int:movement_id>"

urlpatterns = [
    path("mobile/", lists.index, name="mobile"),
    path("mobile/export", lists.export, name="mobile-export"),
    path("mobile/statistics", statistics.index, name="mobile-statistics"),
    path("mobile/new", keeping.find, name="mobile-new"),
    path("mobile/new/<int:person_id>", keeping.sign_in, name="mobile-sign-in"),
    path("mobile/person/<int:person_id>", lists.of_person, name="mobile-of-person"),
    path("mobile/confirm", keeping.confirm, name="mobile-confirm"),
    path("mobile/classify", keeping.classify, name="mobile-classify"),
    path("mobile/contacts", contacts.note, name="mobile-contacts"),
    path("mobile/calls", calls.index, name="mobile-calls"),
    path("mobile/calls/<int:call_id>/helped", calls.helped, name="mobile-helped"),
    path("mobile/keepers/", keepers.index, name="mobile-keepers"),
    path("mobile/keepers/assign", keepers.assign, name="mobile-assign"),
    path("mobile/keepers/<int:keeper_id>/relieve", keepers.relieve, name="mobile-relieve"),
    path("mobile/keepers/place/<int:organisation_id>", keepers.name_place, name="mobile-keeper"),
    path("mobile/incoming/", incoming.index, name="mobile-incoming"),
    path("mobile/incoming/new", incoming.arrive, name="mobile-arrive"),
    path("mobile/incoming/<int:incoming_id>/place", incoming.place, name="mobile-place"),
    path("mobile/incoming/<int:incoming_id>/leave", incoming.leave, name="mobile-leave"),
    path("mobile/incoming/<int:incoming_id>/settle", pairs.settle, name="mobile-settle"),
    path("mobile/pairs/", pairs.index, name="mobile-pairs"),
    path("mobile/pairs/<int:movement_id>/<int:incoming_id>", pairs.decide, name="mobile-pair"),
    path("mobile/claims/<int:claim_id>", pairs.answer, name="mobile-claim"),
    path("mobile/clusters", clusters.index, name="mobile-clusters"),
    path("mobile/lost", searches.index, name="mobile-lost"),
    path("mobile/searches/<int:search_id>", searches.search, name="mobile-search"),
    path(_ONE, records.record, name="mobile-member"),
    path(f"{_ONE}/change", keeping.change, name="mobile-change"),
    path(f"{_ONE}/end", keeping.end, name="mobile-end"),
    path(f"{_ONE}/phone", calls.show, name="mobile-phone"),
    path(f"{_ONE}/call", calls.log, name="mobile-call"),
    path(f"{_ONE}/search", searches.begin, name="mobile-search-begin"),
]
