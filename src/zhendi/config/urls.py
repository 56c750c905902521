"""Every address of the product: the pages, and the same for machines."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("zhendi.api.urls")),
    path("", include("zhendi.web.urls")),
]
handler400 = "zhendi.web.shell.errors.bad_request"
handler403 = "zhendi.web.shell.errors.forbidden"
handler404 = "zhendi.web.shell.errors.not_found"
handler500 = "zhendi.web.shell.errors.server_error"
