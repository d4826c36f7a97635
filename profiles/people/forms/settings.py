from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.languages import own_language_choices
from profiles.models import SelfDescription
from profiles.people.orcid import normalize_orcid


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones that people know: continents and cities, and UTC."""
    named = (zone for zone in available_timezones() if "/" in zone)
    return tuple(sorted(zone for zone in named if not zone.startswith(("Etc/", "SystemV/", "US/"))))


def zone_choices() -> list[tuple[str, Any]]:
    """Choices for a menu, with the institution's own zone first."""
    zones = [(zone, zone.replace("_", " ")) for zone in time_zones()]
    return [("", _("Same as the institution")), ("UTC", "UTC"), *zones]


class SettingsForm(forms.Form):
    """What a person decides about their own account and how they are described."""

    time_zone = forms.ChoiceField(label=_("My time zone"), choices=zone_choices, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=own_language_choices,
        required=False,
        help_text=_("For pages, emails, and files."),
    )
    orcid = forms.CharField(
        label="ORCID iD",
        help_text=_("Such as 0000-0002-1825-0097. Colleagues see it on your page."),
        max_length=80,
        required=False,
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=50, required=False)
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=[("", _("Prefer not to say")), *SelfDescription.Gender.choices],
        required=False,
    )
    gender_words = forms.CharField(label=_("In my own words"), max_length=100, required=False)
    shown = forms.BooleanField(label=_("Show gender and pronouns to my colleagues"), required=False)
    wishes_woman = forms.BooleanField(
        label=_("I want at least one woman among my mentors"),
        help_text=_("Only you see this. Your network tells you whether you have one."),
        required=False,
    )

    def clean_orcid(self) -> str:
        typed: str = self.cleaned_data["orcid"]
        return normalize_orcid(typed) if typed else ""
