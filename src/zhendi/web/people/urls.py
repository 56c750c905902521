"""Addresses of people: the register, one record and what is done to it, posts."""

from django.urls import path

from zhendi.web.people import deeds, posts, record, register, standing

urlpatterns = [
    path("members/", register.listing, name="members"),
    path("members/new", deeds.add, name="person-new"),
    path("members/<int:person_id>", record.record, name="person"),
    path("members/<int:person_id>/unmask", record.unmask, name="person-unmask"),
    path("members/<int:person_id>/correct", deeds.correct, name="person-correct"),
    path("members/<int:person_id>/appoint", posts.appoint, name="person-appoint"),
    path("members/<int:person_id>/standing", standing.change, name="person-standing"),
    path("members/<int:person_id>/place", standing.place, name="person-place"),
    path("members/<int:person_id>/end", standing.end, name="person-end"),
    path("members/<int:person_id>/suspend", standing.suspend, name="person-suspend"),
    path("members/<int:person_id>/suspensions/<int:suspension_id>/lift", standing.lift, name="person-lift"),
    path("posts/", posts.listing, name="posts"),
    path("posts/vacancies", posts.vacancies, name="posts-vacancies"),
    path("posts/new", posts.choose, name="post-new"),
    path("posts/<int:post_id>/end", posts.end, name="post-end"),
]
