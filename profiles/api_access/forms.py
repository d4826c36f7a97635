"""What a director says of a system that is to use the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.api.scopes import CONTENT
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea
from profiles.assessment.domain.content_consents import PurposeMissing
from profiles.models import ApiClient, ContentGrant


class ApiClientForm(EditForm, forms.Form):
    """Its name and what it may do; *granted* are the scopes with their meaning, from the API.

    *grant* is that under which the client reads what people open to it, if it does.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("The system and its purpose, such as “Workday, nightly roster”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permissions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "You can’t grant access to anything that people write about themselves or each other. "
            "Each person decides what to share of their self-assessment."
        ),
    )
    purpose = TextArea(
        label=_("Purpose for reading self-assessments"),
        max_length=300,
        required=False,
        rows=3,
        help_text=_(
            "Needed only with that permission. Everyone sees this sentence before they share a "
            "part. Say who reads it and what it is used for. If you change it later or remove "
            "the permission, all sharing ends, and each person decides again."
        ),
    )

    def __init__(
        self,
        *args: Any,
        granted: dict[str, Any],
        client: ApiClient | None = None,
        grant: ContentGrant | None = None,
        **kwargs: Any,
    ) -> None:
        self.grant = grant
        if client is not None:
            kwargs["initial"] = {
                "name": client.name,
                "scopes": client.scopes,
                "purpose": grant.purpose if grant else "",
            }
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (name, f"{words} ({name})") for name, words in granted.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the purpose where it is needed, and for its permission where it was forgotten."""
        found = super().clean() or self.cleaned_data
        is_ticked = CONTENT in found.get("scopes", [])
        purpose = found.get("purpose", "").strip()
        if is_ticked and not purpose and "purpose" not in self.errors:
            self.add_error("purpose", str(PurposeMissing().message))
        if purpose and not is_ticked and self.grant is None and "scopes" not in self.errors:
            words = _("Check the permission to read self-assessments, or leave the purpose empty.")
            self.add_error("purpose", words)
        return found
