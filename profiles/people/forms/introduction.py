"""Forms of a person's own page: the photo, and what they say of themselves."""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TermsField, TextArea
from profiles.people.domain.pictures import MOST_BYTES, Crop
from profiles.people.orcid import normalize_orcid

MOST_LANGUAGES = 12
WEB_ADDRESS = URLValidator(schemes=["https"])


class Slider(forms.NumberInput):
    """A number that is set by sliding, with a finger or the arrow keys."""

    input_type = "range"


def slider(label: Any, *, least: int, most: int, start: int) -> forms.IntegerField:
    """Return a field for a whole number from *least* to *most*; *start* where nothing is sent."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=start,
        required=False,
        widget=Slider(attrs={"data-crop": ""}),
    )


class PhotoForm(forms.Form):
    """A photo to upload, and which square of it. Without a script it is the middle."""

    file = forms.FileField(
        label=_("Photo"),
        help_text=format_lazy(
            _("A JPEG, PNG, or WebP file of up to {most} MB."), most=MOST_BYTES // 1024**2
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
        required=False,
    )
    across = slider(_("Left or right"), least=0, most=100, start=50)
    down = slider(_("Up or down"), least=0, most=100, start=50)
    zoom = slider(_("Zoom"), least=100, most=400, start=100)
    alt = forms.CharField(
        label=_("Description for people who cannot see it"),
        help_text=_("For example: “Dr. Chen in a white coat, smiling.”"),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        parts: dict[str, Any] = {
            name: cleaned.get(name)
            for name in ("across", "down", "zoom")
            if cleaned.get(name) is not None
        }
        return {**cleaned, "crop": Crop(**parts)}


class IntroductionForm(forms.Form):
    """What colleagues read before they ask."""

    bio = TextArea(
        label=_("About me"),
        help_text=_("Two or three sentences: what you do, and what you enjoy."),
        max_length=800,
        required=False,
        rows=4,
    )
    working_style = TextArea(
        label=_("How I like to work"),
        help_text=_("For example: “We meet every month. You send me an agenda the day before.”"),
        max_length=800,
        required=False,
        rows=3,
    )
    languages = TermsField(
        label=_("Languages I speak"),
        help_text=_("Separate them with commas."),
        max_length=1_000,
    )
    publications_url = forms.CharField(
        label=_("Link to my publications"),
        help_text=_("An address that starts with https://, or an ORCID iD."),
        max_length=300,
        required=False,
    )

    def clean_languages(self) -> list[str]:
        spoken: list[str] = self.cleaned_data["languages"]
        if len(spoken) > MOST_LANGUAGES:
            raise ValidationError(
                _("Enter at most %(most)s languages."), params={"most": MOST_LANGUAGES}
            )
        return spoken

    def clean_publications_url(self) -> str:
        typed: str = self.cleaned_data["publications_url"].strip()
        return web_address(typed) if typed else ""


def web_address(typed: str) -> str:
    """Return an https address, or that of an ORCID iD. Raise ValidationError for anything else."""
    if "/" not in typed:
        try:
            return f"https://orcid.org/{normalize_orcid(typed)}"
        except ValidationError:
            pass
    try:
        WEB_ADDRESS(typed)
        parts = urlsplit(typed)
    except (ValidationError, ValueError):
        parts = None
    # A name before the host, or a sign that is not seen, would make an address look like another's.
    hides = any(unicodedata.category(sign)[0] in "CZ" for sign in typed)
    if hides or parts is None or parts.username is not None or not parts.hostname:
        raise ValidationError(_("Enter an address that starts with https://, or an ORCID iD."))
    return typed
