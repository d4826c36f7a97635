"""Places that people who left a group ask for: the director answers, or they take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.groups.membership.domain.leaving import answer_place
from matching.programs.access import directed_by_reader, director_required
from networks.errors import NetworkError
from networks.models import GroupMember
from profiles.access.members import MemberRequest, member_required


@director_required
@require_POST
def answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give someone the place that they ask for, or let them go on waiting."""
    part = get_object_or_404(
        GroupMember.objects.filter(
            left_to_group__isnull=False,
            group__program_group__program__in=directed_by_reader(request),
        ).select_related("group__program_group", "member", "left_to_group"),
        pk=pk,
    )
    said = request.POST.get("answer")
    if said not in ("yes", "no"):
        raise Http404
    words = (
        _("%(name)s is in “%(group)s” now. We’re emailing everyone in the group.")
        if said == "yes"
        else _("Declined. %(name)s stays on the wait list, and we’re emailing them.")
    ) % {"name": part.member.name, "group": part.left_to_group.name}
    asked = _("%(name)s and everyone in “%(group)s” were asked by email.") % {
        "name": part.member.name,
        "group": part.left_to_group.name,
    }
    _answer(request, part, yes=said == "yes", words=words, asked=asked)
    return redirect("matching:directing", pk=part.group.program_group.program_id)


@member_required
@require_POST
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask for the place no more; one stays on the wait list."""
    own = GroupMember.objects.filter(
        member=request.membership, left_to_group__isnull=False, group__program_group__isnull=False
    )
    part = get_object_or_404(own.select_related("group__program_group", "member"), pk=pk)
    _answer(request, part, yes=False, words=_("Request withdrawn. You stay on the wait list."))
    return redirect("matching:program", pk=part.group.program_group.program_id)


def _answer(
    request: MemberRequest, part: GroupMember, *, yes: bool, words: str, asked: str = ""
) -> None:
    try:
        words = asked if answer_place(part, actor=request.user, yes=yes) else words
    except (MatchingError, NetworkError) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, words)
