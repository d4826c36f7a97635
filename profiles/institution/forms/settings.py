from __future__ import annotations

from datetime import date
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.institution.forms.days_off import DaysOffField, lines_of
from profiles.institution.holidays import holidays_of
from profiles.institution.written_days import read_calendar
from profiles.models import Institution

SALT = "institution settings"
# In numbers, the month comes first in the United States.
MONTH_FIRST = "US"
MOST_BYTES = 2_000_000


LABELS = {
    "protege_label": gettext_lazy("Word for someone with a mentor, in English"),
    "protege_label_es": gettext_lazy("Word for someone with a mentor, in Spanish"),
    "holiday_region": gettext_lazy("Region for holidays"),
    "paper": gettext_lazy("Paper size"),
    "invitation_lapse_days": gettext_lazy("Days until a request expires"),
}


class _SettingsForm(forms.ModelForm):
    """Some settings of an institution, with what they were when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = str(LABELS[name])
        self.current = {name: getattr(self.instance, name) for name in self._meta.fields or ()}
        self.fields["seen"].initial = Signer(salt=SALT).sign_object(self.current)

    @property
    def was(self) -> dict[str, Any]:
        """What the page showed when it was opened; what holds now if that can't be read."""
        try:
            seen = Signer(salt=SALT).unsign_object(self.data.get("seen", ""))
        except (BadSignature, ValueError):
            return self.current
        return cast(dict[str, Any], seen) if seen.keys() == self.current.keys() else self.current

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.current}

    def _post_clean(self) -> None:
        """Leave the row alone: the domain writes it."""


class GeneralForm(_SettingsForm):
    """Name, place and words."""

    class Meta:
        model = Institution
        fields = (
            "name",
            "time_zone",
            "language",
            "protege_label",
            "protege_label_es",
            "paper",
            "invitation_lapse_days",
            "most_endings",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        zone.widget = forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
        zone.help_text = _("A place in your time zone, such as America/New_York.")
        self.zones = sorted(one for one in available_timezones() if "/" in one)


class DaysOffForm(_SettingsForm):
    """On which days no one is expected at work."""

    holidays_worked = forms.MultipleChoiceField(
        label=gettext_lazy("Holidays you work on"),
        help_text=gettext_lazy("Reminders go out on these days, as on any other day."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    days_off = DaysOffField(
        label=gettext_lazy("Your own days off"),
        help_text=gettext_lazy(
            "One day or range per line, with its name: Dec 24, 2026 to Jan 3, 2027 Winter break. "
            "Use it for days that your academic calendar keeps free."
        ),
        max_length=8_000,
        required=False,
        rows=6,
    )
    calendar = forms.FileField(
        label=gettext_lazy("Add days from a calendar file"),
        help_text=gettext_lazy(
            "An .ics file, such as your academic calendar or an export from Outlook. Its all-day "
            "events are added to the list above for you to check before you save."
        ),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    class Meta:
        model = Institution
        fields = ("holiday_region", "holidays_worked", "days_off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.local_date().year
        names = holidays_of(self.instance.holiday_region, years=range(year, year + 3))
        # One of another region stays until someone takes it out.
        chosen = [*self.instance.holidays_worked, *self.was["holidays_worked"]]
        field = cast(forms.MultipleChoiceField, self.fields["holidays_worked"])
        field.choices = [(name, name) for name in dict.fromkeys([*names, *chosen])]
        days = cast(DaysOffField, self.fields["days_off"])
        days.month_first = str(self["holiday_region"].value()).startswith(MONTH_FIRST)

    def clean_calendar(self) -> list[tuple[date, date, str]] | None:
        """Return the all-day events of the file; None without one."""
        file = self.cleaned_data["calendar"]
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is over 2 MB. Export one year, not all of them.")
            )
        try:
            found = read_calendar(file.read(), today=self.instance.local_date())
        except ValueError:
            raise forms.ValidationError(
                _("This is not a calendar file. Choose one that ends in .ics.")
            ) from None
        if not found:
            raise forms.ValidationError(
                _(
                    "This calendar has no all-day events from today on. Events with a time, and "
                    "those that repeat, are left out."
                )
            )
        return found

    def with_calendar(self) -> tuple[DaysOffForm, int] | None:
        """Return the form with the days of the calendar file added for its reader to look through, and
        how many are new; None where no file came. All else stays as it was typed.
        """
        events = self.cleaned_data.get("calendar")
        if not events:
            return None
        data = cast(QueryDict, self.data).copy()
        typed = data.get("days_off", "").strip()
        known = {line.strip() for line in typed.splitlines()}
        new = [line for line in lines_of(events).splitlines() if line not in known]
        data["days_off"] = "\n".join([typed, *new] if typed else new)
        return DaysOffForm(data, instance=self.instance), len(new)


class FiguresForm(_SettingsForm):
    """When figures are shown."""

    class Meta:
        model = Institution
        fields = ("suppression_threshold", "publication_days")


class SignInForm(_SettingsForm):
    """How people sign in."""

    class Meta:
        model = Institution
        fields = ("second_factor", "own_device_days", "address_claim_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factor = cast(forms.ChoiceField, self.fields["second_factor"])
        no_one = Institution.SecondFactor.NO_ONE
        if self.instance.second_factor != no_one:
            factor.choices = [one for one in Institution.SecondFactor.choices if one[0] != no_one]
