"""A yardstick as an application of its own for the product's web server; ``BENCH_PAGE`` names it."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhendi.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - likewise

from benchmarks import pages  # noqa: E402 - likewise

settings.ROOT_URLCONF = "benchmarks.pages"
settings.MIDDLEWARE = pages.MIDDLEWARE if os.environ["BENCH_PAGE"] == "loop" else []
application = WSGIHandler()
