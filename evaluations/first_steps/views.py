"""The first minutes: three questions, then the network with who could help next."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.first_steps.domain import answers, people
from evaluations.first_steps.domain.contacts import read_lines
from evaluations.first_steps.domain.suggested import suggested_people
from evaluations.first_steps.errors import ContactsUnreadable
from evaluations.first_steps.forms import AnswersForm, ContactsForm, NameForm
from mentornet.pages import dashboard
from networks.map.domain.coverage import assess
from networks.map.domain.reading import open_requests, read_network
from networks.map.views.drawing import draw, gap_url
from networks.relationships.domain.queries.colleagues import find_colleagues
from networks.relationships.forms.kind import plain_kinds
from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.next_part import next_part
from profiles.assessment.domain.versions import EditedElsewhere
from profiles.assessment.views.versions import save_status
from profiles.errors import DomainError
from profiles.models import Membership
from profiles.own_words import AREA
from profiles.vocabulary import MentorRole, choices_now

PEOPLE = "#people"


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def first_steps(request: MemberRequest) -> HttpResponse:
    """Three questions on one page. Each button saves everything first, so that nothing typed is lost.

    Those who work at the dashboard are led there when they have just activated their account.
    """
    if request.session.pop(dashboard.ARRIVING, False) and dashboard.may_use(request):
        return redirect(dashboard.OVERVIEW.url())
    if request.method == "GET":
        return _page(request, AnswersForm(initial=_initial(request.membership)))
    form = AnswersForm(request.POST, initial={"areas": answers.own_areas(request.membership)})
    try:
        problem = _save(request, form)
    except DomainError as error:
        form.add_error(None, str(error))
        problem = str(error)
    if request.htmx and not _wants_people(request):
        return save_status(request, problem=problem)
    if problem:
        return _page(request, form)
    return _act(request, form)


def _save(request: MemberRequest, form: AnswersForm) -> str:
    """Save what the page holds; return what is wrong with it, in words, or nothing."""
    member = request.membership
    if not form.is_valid():
        return _("Not saved yet. Press “See my network” to see what to fix.")
    try:
        answers.save_answers(
            member,
            **form.cleaned_data,
            closing=not request.htmx,
        )
    except EditedElsewhere as error:
        form.data = request.POST.copy()
        form.data["revision"] = str(error.revision)
        form.add_error("goal", str(error))
        return error.while_typing
    people.describe_people(member, said=_descriptions(request))
    return ""


def _wants_people(request: MemberRequest) -> bool:
    return bool({"add", "outside", "remove"} & set(request.POST))


def _act(request: MemberRequest, form: AnswersForm) -> HttpResponse:
    """Do what the pressed button says, once all is saved."""
    member, typed = request.membership, request.POST
    wanted = typed.get("do", "")
    try:
        if "add" in typed:
            colleague = _colleague_or_404(request, typed["add"])
            people.add_colleague(member, colleague=colleague)
        elif "outside" in typed:
            people.add_contacts(member, contacts=_written(typed.get("q", "")))
        elif "remove" in typed:
            people.remove_person(member, key=typed["remove"])
        elif wanted == "contacts":
            return redirect("evaluations:first_steps_contacts")
        elif wanted == "skip":
            answers.skip(member)
            return redirect("networks:home")
        elif wanted == "finish":
            return _finish(request)
        else:
            return _page(request, form, words=typed.get("q", ""))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form, words=typed.get("q", ""))
    if request.htmx:
        return render(request, "evaluations/first_steps/_people.html", _people(request))
    return redirect(reverse("evaluations:first_steps") + PEOPLE)


def _finish(request: MemberRequest) -> HttpResponse:
    finished = answers.finish(request.membership)
    for name, why in finished.refused:
        messages.warning(request, _("%(name)s was not added. %(why)s") % {"name": name, "why": why})
    for name, why in finished.without_emails:
        said = _("%(name)s was added and gets no emails. %(why)s") % {"name": name, "why": why}
        messages.warning(request, said)
    return redirect("evaluations:first_steps_network")


@never_cache
@require_GET
@member_required
def find_people(request: MemberRequest) -> HttpResponse:
    """Who has this name, while it is typed."""
    context = _found(request, request.GET.get("q", ""))
    return render(request, "evaluations/first_steps/_found.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def contacts(request: MemberRequest) -> HttpResponse:
    """Several people at once: pasted, or out of a contact file."""
    form = ContactsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = form.contacts()
            if not found:
                raise ContactsUnreadable
            people.add_contacts(request.membership, contacts=found)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("evaluations:first_steps") + PEOPLE)
    return render(request, "evaluations/first_steps/contacts.html", {"form": form})


@never_cache
@require_GET
@member_required
def network(request: MemberRequest) -> HttpResponse:
    """The map with the people who were added, its gaps, and three people who could help."""
    member = request.membership
    reading = read_network(member)
    coverage = assess(reading.network)
    context = {
        "coverage": coverage,
        "unconfirmed": reading.unconfirmed,
        "gaps": [
            (cell, gap_url(cell.role, cell.area)) for cell in coverage.needs if not cell.people
        ],
        "suggested": suggested_people(member, coverage),
        "next_part": next_part(member),
        **draw(reading, coverage, asked=open_requests(member)),
    }
    return render(request, "evaluations/first_steps/network.html", context)


def _page(request: MemberRequest, form: AnswersForm, *, words: str = "") -> HttpResponse:
    context = {"form": form, **_people(request, words=words)}
    return render(request, "evaluations/first_steps/first_steps.html", context)


def _people(request: MemberRequest, *, words: str = "") -> dict[str, Any]:
    steps = people.steps_of(request.membership)
    listed = people.people_of(steps, request.membership)
    return {
        "people": listed,
        "to_confirm": [one.colleague for one in listed if one.colleague],
        "kinds": plain_kinds(),
        "roles": MentorRole.choices,
        "areas": choices_now(AREA),
        "name_form": NameForm(initial={"q": words}),
        **_found(request, words),
    }


def _found(request: MemberRequest, words: str) -> dict[str, Any]:
    listed = {one.member for one in people.list_of(people.steps_of(request.membership))}
    found = find_colleagues(request.membership, words=words)
    return {
        "words": " ".join(words.split()),
        "found": [one for one in found if str(one.pk) not in listed][:8],
        "written": _written(words),
    }


def _written(words: str) -> list[Any]:
    return read_lines(words[:400])


def _descriptions(request: MemberRequest) -> dict[str, people.Description]:
    """Return what the page says about each person on it, by their key. A box not checked is not sent."""
    typed = request.POST
    keys = {name.partition("-")[2] for name in typed if name.startswith(("kind-", "email-"))}
    return {
        key: people.Description(
            kind=typed.get(f"kind-{key}"),
            email=typed.get(f"email-{key}"),
            roles=typed.getlist(f"roles-{key}"),
            areas=typed.getlist(f"areas-{key}"),
            emails=f"emails-{key}" in typed,
        )
        for key in keys
    }


def _initial(member: Membership) -> dict[str, Any]:
    goal = answers.own_goal(member)
    return {
        "goal_id": goal.pk if goal else uuid4(),
        "goal": goal.text if goal else "",
        "areas": answers.own_areas(member),
        "revision": goal.revision if goal else 0,
        "tab": secrets.token_hex(8),
    }


def _colleague_or_404(request: MemberRequest, key: str) -> Membership:
    here = Membership.objects.visible_to(request.user).of(request.membership.institution)
    try:
        return get_object_or_404(here.current(), pk=key)
    except ValidationError as error:
        raise Http404 from error
