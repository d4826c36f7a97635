from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput
from profiles.models import Preferences


class PreferencesForm(forms.ModelForm):
    """Which email I want, and when I am away."""

    away_from = forms.DateField(label=_("First day away"), widget=DayInput, required=False)
    away_until = forms.DateField(label=_("Last day away"), widget=DayInput, required=False)

    reply_to_me = forms.BooleanField(
        label=_("People can reply to me directly"),
        help_text=_(
            "When MentorNet emails someone for you about a request, a relationship or a meeting, "
            "their reply goes to your email. This never applies to concerns, check-ins or surveys."
        ),
        required=False,
    )

    class Meta:
        model = Preferences
        fields = (
            "check_ins_by_mail",
            "check_ins_on_page",
            "meetings_by_mail",
            "surveys_by_mail",
            "reports_by_mail",
            "away_from",
            "away_until",
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("away_from"), given.get("away_until")
        if first and last and last < first:
            self.add_error("away_until", _("Choose a last day on or after the first day."))
        return given
