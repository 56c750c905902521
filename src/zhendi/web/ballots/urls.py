"""Addresses of votes. ``cast`` and what is published are open to whoever comes: they ask nobody who it is."""

from django.urls import path

from zhendi.web.ballots import counting, desk, holding, listing, preparing, public, voting

urlpatterns = [
    path("votes/", listing.index, name="votes"),
    path("votes/new", preparing.new, name="vote-new"),
    path("votes/<int:vote_id>", listing.record, name="vote"),
    path("votes/<int:vote_id>/roll", preparing.roll, name="vote-roll"),
    path("votes/<int:vote_id>/roll/fill", preparing.fill, name="vote-fill"),
    path("votes/<int:vote_id>/roll/add", preparing.add, name="vote-add"),
    path("votes/<int:vote_id>/roll/leave-out", preparing.leave_out, name="vote-leave-out"),
    path("votes/<int:vote_id>/roll/freeze", preparing.freeze, name="vote-freeze"),
    path("votes/<int:vote_id>/seal", holding.seal, name="vote-seal"),
    path("votes/<int:vote_id>/seal/here", holding.seal_here, name="vote-seal-here"),
    path("votes/<int:vote_id>/open", holding.open_vote, name="vote-open"),
    path("votes/<int:vote_id>/close", holding.close_vote, name="vote-close"),
    path("votes/<int:vote_id>/screen", holding.screen, name="vote-screen"),
    path("votes/<int:vote_id>/desk", desk.page, name="vote-desk"),
    path("votes/<int:vote_id>/desk/give", desk.give, name="vote-give"),
    path("votes/<int:vote_id>/desk/credential", desk.credential, name="vote-desk-credential"),
    path("votes/<int:vote_id>/sheets", desk.print_sheets, name="vote-sheets"),
    path("votes/<int:vote_id>/sheets/<int:batch_id>", desk.sheets_pdf, name="vote-sheets-pdf"),
    path("votes/<int:vote_id>/sheets/<int:batch_id>/recover", counting.recover, name="vote-recover"),
    path("votes/<int:vote_id>/sheets/<int:batch_id>/enter", counting.enter, name="vote-enter"),
    path("votes/<int:vote_id>/tally", counting.page, name="vote-tally"),
    path("votes/<int:vote_id>/tally/share", counting.share, name="vote-share"),
    path("votes/<int:vote_id>/tally/count", counting.count, name="vote-count"),
    path("votes/<int:vote_id>/tally/recount", counting.recount, name="vote-recount"),
    path("votes/<int:vote_id>/confirm", counting.confirm, name="vote-confirm"),
    path("votes/<int:vote_id>/annul", counting.annul, name="vote-annul"),
    path("votes/complaints/<int:complaint_id>/answer", counting.answer, name="vote-complaint-answer"),
    path("votes/<int:vote_id>/cast", voting.drop, name="vote-cast"),
    path("votes/<int:vote_id>/result", public.result, name="vote-result"),
    path("votes/<int:vote_id>/published.json", public.file, name="vote-file"),
    path("me/votes/<int:vote_id>", voting.page, name="me-vote"),
    path("me/votes/<int:vote_id>/credential", voting.credential, name="me-vote-credential"),
    path("me/votes/<int:vote_id>/here", voting.here, name="me-vote-here"),
    path("me/votes/<int:vote_id>/complain", voting.complain, name="me-vote-complain"),
]
