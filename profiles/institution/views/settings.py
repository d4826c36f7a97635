"""The settings of an institution, as its directors change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.institution.domain.settings import SettingRefused, change_settings
from profiles.institution.forms.settings import DaysOffForm, FiguresForm, GeneralForm, SignInForm

if TYPE_CHECKING:
    from profiles.institution.forms.settings import _SettingsForm

director_required = permission_required("profiles.direct_institution")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def institution_settings(request: MemberRequest) -> HttpResponse:
    """Name, time zone, language, region and words."""
    return _settings(
        request,
        GeneralForm,
        "profiles:institution_settings",
        title=_("Settings of your institution"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def days_off_settings(request: MemberRequest) -> HttpResponse:
    """Region, its holidays on which people work all the same, and days of the institution's own."""
    return _settings(
        request, DaysOffForm, "profiles:days_off_settings", title=_("Holidays and days off")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def figures_settings(request: MemberRequest) -> HttpResponse:
    """From how many people on figures are shown, and how often they are published."""
    return _settings(request, FiguresForm, "profiles:figures_settings", title=_("Figures"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def sign_in_settings(request: MemberRequest) -> HttpResponse:
    """Two-factor authentication, how long people stay signed in, new sign-in emails."""
    return _settings(request, SignInForm, "profiles:sign_in_settings", title=_("Sign-in rules"))


def _settings(
    request: MemberRequest, form_class: type[_SettingsForm], name: str, *, title: str
) -> HttpResponse:
    institution = request.membership.institution
    form = form_class(request.POST or None, request.FILES or None, instance=institution)
    valid = form.is_valid()
    added = form.with_calendar() if isinstance(form, DaysOffForm) and form.is_bound else None
    if added is not None:
        form, days = added
        messages.info(request, _days_added(days))
    elif valid:
        try:
            changed = change_settings(
                institution, was=form.was, wanted=form.wanted, by=request.user
            )
        except SettingRefused as error:
            for field, said in error.fields.items():
                for words in said:
                    form.add_error(field if field in form.fields else None, words)
        except DomainError as error:
            form.add_error(None, str(error.message))
            form = _as_it_is_now(form)
        else:
            words = _said(form, changed)
            messages.success(request, words)
            return redirect(name)
    context = {"form": form, "title": title, "zones": getattr(form, "zones", ())}
    return render(request, "profiles/institution/settings.html", context)


def _days_added(days: int) -> str:
    if not days:
        return _("All days of this calendar are in your list. Nothing was added.")
    return ngettext(
        "%(count)d line was added from the calendar. Nothing is saved yet: delete lines that are "
        "working days here, then save.",
        "%(count)d lines were added from the calendar. Nothing is saved yet: delete lines that are "
        "working days here, then save.",
        days,
    ) % {"count": days}


def _as_it_is_now(form: _SettingsForm) -> _SettingsForm:
    """Let the next saving of *form* start from what holds now."""
    data = {name: form.data[name] for name in form.data}
    data["seen"] = form.fields["seen"].initial
    form.data = data
    return form


def _said(form: _SettingsForm, changed: list[str]) -> str:
    if not changed:
        return _("Nothing changed.")
    names = ", ".join(str(form.fields[name].label) for name in changed)
    return _("Saved: %(names)s.") % {"names": names}
