"""任职: the register of posts, seats without a secretary, appointing and ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.people import queries
from zhendi.domain.people.operations import posts as operations
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.people.typed import deed_day, identifier, number
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_HITS = 20
_MAY_APPOINT = ("appoint", "write_people")


@require_safe
def listing(request: Request) -> HttpResponse:
    """Who holds which post, in the order of the tree."""
    wanted = _wanted(request)
    page = queries.posts_listing(request.scope, wanted, page=number(request.GET.get("page", "")) or 1)
    return render(
        request, "people/posts.html", page=page, wanted=wanted, narrowed=wanted != queries.PostFilters(),
        roles=queries.role_choices(), pieces=queries.pieces(request.scope, wanted.under), size=queries.SIZE,
        may_appoint=_may_appoint(request), ending=bool(wanted.state),
    )  # fmt: skip


@require_safe
def vacancies(request: Request) -> HttpResponse:
    """Organisations without a secretary."""
    if not request.scope.may("see"):
        raise NotVisible("vacancies")
    return render(
        request, "people/vacancies.html", found=queries.vacancies(request.scope), may_appoint=_may_appoint(request)
    )  # fmt: skip


@require_safe
def choose(request: Request) -> HttpResponse:
    """Whom to appoint: the first step, a search."""
    if not _may_appoint(request):
        raise NotVisible("appointing")
    words = request.GET.get("q", "").strip()[:60]
    hits = queries.search(request.scope.on(request.today), words, _HITS) if words else ()
    organisation = number(request.GET.get("organisation", ""))
    return render(request, "people/choose.html", words=words, hits=hits, organisation=organisation, limit=_HITS)


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Request, person_id: int) -> HttpResponse:
    """A post for a person: in the own branch, above it, or in the organisation named in the address."""
    scope = request.scope.on(request.today)
    places = queries.placements(scope, person_id, number(request.GET.get("organisation", "")))
    if not places:
        raise NotVisible(f"person {person_id}")
    person = queries.record(scope, person_id)
    form = blank(on=request.today, organisation=places[0].organisation_id)
    if request.method == "POST":
        try:
            made = _appoint(request, person_id)
        except Refused as refused:
            form = kept(request, refused, "role", "organisation", "on", "replaces")
        else:
            messages.success(request, f"{person.name}的任职已登记。")
            for warning in made.warnings:
                messages.info(request, f"留意：{warning}")
            return redirect("person", person_id)
    roles = tuple(dict.fromkeys(each for place in places for each in place.roles))
    return render(
        request, "people/appoint.html", status=REFUSED if form.faulty else 200, person=person, organisations=[place[:2] for place in places], roles=roles,
        form=form,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, post_id: int) -> HttpResponse:
    """A post ends."""
    post = queries.post(request.scope, post_id)
    form = blank(on=request.today)
    if request.method == "POST":
        try:
            operations.end_post(
                actor=request.actor, on=deed_day(request), post_id=post_id, reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "on", "reason")
        else:
            messages.success(request, f"{post.name}不再任{post.organisation}{post.role_title}。")
            return redirect("person", post.person_id)
    return render(
        request, "people/post_end.html", status=REFUSED if form.faulty else 200, post=post, form=form,
        reasons=operations.Reason.choices,
    )  # fmt: skip


def _appoint(request: Request, person_id: int) -> operations.Appointed:
    return operations.appoint(
        actor=request.actor,
        on=deed_day(request),
        person_id=person_id,
        role=request.POST.get("role", ""),
        organisation_id=identifier(request, "organisation", "先选在哪个组织任职。"),
        approval_number=request.POST.get("approval_number", ""),
        replaces=request.POST.get("replaces") == "1",
    )


def _may_appoint(request: Request) -> bool:
    return any(request.scope.may(verb) for verb in _MAY_APPOINT)


def _wanted(request: Request) -> queries.PostFilters:
    said = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "role", "state", "leading")}
    return queries.PostFilters(
        text=said["q"],
        role=said["role"] if said["role"] in dict(queries.role_choices()) else "",
        under=number(request.GET.get("under", "")),
        leading=said["leading"] == "1",
        state="ended" if said["state"] == "ended" else "",
    )
