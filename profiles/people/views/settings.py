"""My settings, and which of my institutions I act for."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership
from profiles.people.current_membership import SESSION_KEY
from profiles.people.domain import settings as domain
from profiles.people.forms.settings import SettingsForm
from profiles.people.models.membership import MembershipQuerySet
from profiles.sign_on.provider.domain.requirement import Session, is_barred


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    """Show what the person decides; what the roster says stands beside it, to read."""
    member = request.membership
    described = domain.own_description(member)
    initial = {
        "time_zone": member.user.time_zone,
        "language": member.user.language,
        "orcid": member.orcid,
        **{
            name: getattr(described, name)
            for name in ("gender", "gender_words", "pronouns", "shown", "wishes_woman")
        },
    }
    form = SettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        domain.save_settings(member, **form.cleaned_data)
        # What is said now is read on the next page.
        translation.activate(member.language)
        messages.success(request, _("Saved."))
        response = redirect("profiles:settings")
        # At the next sign-in the footer's choice would take the place of the institution's language.
        response.delete_cookie(django_settings.LANGUAGE_COOKIE_NAME)
        return response
    others = _that_open(request, Membership.objects.current()).exclude(pk=member.pk)
    context = {"form": form, "others": others.select_related("institution"), "member": member}
    return render(request, "profiles/people/settings.html", context)


@require_POST
@login_required
def switch_institution(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own institutions from now on."""
    own = _that_open(request, Membership.objects.current())
    try:
        chosen = (
            own.select_related("institution__sign_on__app")
            .filter(pk=request.POST.get("membership"))
            .first()
        )
    except ValidationError:
        chosen = None
    if chosen is None:
        raise Http404
    if is_barred(chosen, Session.of(get_authentication_records(request, request.user))):
        return redirect("profiles:sign_on_required", slug=chosen.institution.slug)
    request.session[SESSION_KEY] = str(chosen.pk)
    if not chosen.institution.is_sandbox:
        domain.remember_institution(chosen)
    messages.success(request, _("You switched to %s.") % chosen.institution.name)
    return redirect(django_settings.LOGIN_REDIRECT_URL)


def _that_open(request: HttpRequest, rows: MembershipQuerySet) -> MembershipQuerySet:
    """Return one's own of *rows*, but for a place in a test that is open to directors alone (`may_try`)."""
    own: MembershipQuerySet = rows.filter(user=request.user)
    closed = request.user.barred_institutions  # type: ignore[union-attr]
    return own.exclude(institution__sandbox_of__isnull=False, institution__in=closed)


@login_required
def sign_in_address(request: HttpRequest) -> HttpResponse:
    """An institution says what a person's email is, and the person whether they sign in with it."""
    return redirect("profiles:my_address")
