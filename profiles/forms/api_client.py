"""What a director says of a system that is to use the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.models import ApiClient


class ApiClientForm(forms.Form):
    """Its name and what it may do; *granted* are the scopes with their meaning, from the API."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("The system and its purpose, such as “Workday, nightly roster”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing that people write about themselves or each other can be granted."),
    )

    def __init__(
        self,
        *args: Any,
        granted: dict[str, Any],
        client: ApiClient | None = None,
        **kwargs: Any,
    ) -> None:
        if client is not None:
            kwargs["initial"] = {"name": client.name, "scopes": client.scopes}
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(granted.items())  # type: ignore[attr-defined]
