"""The addresses of all pages. Each area writes its full paths in its own ``urls.py``, in English words:

lists end in a slash (``organisations/``), one record and what is done to it does not (``organisations/<int:id>/move``).
Names are those of the paths with hyphens: ``organisations``, ``organisation``, ``organisation-move``.
"""

from django.urls import include, path

urlpatterns = [
    path("", include("zhendi.web.home.urls")),
    path("", include("zhendi.web.duties.urls")),  # what is asked for most stands first: they are tried in turn
    path("", include("zhendi.web.people.urls")),
    path("", include("zhendi.web.orgs.urls")),
    path("", include("zhendi.web.account.urls")),
    path("", include("zhendi.web.transfers.urls")),
    path("", include("zhendi.web.certificates.urls")),
    path("", include("zhendi.web.reports.urls")),
    path("", include("zhendi.web.setup.urls")),
    path("", include("zhendi.web.procedure.urls")),
    path("", include("zhendi.web.matters.urls")),
    path("", include("zhendi.web.ballots.urls")),
    path("", include("zhendi.web.decisions.urls")),
    path("", include("zhendi.web.elections.urls")),
    path("", include("zhendi.web.me.urls")),
    path("", include("zhendi.web.activities.urls")),
    path("", include("zhendi.web.letters.urls")),
    path("", include("zhendi.web.mobile.urls")),
    path("", include("zhendi.web.messaging.urls")),
    path("", include("zhendi.web.services.urls")),
    path("", include("zhendi.web.intake.urls")),
    path("", include("zhendi.web.audit.urls")),
]
