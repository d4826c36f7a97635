from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.check_ins.feedback.domain import giving as domain
from evaluations.check_ins.feedback.forms import LABELS, FeedbackForm
from evaluations.check_ins.feedback.models import Feedback
from evaluations.errors import EvaluationError
from evaluations.meetings.views.pages import base_of
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.undo.views import removing


@member_required
def feedback(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The form, what one has said before, and what the other side shares."""
    tie = tie_or_404(request, pk)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.give_feedback(tie, by=request.membership, **form.cleaned_data)
        except EvaluationError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Feedback saved."))
            return redirect("evaluations:feedback", pk=tie.pk)
    rows = Feedback.objects.visible_to(request.user).filter(tie=tie).select_related("author")
    shown = [
        {
            "row": row,
            "items": [
                (LABELS[name], getattr(row, f"get_{name}_display")())
                for name in Feedback.ITEMS
                if getattr(row, name)
            ],
        }
        for row in rows[:40]
    ]
    context = base_of(request, tie) | {"form": form, "shown": shown}
    return render(request, "evaluations/check_ins/feedback/feedback.html", context)


@member_required
@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete one's own."""
    own = Feedback.objects.filter(author=request.membership)
    row: Feedback = get_object_or_404(own.select_related("tie"), pk=pk)
    back = reverse("evaluations:feedback", args=[row.tie_id])
    with removing(request, row, said=_("Feedback deleted."), back=back):
        domain.withdraw_feedback(row, by=request.membership)
    return redirect(back)
