from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError, NotYours
from networks.relationships.domain import contact as contacts
from networks.relationships.domain import tie as domain
from networks.relationships.domain.outside import start_emails
from networks.relationships.forms.tie import ContactForm, NewContactForm, TieEditForm, TieForm
from networks.relationships.models import ExternalContact, Tie, TieQuerySet
from networks.relationships.views.lookup import look_up
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership
from profiles.vocabulary import TieKind

TIES_A_PAGE = 50


@member_required
def ties(request: MemberRequest) -> HttpResponse:
    """Every tie of the reader, as mentee and as mentor, by state."""
    member = request.membership
    rows = _own(request).order_by("state", "closeness", "created_at", "pk")
    page = Paginator(rows, TIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mine": [tie for tie in page if tie.protege_id == member.pk],
        "mentored": [tie for tie in page if tie.mentor_id == member.pk],
    }
    return render(request, "networks/relationships/ties.html", context)


@member_required
def new(request: MemberRequest) -> HttpResponse:
    """Add someone who helps already: find the colleague, or write an outside mentor down."""
    if "external" in request.GET:
        return _record(request, colleague=None)
    if "with" in request.GET:
        return _record(request, colleague=colleague_or_404(request, request.GET["with"]))
    return render(request, "networks/relationships/tie_choose.html", look_up(request))


def _record(request: MemberRequest, *, colleague: Membership | None) -> HttpResponse:
    member = request.membership
    today = member.institution.local_date()
    form = TieForm(request.POST or None, today=today, initial={"kind": TieKind.DYAD})
    contact = NewContactForm(request.POST or None) if colleague is None else None
    if request.method == "POST" and form.is_valid() and (contact is None or contact.is_valid()):
        try:
            with transaction.atomic():
                external, wanted = _remember(member, contact)
                tie = domain.record_tie(
                    member, mentor=colleague, external=external, **form.cleaned_data
                )
                if external is not None and wanted:
                    start_emails(external, by=member)
        except NetworkError as error:
            form.add_error(None, str(error.message))
        else:
            said = (
                _("Added. We asked %(name)s to confirm.")
                if colleague
                else _("Added. %(name)s is in your network now.")
            )
            messages.success(request, said % {"name": tie.partner.name})
            return redirect(tie)
    context = {"form": form, "contact": contact, "colleague": colleague}
    return render(request, "networks/relationships/tie_form.html", context)


def _remember(
    member: Membership, contact: NewContactForm | None
) -> tuple[ExternalContact | None, bool]:
    """Return the contact that the form describes, and whether they get email."""
    if contact is None:
        return None, False
    given = dict(contact.cleaned_data)
    wanted = given.pop("emails")
    return contacts.remember_contact(member, **given), wanted


@member_required
def tie(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Lead to the one page of a relationship: addresses in emails and bookmarks name this one."""
    return redirect(tie_or_404(request, pk))


@member_required
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change what the tie is for; the mentee alone, as long as it is open."""
    row = tie_or_404(request, pk)
    if row.protege_id != request.membership.pk or row.state not in Tie.OPEN_STATES:
        raise Http404
    initial = {name: getattr(row, name) for name in TieEditForm.base_fields}
    form = TieEditForm(
        request.POST or None, initial=initial, today=request.membership.institution.local_date()
    )
    contact = _contact_form(request, row)
    if request.method == "POST" and form.is_valid() and (contact is None or contact.is_valid()):
        try:
            with transaction.atomic():
                domain.edit_tie(row, by=request.membership, **form.cleaned_data)
                if contact is not None and row.external is not None:
                    contacts.edit_contact(row.external, **contact.cleaned_data)
        except NetworkError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return render(
        request,
        "networks/relationships/tie_form.html",
        {"form": form, "contact": contact, "tie": row},
    )


def _contact_form(request: MemberRequest, row: Tie) -> ContactForm | None:
    """What the mentee noted of a mentor elsewhere; None for a colleague."""
    if row.external is None:
        return None
    noted = row.external
    initial = {
        "name": noted.name,
        "affiliation": noted.affiliation,
        "email": noted.email,
        "rank": noted.rank,
        "expertise": ", ".join(noted.expertise),
    }
    return ContactForm(request.POST or None, initial=initial)


@member_required
@require_POST
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, domain.end_tie, said=_("The relationship has ended."))


@member_required
@require_POST
def undo_end(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, domain.undo_end, said=_("Undone. The relationship continues."))


@member_required
@require_POST
def confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, domain.confirm_tie, said=_("Confirmed. Thank you."))


@member_required
@require_POST
def refuse(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = tie_or_404(request, pk)
    asking = ask_first(
        request,
        title=_("Decline this relationship?"),
        text=_("%(name)s sees that you declined. You can’t undo this. No one else is told.")
        % {"name": row.protege.name},
        button=_("Decline"),
        back=row.get_absolute_url(),
    )
    if asking and row.mentor_id == request.membership.pk and row.state == Tie.State.UNCONFIRMED:
        return asking
    return _act(request, pk, domain.refuse_tie, said=_("Declined. Only the two of you know."))


def _act(request: MemberRequest, pk: UUID, act: Callable[..., Tie], *, said: str) -> HttpResponse:
    row = tie_or_404(request, pk)
    try:
        act(row, by=request.membership)
    except NotYours as error:
        raise Http404 from error
    except NetworkError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect(row)


def colleague_or_404(request: MemberRequest, key: str) -> Membership:
    """Return the colleague with this key; anyone else is not there."""
    here = Membership.objects.visible_to(request.user).of(request.membership.institution)
    try:
        return get_object_or_404(here.select_related("unit", "institution", "user"), pk=key)
    except ValidationError as error:
        raise Http404 from error


def _own(request: MemberRequest) -> TieQuerySet:
    return (
        Tie.objects.visible_to(request.user)
        .of(request.membership.institution)
        .concerning(request.membership)
        .select_related(
            "institution",
            "protege__unit",
            "protege__user",
            "mentor__unit",
            "mentor__user",
            "external",
        )
    )


def tie_or_404(request: MemberRequest, pk: UUID) -> Tie:
    """One of the reader's own ties."""
    row: Tie = get_object_or_404(_own(request), pk=pk)
    return row
