from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from mentornet.safe_targets import Unreachable, UnsafeTarget, check_target
from mentornet.webhooks.events import EVENTS
from mentornet.webhooks.models import ALL

CHOSEN = [event for event in EVENTS if event.name != "webhook.test"]


class WebhookForm(EditForm, forms.Form):
    """Where events go, and which."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://hr.example.edu/mentornet"}),
        help_text=_(
            "It must start with https://, and be public or in a network that your operators have listed."
        ),
    )
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("For your own reference.")
    )
    everything = forms.BooleanField(label=_("All events, including future ones"), required=False)
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=lambda: [(one.name, f"{one.label} ({one.name})") for one in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_url(self) -> str:
        """Refuse at once what no delivery could reach; each delivery looks again."""
        url: str = self.cleaned_data["url"].strip()
        try:
            check_target(url)
        except (UnsafeTarget, Unreachable) as error:
            raise forms.ValidationError(str(error), code="unsafe_target") from error
        return url

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.pop("everything", False):
            cleaned["events"] = [ALL]
        elif not cleaned.get("events") and "events" not in self.errors:
            self.add_error("events", _("Choose at least one event, or all events."))
        return cleaned
