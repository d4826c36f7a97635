from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError, NotYours
from networks.invitations.domain import lifecycle as domain
from networks.invitations.domain.asking import openings_of, why_asked
from networks.invitations.domain.draft import Ask, draft_invitation
from networks.invitations.domain.expiry import day_off_passed
from networks.invitations.forms import InvitationForm, ReferralForm, ReplyForm
from networks.invitations.models import Invitation, InvitationQuerySet
from networks.relationships.views.lookup import look_up
from networks.relationships.views.tie import colleague_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.models import Goal, Membership, MentorOffer
from profiles.people.domain.supervision import supervisors_of
from profiles.vocabulary import Area, MentorRole

INVITATIONS_A_PAGE = 50


@member_required
def invitations(request: MemberRequest) -> HttpResponse:
    """What the reader asked and was asked, open ones first."""
    member = request.membership
    rows = _own(request).order_by(
        ExpressionWrapper(Q(state=Invitation.State.OPEN), output_field=BooleanField()).desc(),
        "-sent_at",
        "pk",
    )
    page = Paginator(rows, INVITATIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "received": [one for one in page if one.mentor_id == member.pk],
        "sent": [one for one in page if one.protege_id == member.pk],
    }
    return render(request, "networks/invitations/list.html", context)


@member_required
def new(request: MemberRequest) -> HttpResponse:
    """A drafted request that the mentee edits and sends."""
    if "to" not in request.GET:
        return redirect("networks:people")
    member = request.membership
    mentor = colleague_or_404(request, request.GET["to"])
    if first := Invitation.objects.open().between(member, mentor).first():
        messages.info(request, _("You asked this person already. Here is your open request."))
        return redirect("networks:invitation", pk=first.pk)
    draft = _draft(request, mentor)
    form = InvitationForm(request.POST or None, initial=draft)
    refusal = ""
    try:
        domain.check_invitable(member, mentor)
        if request.method == "POST" and form.is_valid():
            sent = domain.send_invitation(member, mentor=mentor, **form.cleaned_data)
            messages.success(request, _("Request sent to %(name)s.") % {"name": mentor.name})
            return redirect("networks:invitation", pk=sent.pk)
    except NetworkError as error:
        refusal = str(error.message)
    conflict = mentor.pk in supervisors_of(member)
    context = {"form": form, "mentor": mentor, "refusal": refusal, "conflict": conflict}
    context["openings"] = openings_of(mentor)
    # One role or area is required: where the draft has none, the page asks for it openly.
    context["asks_for_nothing"] = not draft["roles"] and not draft["areas"]
    return render(request, "networks/invitations/new.html", context)


@member_required
def invitation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One invitation: to read, to answer, to withdraw."""
    row = _invitation_or_404(request, pk)
    return _page(request, row)


@member_required
@require_POST
def answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Accept, decline or suggest a colleague; what was typed stays when the rules refuse."""
    row = _invitation_or_404(request, pk)
    member = request.membership
    if row.mentor_id != member.pk:
        raise Http404
    action = request.POST.get("action")
    form = _referral(request) if action == "refer" else ReplyForm(request.POST)
    if form.is_valid():
        reply = form.cleaned_data["reply"]
        try:
            if action == "accept":
                tie = domain.accept_invitation(row, by=member, reply=reply)
                messages.success(request, _("You accepted. This person is now your mentee."))
                return redirect(tie)
            if action == "decline":
                domain.decline_invitation(row, by=member, reply=reply)
                messages.success(request, _("You declined. Only the two of you know."))
            elif action == "refer":
                colleague = form.cleaned_data["colleague"]
                domain.refer_invitation(row, by=member, to=colleague, reply=reply)
                messages.success(request, _("You suggested %(name)s.") % {"name": colleague.name})
            return redirect("networks:invitation", pk=row.pk)
        except NetworkError as error:
            form.add_error(None, str(error.message))
    return _page(request, row, **{"referral" if action == "refer" else "form": form})


