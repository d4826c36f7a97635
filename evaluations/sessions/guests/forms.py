"""Whom to invite to a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.models import Institution, Membership


class GuestForm(forms.Form):
    """Someone of the institution, by their email."""

    email = forms.EmailField(label=_("Guest’s email"), help_text=_("Someone at your institution."))

    def __init__(self, data: Any = None, *, institution: Institution) -> None:
        super().__init__(data)
        self.institution = institution

    def clean_email(self) -> Membership:
        email: str = self.cleaned_data["email"]
        found: Membership | None = (
            Membership.objects.current()
            .filter(institution=self.institution, address__in=[email, email.lower()])
            .select_related("user", "institution")
            .first()
        )
        if found is None:
            raise forms.ValidationError(
                _("No one at your institution has this email now. Check the address.")
            )
        return found
