"""Groups as a director keeps them: who is in which, how many came; nothing of what is said."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evaluations.sessions.access import directed_group_or_404
from evaluations.sessions.attendance.domain.mentor_skills import complete_skills, noted, standings
from evaluations.sessions.groups.domain.queries import attended
from evaluations.sessions.groups.domain.remarks import group_remarks
from evaluations.sessions.groups.forms import AddPeopleForm, GroupForm, NewGroupForm
from matching.errors import MatchingError
from matching.groups.membership.domain.departures import leavers_of
from matching.groups.membership.domain.joining import asked_first, questions_about, take_in
from matching.groups.membership.domain.leaving import leave
from matching.groups.membership.forms import leave_form
from matching.programs.access import director_required, institution_director_required
from mentornet.pages.editing import one_at_a_time
from networks.errors import NetworkError
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain import group as domain
from networks.peer_groups.domain.chiefs import chiefs_in
from networks.peer_groups.errors import GroupNameTaken, GroupOver
from profiles.access.members import MemberRequest


@institution_director_required
def new(request: MemberRequest) -> HttpResponse:
    """Make a group; who was meant is shown before it is made."""
    institution = request.membership.institution
    remarks = partial(group_remarks, reader=request.user)
    form = NewGroupForm(request.POST or None, institution=institution, remarks=remarks)
    if request.method == "POST" and form.is_valid() and form.is_confirmed:
        given = dict(form.cleaned_data)
        facilitator = given.pop("facilitator")
        try:
            row = domain.create_group(
                institution,
                actor=request.user,
                facilitators=[facilitator] if facilitator else [],
                **given,
            )
        except GroupNameTaken as error:
            form.add_error("name", str(error.message))
        except NetworkError as error:
            form.add_error("members", str(error.message))
        else:
            messages.success(request, _("The group is created. Members find it under “Groups.”"))
            return redirect("evaluations:directing_group", pk=row.pk)
    return render(request, "evaluations/sessions/groups/new.html", {"form": form})


@director_required
@one_at_a_time(PeerGroup)
def group(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One group: its people and how many came; changed in the same place."""
    row = directed_group_or_404(request, pk)
    initial = {name: getattr(row, name) for name in GroupForm.base_fields}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_group(row, actor=request.user, **form.cleaned_data)
        except GroupNameTaken as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("evaluations:directing_group", pk=row.pk)
    return _show(request, row, form=form)


@director_required
@require_POST
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take people in, after a page that says who they are.

    Directors who take themselves in are told there what the others learn.
    """
    row = directed_group_or_404(request, pk)
    if not row.is_active:
        # Its page has no place for them any more.
        messages.error(request, str(GroupOver.message))
        return redirect("evaluations:directing_group", pk=row.pk)
    remarks = partial(group_remarks, reader=request.user, group=row)
    form = AddPeopleForm(request.POST, institution=row.institution, remarks=remarks)
    if form.is_valid() and form.is_confirmed:
        try:
            asked = take_in(row, form.cleaned_data["members"], actor=request.user)
        except (MatchingError, NetworkError) as error:
            form.add_error("members", str(error.message))
        else:
            words = (
                _("We asked everyone by email. New members join once all of them accept.")
                if asked
                else _("Saved. New members get a welcome email.")
            )
            messages.success(request, words)
            return redirect("evaluations:directing_group", pk=row.pk)
    people = form.picking.picked.people
    there = domain.current_people(row)
    context = {
        "group": row,
        "form": form,
        "people": people,
        "joins": request.membership in people and request.membership not in there,
        "reasons": questions_about(row, people, there=there),
        "asked_first": asked_first(row, people),
    }
    return render(request, "evaluations/sessions/groups/add.html", context)


@director_required
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that someone has left the group; *pk* is their part in it. Asked once more, and where to."""
    part = get_object_or_404(
        GroupMember.objects.filter(
            group__in=PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
        ).select_related("group__institution", "member__user", "member__institution"),
        pk=pk,
    )
    form = leave_form(part, request.POST if "sure" in request.POST else None, by_self=False)
    if "sure" in request.POST and (form is None or form.is_valid()):
        try:
            asked = leave(part, actor=request.user, **(form.destination if form else {}))
        except (MatchingError, NetworkError) as error:
            messages.error(request, str(error.message))
        else:
            said = _("%(name)s is no longer in the group.") % {"name": part.member.name}
            if asked:
                said += " " + _("They and everyone in the other group were asked by email.")
            messages.success(request, said)
        return redirect("evaluations:directing_group", pk=part.group_id)
    context = {"group": part.group, "part": part, "form": form}
    return render(request, "evaluations/sessions/groups/remove.html", context)


@director_required
@require_POST
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Close a group; its members keep what they wrote. Asked once more."""
    row = directed_group_or_404(request, pk)
    if "sure" not in request.POST:
        return render(request, "evaluations/sessions/groups/end.html", {"group": row})
    domain.end_group(row, actor=request.user)
    messages.success(request, _("The group is closed. Members keep what they wrote."))
    return redirect("evaluations:directing_groups")


@director_required
@require_POST
def confirm_skills(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note the completion of those who came to enough sessions, before the group is over."""
    row = directed_group_or_404(request, pk)
    new = complete_skills(row, actor=request.user)
    said = ngettext(
        "%(count)d member now has it on their mentor profile.",
        "%(count)d members now have it on their mentor profiles.",
        len(new),
    )
    messages.success(request, said % {"count": len(new)})
    return redirect("evaluations:directing_group", pk=row.pk)


def _show(
    request: MemberRequest,
    row: PeerGroup,
    *,
    form: GroupForm | None = None,
) -> HttpResponse:
    skills = standings(row)
    initial = {name: getattr(row, name) for name in GroupForm.base_fields}
    context = {
        "group": row,
        "skills": skills,
        "enough": sum(one.is_enough for one in skills),
        "noted": noted(row) if skills else 0,
        "people": GroupMember.objects.current().filter(group=row).select_related("member__unit"),
        "left": leavers_of(PeerGroup.objects.filter(pk=row.pk)),
        "chiefs": chiefs_in(row) if row.is_active else [],
        "lacks_facilitator": domain.lacks_facilitator(row),
        "attended": attended(PeerGroup.objects.filter(pk=row.pk))[0],
        "form": form or GroupForm(initial=initial),
        "people_form": AddPeopleForm(institution=row.institution),
    }
    return render(request, "evaluations/sessions/groups/director_group.html", context)
