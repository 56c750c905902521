"""Addresses of signing in, the own account, and other people's accounts."""

from django.urls import path

from zhendi.web.account import others, own, signing

urlpatterns = [
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("recover", signing.recover, name="recover"),
    path("account", own.account, name="account"),
    path("account/verify", signing.verify, name="account-verify"),
    path("account/password", own.password, name="account-password"),
    path("account/username", own.username, name="account-username"),
    path("account/large-type", own.large_type, name="account-large-type"),
    path("account/second-factor", own.set_up, name="account-second-factor"),
    path("account/second-factor/codes", own.new_codes, name="account-recovery-codes"),
    path("account/second-factor/off", own.turn_off, name="account-second-factor-off"),
    path("account/sessions/end-others", own.end_others, name="account-end-others"),
    path("account/sessions/<int:sign_in_id>/end", own.end_session, name="account-end-session"),
    path("account/tokens", own.issue_token, name="account-issue-token"),
    path("account/tokens/<int:token_id>/revoke", own.revoke_token, name="account-revoke-token"),
    path("people/<int:person_id>/account", others.card, name="person-account"),
    path("people/<int:person_id>/account/open", others.open_account, name="person-account-open"),
    path("people/<int:person_id>/account/code", others.code, name="person-account-code"),
    path("people/<int:person_id>/account/unlock", others.unlock, name="person-account-unlock"),
    path("people/<int:person_id>/account/rename", others.rename, name="person-account-rename"),
    path("people/<int:person_id>/account/close", others.close, name="person-account-close"),
]
