"""Skills of a session: named by who leads it, rated by each for themselves, counted over many."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.errors import EvaluationError
from evaluations.meetings.models import Meeting
from evaluations.meetings.views.access import meeting_or_404
from evaluations.outcomes.skills import domain
from evaluations.outcomes.skills.forms import RatingForm, SkillsForm
from evaluations.outcomes.skills.models import SessionSkill, SkillRating
from evaluations.sessions.access import directed_group_or_404
from matching.programs.access import director_required
from networks.peer_groups.domain.group import may_lead
from profiles.access.members import MemberRequest, member_required


@never_cache
@member_required
@require_http_methods(["GET", "POST"])
def session_skills(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a session practises; for those who practise, how sure they feel."""
    meeting = meeting_or_404(request, pk)
    if meeting.group is None:
        raise Http404
    member, group = request.membership, meeting.group
    leads, rates = may_lead(group, member), domain.rates(meeting, group, member)
    window = domain.window_of(meeting)
    skills = list(SessionSkill.objects.filter(meeting=meeting))
    given = {
        one.skill_id: one for one in SkillRating.objects.filter(skill__in=skills, member=member)
    }
    naming = "names" in request.POST
    posted = request.POST or None
    skills_form = SkillsForm(
        posted if naming else None, initial={"names": "\n".join(one.name for one in skills)}
    )
    rating_form = RatingForm(
        None if naming else posted,
        skills=skills,
        given=given,
        before=window.before,
        after=window.after,
        refusal=window.refusal,
    )
    form = skills_form if naming else rating_form
    if request.method == "POST" and form.is_valid():
        try:
            if naming:
                domain.name_skills(meeting, by=member, names=skills_form.cleaned_data["names"])
            else:
                domain.rate_skills(
                    meeting,
                    by=member,
                    before=rating_form.given("before"),
                    after=rating_form.given("after"),
                )
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("evaluations:session_skills", pk=meeting.pk)
    if form is rating_form and form.non_field_errors() and not form.fields:
        # There is no form on the page in which it could stand.
        messages.error(request, " ".join(str(one) for one in form.non_field_errors()))
    figures = domain.skill_figures([meeting], reader=member) if leads else []
    context = {
        "meeting": meeting,
        "group": group,
        "leads": leads,
        "rates": rates and bool(rating_form.fields),
        "lacks_before": rates
        and window.after
        and any(one.pk not in given or given[one.pk].before is None for one in skills),
        "is_on": not (window.before or window.after or window.closed),
        "window": window,
        "skills": [(one, given.get(one.pk)) for one in skills],
        "skills_form": skills_form,
        "rating_form": rating_form,
        "figures": figures,
        "withheld": any(one.people is None for one in figures),
        "ends_at": meeting.starts_at and meeting.starts_at + timedelta(minutes=meeting.minutes),
        "days": domain.RATING_DAYS,
        "threshold": group.institution.suppression_threshold,
    }
    return render(request, "evaluations/outcomes/skills/session.html", context)


@never_cache
@member_required
@require_GET
def my_skills(request: MemberRequest) -> HttpResponse:
    """One's own view of what changed."""
    rows = domain.own_ratings(request.membership)
    return render(request, "evaluations/outcomes/skills/mine.html", {"rows": rows})


@director_required
@require_GET
def directing_group_skills(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the sessions of a group changed, over enough people to give no one away."""
    group = directed_group_or_404(request, pk)
    meetings = Meeting.objects.filter(group=group, skills__isnull=False).distinct()
    figures = domain.skill_figures(meetings.order_by("-starts_at", "pk"), reader=request.membership)
    context = {
        "group": group,
        "figures": figures,
        "withheld": any(one.people is None for one in figures),
        "days": domain.RATING_DAYS,
        "threshold": group.institution.suppression_threshold,
    }
    return render(request, "evaluations/outcomes/skills/director_group.html", context)
