"""Addresses of letters."""

from django.urls import path

from zhendi.web.letters import drafting, exporting, lists, records, returns, sending, wording

_RUN = "letters/<int:letter_run_id>"
_ONE = "letters/one/<int:letter_id>"

urlpatterns = [
    path("letters/", lists.index, name="letters"),
    path("letters/new", drafting.new, name="letters-new"),
    path("letters/words", wording.index, name="letters-words"),
    path("letters/words/<str:part>/<str:code>", wording.edit, name="letters-word"),
    path(_RUN, records.run, name="letters-run"),
    path(f"{_RUN}/rewrite", drafting.rewrite, name="letters-rewrite"),
    path(f"{_RUN}/drop", drafting.drop, name="letters-drop"),
    path(f"{_RUN}/preview.png", records.preview, name="letters-preview"),
    path(f"{_RUN}/print", sending.printing, name="letters-print"),
    path(f"{_RUN}/export", exporting.export, name="letters-export"),
    path(f"{_RUN}/post", sending.post, name="letters-post"),
    path(f"{_ONE}/address", returns.address, name="letter-address"),
    path(f"{_ONE}/returned", returns.returned, name="letter-returned"),
    path(f"{_ONE}/again", returns.again, name="letter-again"),
    path(f"{_ONE}/leave", returns.leave, name="letter-leave"),
]
