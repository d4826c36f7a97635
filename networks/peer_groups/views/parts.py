"""Who facilitates a group: a page for its facilitator, and one for the director."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError
from networks.peer_groups.domain import parts as domain
from networks.peer_groups.domain.group import facilitates, lacks_facilitator
from networks.peer_groups.forms.parts import PartForm, SelfLedForm
from networks.peer_groups.models import GroupMember, PeerGroup
from networks.slots import DIRECTED_GROUP, GROUPS
from profiles.access.members import MemberRequest, member_required, permission_required
from profiles.models import Membership

Part = GroupMember.Part
director_required = permission_required("networks.direct_groups")
either = require_http_methods(["GET", "HEAD", "POST"])


@either
@member_required
def parts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over, name a co-facilitator, step down: for those who facilitate the group."""
    row = _own_group_or_404(request, pk)
    people = _people(row)
    changes = domain.may_change_parts(row, request.membership)
    form = PartForm(request.POST or None, group=row, people=people, outside=False)
    if request.method == "POST":
        if not changes:
            raise Http404
        if form.is_valid() and (done := _changed(request, row, form)):
            return done
    context = {"changes": changes, "back": row.get_absolute_url()}
    return _show(request, row, people, form, **context)


@either
@director_required
def directing(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The parts of a group for a director, who may also name someone from outside."""
    row = _directed_group_or_404(request, pk)
    people = _people(row)
    form = PartForm(request.POST or None, group=row, people=people, outside=True)
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        if who == request.membership and (asking := _ask_director(request, row)):
            return asking
        if done := _changed(request, row, form):
            return done
    return _show(
        request,
        row,
        people,
        form,
        changes=True,
        directs=True,
        lacking=lacks_facilitator(row),
        self_led_form=SelfLedForm(initial={"self_led": row.self_led}),
        back=DIRECTED_GROUP.url(row.pk),
    )


@require_POST
@director_required
def self_led(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say whether the members run the group while no one facilitates it."""
    row = _directed_group_or_404(request, pk)
    form = SelfLedForm(request.POST)
    if form.is_valid():
        domain.set_self_led(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
    return redirect("networks:directing_group_parts", pk=row.pk)


@require_POST
@member_required
def step_down(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Facilitate no longer, and stay as a member. Asked once more."""
    row = _own_group_or_404(request, pk)
    asking = ask_first(
        request,
        title=_("Step down from facilitating “%(group)s”?") % {"group": row.name},
        text=_(
            "You stay in the group as a member. Everyone in it gets an email. You can no longer"
            " read the facilitator notes."
        ),
        button=_("Step down"),
        back=reverse("networks:group_parts", args=[row.pk]),
    )
    return asking or _made_member(request, row, request.membership, back=row.get_absolute_url())


@require_POST
@director_required
def directing_step_down(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make who leads a member again; *pk* is their part. Asked once more."""
    groups = PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
    rows = GroupMember.objects.current().filter(group__in=groups).exclude(part=Part.MEMBER)
    row = get_object_or_404(rows.select_related("group__institution", "member__user"), pk=pk)
    back = reverse("networks:directing_group_parts", args=[row.group_id])
    asking = ask_first(
        request,
        title=_("Should %(name)s no longer facilitate “%(group)s”?")
        % {"name": row.member.name, "group": row.group.name},
        text=_("They stay in the group as a member. Everyone in it gets an email."),
        button=_("Make them a member"),
        back=back,
    )
    return asking or _made_member(request, row.group, row.member, back=back)


def _made_member(
    request: MemberRequest, group: PeerGroup, member: Membership, *, back: str
) -> HttpResponse:
    try:
        domain.change_part(group, member, part=Part.MEMBER, actor=request.user)
    except NetworkError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved. Everyone in the group gets an email."))
    return redirect(back)


def _ask_director(request: MemberRequest, row: PeerGroup) -> HttpResponse | None:
    return ask_first(
        request,
        title=_("Facilitate “%(group)s” yourself?") % {"group": row.name},
        text=_(
            "You direct this group. Everyone in it gets an email with your name right away. From"
            " then on you can read what the group writes and the facilitator notes. What was written"
            " before stays closed to you. People may say less than before, so ask them first if you"
            " can."
        ),
        button=_("Facilitate and email the group"),
        back=reverse("networks:directing_group_parts", args=[row.pk]),
    )


def _changed(request: MemberRequest, row: PeerGroup, form: PartForm) -> HttpResponse | None:
    """Do it; None where it is refused, with the reason at the form."""
    given = form.cleaned_data
    try:
        domain.change_part(
            row,
            given["who"],
            part=given["part"],
            actor=request.user,
            then=given.get("then") or domain.Then.MEMBER,
        )
    except NetworkError as error:
        form.add_error(None, str(error.message))
        return None
    messages.success(request, _("Saved. Everyone in the group gets an email."))
    if "email" in form.fields:
        return redirect("networks:directing_group_parts", pk=row.pk)
    inside = PeerGroup.objects.visible_to(request.user).filter(pk=row.pk).exists()
    return redirect(row) if inside else redirect(GROUPS.url())


def _show(
    request: MemberRequest,
    row: PeerGroup,
    people: list[GroupMember],
    form: PartForm,
    **more: object,
) -> HttpResponse:
    leading = [one for one in people if one.leads]
    context = {"group": row, "leading": leading, "form": form, **more}
    return render(request, "networks/peer_groups/parts.html", context)


def _people(row: PeerGroup) -> list[GroupMember]:
    rows = GroupMember.objects.current().filter(group=row)
    return list(rows.select_related("member__user", "member__institution"))


def _own_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    """A group that is going on, for those who lead it."""
    own = PeerGroup.objects.visible_to(request.user).of(request.membership.institution)
    row: PeerGroup = get_object_or_404(own.active().select_related("institution"), pk=pk)
    if not facilitates(row, request.membership):
        raise Http404
    return row


def _directed_group_or_404(request: MemberRequest, pk: UUID) -> PeerGroup:
    own = PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
    row: PeerGroup = get_object_or_404(own.active().select_related("institution"), pk=pk)
    return row
