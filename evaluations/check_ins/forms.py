from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models import Delivery
from mentornet.pages.fields import DayInput

OLDEST = timedelta(days=120)
LONGEST_SNOOZE = timedelta(days=366)


class DetailsForm(forms.Form):
    """When, how long, a line: all of it may be left."""

    met_on = forms.DateField(label=_("When"), widget=DayInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=600,
        required=False,
        help_text=_("With a length it stands among your meetings, for you both."),
    )
    line = forms.CharField(
        label=_("A line for yourself"),
        max_length=500,
        required=False,
        help_text=_("Only you see it."),
    )

    def clean_met_on(self) -> date:
        day: date = self.cleaned_data["met_on"]
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError(_("This lies ahead. Say so once you have met."))
        if day < today - OLDEST:
            raise forms.ValidationError(_("This is long ago. Record it as a past meeting instead."))
        return day


class SnoozeForm(forms.Form):
    """Until when one does not want to be asked."""

    not_before = forms.DateField(label=_("Ask me again on"), widget=DayInput)

    def clean_not_before(self) -> date:
        day: date = self.cleaned_data["not_before"]
        today = timezone.localdate()
        if not today < day <= today + LONGEST_SNOOZE:
            raise forms.ValidationError(_("Choose a day within the next year."))
        return day


class DeliveryForm(forms.ModelForm):
    """What I am told, where, and when I am away."""

    away_from = forms.DateField(label=_("Away from"), widget=DayInput, required=False)
    away_until = forms.DateField(label=_("until and including"), widget=DayInput, required=False)

    reply_to_me = forms.BooleanField(
        label=_("People can reply to me directly"),
        help_text=_(
            "When MentorNet emails the other person of a request, a mentoring relationship or a "
            "meeting because of you, their reply goes to your email. Never for concerns, check-ins or "
            "surveys."
        ),
        required=False,
    )

    class Meta:
        model = Delivery
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
            self.add_error("away_until", _("Choose a day after the first one."))
        return given