@member_required
@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Withdraw an invitation; asked once more, since the mentor is told."""
    row = _invitation_or_404(request, pk)
    asking = row.protege_id == request.membership.pk and ask_first(
        request,
        title=_("Withdraw your request?"),
        text=_("%(name)s gets an email that says you withdrew it.") % {"name": row.mentor.name},
        button=_("Withdraw request"),
        back=reverse("networks:invitation", args=[row.pk]),
    )
    if asking:
        return asking
    try:
        domain.withdraw_invitation(row, by=request.membership)
        messages.success(request, _("You withdrew your request."))
    except NotYours as error:
        raise Http404 from error
    except NetworkError as error:
        messages.error(request, str(error.message))
    return redirect("networks:invitation", pk=row.pk)


def _page(request: MemberRequest, row: Invitation, **forms: object) -> HttpResponse:
    looked_up = look_up(request)
    found = looked_up["found"]
    here = Membership.objects.visible_to(request.user)
    context = {
        "invitation": row,
        "day_off": day_off_passed(row),
        "is_mentor": row.mentor_id == request.membership.pk,
        "conflict": row.mentor_id in supervisors_of(row.protege),
        "roles": [MentorRole(role) for role in row.roles],
        "areas": [Area(area).label for area in row.areas],
        "reasons": why_asked(row) if row.mentor_id == request.membership.pk else [],
        "openings": openings_of(row.mentor) if row.mentor_id == request.membership.pk else None,
        "form": ReplyForm(),
        **looked_up,
        "referral": ReferralForm(colleagues=here, shown=found) if found else None,
        **forms,
    }
    return render(request, "networks/invitations/invitation.html", context)


def _referral(request: MemberRequest) -> ReferralForm:
    here = Membership.objects.visible_to(request.user).of(request.membership.institution)
    try:
        shown = list(here.filter(pk=request.POST.get("colleague", "")))
    except ValidationError:
        shown = []
    return ReferralForm(request.POST, colleagues=here, shown=shown)


def _draft(request: MemberRequest, mentor: Membership) -> dict[str, object]:
    member = request.membership
    role, area = request.GET.get("role", ""), request.GET.get("area", "")
    roles = [role] if role in MentorRole.values else []
    areas = [area] if area in Area.values else []
    referred = _referred(request, mentor)
    if referred is not None:
        roles, areas = roles or list(referred.roles), areas or list(referred.areas)
    offer = MentorOffer.objects.filter(member=mentor, paused=False).first()
    goals = Goal.objects.filter(member=member, horizon=Goal.Horizon.SHORT).values_list("text")
    draft = draft_invitation(
        Ask(
            mentor_short_name=mentor.short_name,
            roles=tuple(roles),
            areas=tuple(areas),
            goals=tuple(text[:300] for (text,) in goals[:1]),
            offered_roles=tuple(offer.roles) if offer else (),
            offered_areas=tuple(offer.areas) if offer else (),
            modes=tuple(offer.modes) if offer else (),
            suggested_by=referred.mentor.name if referred else "",
        )
    )
    return {**draft.__dict__, "roles": roles, "areas": areas}


def _referred(request: MemberRequest, mentor: Membership) -> Invitation | None:
    """The reader's own invitation whose answer named *mentor*, if this request follows it."""
    try:
        return (
            _own(request)
            .filter(protege=request.membership, referred_to=mentor)
            .filter(pk=request.GET.get("after") or None)
            .first()
        )
    except ValidationError:
        return None


def _own(request: MemberRequest) -> InvitationQuerySet:
    return (
        Invitation.objects.visible_to(request.user)
        .of(request.membership.institution)
        .concerning(request.membership)
        .select_related("institution", "protege__unit", "mentor__unit", "referred_to", "tie")
    )


def _invitation_or_404(request: MemberRequest, pk: UUID) -> Invitation:
    row: Invitation = get_object_or_404(_own(request), pk=pk)
    return row
