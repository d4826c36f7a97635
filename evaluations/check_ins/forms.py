from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput

OLDEST = timedelta(days=120)
LONGEST_SNOOZE = timedelta(days=366)


class DetailsForm(forms.Form):
    """When, how long, a line: all of it may be left."""

    met_on = forms.DateField(label=_("Date"), widget=DayInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=600,
        required=False,
        help_text=_("Enter a length to add this to the meetings you both see."),
    )
    line = forms.CharField(
        label=_("Private note"),
        max_length=500,
        required=False,
        help_text=_("Only you can see it."),
    )

    def clean_met_on(self) -> date:
        day: date = self.cleaned_data["met_on"]
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError(_("This date is in the future. Enter the date you met."))
        if day < today - OLDEST:
            raise forms.ValidationError(
                _("This date is too long ago. Record it as a past meeting instead.")
            )
        return day


class SnoozeForm(forms.Form):
    """Until when one does not want to be asked."""

    not_before = forms.DateField(label=_("Ask me again on"), widget=DayInput)

    def clean_not_before(self) -> date:
        day: date = self.cleaned_data["not_before"]
        today = timezone.localdate()
        if not today < day <= today + LONGEST_SNOOZE:
            raise forms.ValidationError(_("Choose a date within the next year."))
        return day
