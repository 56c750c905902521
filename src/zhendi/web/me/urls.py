"""Addresses of the member's own page."""

from django.urls import path

from zhendi.web.me import answers, codes, entry, home, issuing, matters, near, record

urlpatterns = [
    path("me/", home.page, name="me"),
    path("me/in/<str:token>", entry.enter, name="me-enter"),
    path("me/code", codes.ask, name="me-code"),
    path("me/code/enter", codes.enter, name="me-code-enter"),
    path("me/closed", entry.closed, name="me-closed"),
    path("me/leave", entry.leave, name="me-leave"),
    path("me/near", near.near, name="me-near"),
    path("me/messages/<int:message_id>/answer", answers.answer, name="me-answer"),
    path("me/help", matters.ask, name="me-help"),
    path("me/changes", matters.change, name="me-change"),
    path("me/correction", matters.correct, name="me-correct"),
    path("me/matters/<int:matter_id>", matters.one, name="me-matter"),
    path("me/matters/<int:matter_id>/accept", matters.accept, name="me-matter-accept"),
    path("me/matters/<int:matter_id>/reopen", matters.reopen, name="me-matter-reopen"),
    path("me/matters/<int:matter_id>/withdraw", matters.withdraw, name="me-matter-withdraw"),
    path("me/record", record.page, name="me-record"),
    path("me/record/export", record.export, name="me-export"),
    path("me/record/consent", record.choose, name="me-consent"),
    path("members/<int:person_id>/link", issuing.link, name="person-link"),
    path("members/<int:person_id>/link/withdraw", issuing.withdraw, name="person-link-withdraw"),
]
