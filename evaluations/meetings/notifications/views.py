"""What a person wants to be told by email and on their pages, and ending one kind of mail by its link.

A link in a mail changes nothing when it is fetched: mail scanners fetch them all. It shows one
button, which posts.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evaluations.meetings.errors import LinkOver
from evaluations.meetings.notifications import domain
from evaluations.meetings.notifications.forms import PreferencesForm
from profiles.access.members import MemberRequest, member_required
from profiles.people.domain import preferences


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of mail: one button for people, a bare post for mail programs (RFC 8058)."""
    try:
        member, mail = domain.read_unsubscribe(token)
    except LinkOver as error:
        return render(
            request, "evaluations/meetings/link_over.html", {"said": error.message}, status=404
        )
    done = request.method == "POST"
    if done:
        preferences.stop_mail(member, mail)
    context = {
        "done": done,
        "institution": member.institution,
        "mail": PreferencesForm.base_fields[preferences.WISH[mail]].label,
        "is_check_ins": mail == preferences.Mail.CHECK_INS,
    }
    return render(request, "evaluations/meetings/notifications/unsubscribe.html", context)


@never_cache
@member_required
def delivery(request: MemberRequest) -> HttpResponse:
    """What I am told, by mail and on my pages, and when I am away."""
    row = preferences.preferences_of(request.membership)
    initial = {"reply_to_me": request.user.reply_to_me}
    form = PreferencesForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        preferences.choose_replies(request.user, wanted=given.pop("reply_to_me"))
        preferences.save_preferences(request.membership, **given)
        messages.success(request, _("Saved."))
        return redirect("evaluations:delivery")
    return render(
        request,
        "evaluations/meetings/notifications/delivery.html",
        {"form": form, "preferences": row},
    )
