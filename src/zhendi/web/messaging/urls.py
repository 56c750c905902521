"""Addresses of messages."""

from django.urls import path

from zhendi.web.messaging import batches, composing, exporting, gateways, pushing, replies, templates

_BATCH = "messages/<int:sms_batch_id>"
_TEMPLATE = "messages/templates/<int:template_id>"

urlpatterns = [
    path("messages/", batches.index, name="messages"),
    path("messages/new", composing.compose, name="messages-new"),
    path("messages/sent/", batches.sent, name="messages-sent"),
    path("messages/sent/<int:message_id>/no-more", replies.no_more, name="messages-no-more"),
    path("messages/sent/export", exporting.export, name="messages-export"),
    path("messages/replies/", replies.index, name="messages-replies"),
    path("messages/replies/<int:reply_id>/settle", replies.settle, name="messages-settle"),
    path("messages/opt-outs/<int:opt_out_id>/end", replies.again, name="messages-again"),
    path("messages/templates/", templates.index, name="messages-templates"),
    path("messages/templates/new", templates.write, name="messages-template-new"),
    path(_TEMPLATE, templates.change, name="messages-template"),
    path(f"{_TEMPLATE}/retire", templates.retire, name="messages-template-retire"),
    path("messages/gateways/", gateways.index, name="messages-gateways"),
    path("messages/gateways/<slug:gateway>/switch", gateways.switch, name="messages-switch"),
    path("messages/receipts/<slug:gateway>", pushing.receipts, name="messages-receipts"),
    path(_BATCH, batches.record, name="messages-batch"),
    path(f"{_BATCH}/recall", batches.recall, name="messages-recall"),
    path(f"{_BATCH}/by-hand", batches.by_hand, name="messages-by-hand"),
]
