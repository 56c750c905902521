"""Addresses of the first page, the search, and where the reader stands."""

from django.urls import path

from zhendi.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("standpoint", views.standpoint, name="standpoint"),
    path("as-of", views.as_of, name="as-of"),
    path("stay", views.stay, name="stay"),
]
