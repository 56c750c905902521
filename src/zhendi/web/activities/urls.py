"""Addresses of activities."""

from django.urls import path

from zhendi.web.activities import demands, guests, lists, minutes, planning, records, sheets

_ONE = "activities/<int:activity_id>"
_DEMAND = "activities/demands/<int:demand_id>"

urlpatterns = [
    path("activities/", lists.index, name="activities"),
    path("activities/export", lists.export, name="activities-export"),
    path("activities/new", planning.new, name="activity-new"),
    path("activities/demands/", demands.index, name="activities-demands"),
    path(_DEMAND, demands.record, name="demand"),
    path(f"{_DEMAND}/hand-on", demands.hand_on, name="demand-hand-on"),
    path(f"{_DEMAND}/answer", demands.answer, name="demand-answer"),
    path(f"{_DEMAND}/refer", demands.refer, name="demand-refer"),
    path(f"{_DEMAND}/close", demands.close, name="demand-close"),
    path(_ONE, records.record, name="activity"),
    path(f"{_ONE}/change", planning.change, name="activity-change"),
    path(f"{_ONE}/cancel", planning.cancel, name="activity-cancel"),
    path(f"{_ONE}/invite", guests.invite, name="activity-invite"),
    path(f"{_ONE}/replies", guests.replies, name="activity-replies"),
    path(f"{_ONE}/withdraw", guests.withdraw, name="activity-withdraw"),
    path(f"{_ONE}/sheet", sheets.sheet, name="activity-sheet"),
    path(f"{_ONE}/sheet.pdf", sheets.printed, name="activity-sheet-print"),
    path(f"{_ONE}/unhold", sheets.unhold, name="activity-unhold"),
    path(f"{_ONE}/minutes", minutes.write, name="activity-minutes"),
    path(f"{_ONE}/demand", demands.put, name="activity-demand"),
]
