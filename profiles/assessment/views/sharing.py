"""Who may read which part: its owner decides, part by part."""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.content_consents import asked_of, ended_for
from profiles.assessment.domain.sharing import Choosable, current_mentors, set_sharing
from profiles.assessment.forms.sharing import PartSharingForm, sharing_forms
from profiles.errors import DomainError
from profiles.models import AssessmentVersion, PartSharing
from profiles.vocabulary import Audience


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def sharing(request: MemberRequest) -> HttpResponse:
    """All eight parts on one page; all are saved, or none."""
    member = request.membership
    found = PartSharing.objects.filter(member=member).prefetch_related("chosen")
    mentors = current_mentors(member)
    rows = {row.part: row for row in found}
    forms = sharing_forms(request.POST or None, rows=rows, mentors=mentors)
    # Every form is asked, so that every error shows at once.
    clean = not sum(not form.is_valid() for form in forms)
    if request.method == "POST" and clean and _save(request, forms):
        messages.success(request, _("Saved. This applies from now on."))
        return redirect("profiles:assessment_sharing")
    context = {
        "forms": forms,
        "mentors": mentors,
        "apart": [one.mentor.name for one in mentors if one.runs_programs],
        "lapsed": [one.mentor.name for one in mentors if _has_lapsed(one, rows.values())],
        "asked": asked_of(member),
        "ended": ended_for(member),
        "submitted": AssessmentVersion.objects.filter(member=member).exists(),
    }
    return render(request, "profiles/assessment/sharing.html", context)


def _has_lapsed(one: Choosable, rows: Iterable[PartSharing]) -> bool:
    """Whether *one* was chosen by name before they got a role that runs programs."""
    return any(
        row.audience == Audience.CHOSEN and one.mentor in row.chosen.all() and not one.reads(row)
        for row in rows
    )


def _save(request: MemberRequest, forms: list[PartSharingForm]) -> bool:
    with transaction.atomic():
        for form in forms:
            if not form.has_changed():
                continue
            try:
                set_sharing(
                    request.membership,
                    part=form.part.number,
                    audience=form.cleaned_data["audience"],
                    chosen=form.picked(),
                )
            except DomainError as error:
                form.add_error("audience", str(error))
        refused = any(form.errors for form in forms)
        transaction.set_rollback(refused)
    return not refused
