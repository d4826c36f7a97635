from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.sessions.reflections.models import Reflection
from mentornet.pages.fields import TextArea

LONGEST = 2_000


class ReflectionForm(forms.Form):
    """Who reads it, chosen first; then the two questions."""

    audience = forms.ChoiceField(
        label=_("Who can read it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who will read it.")},
    )
    helped = TextArea(label=_("What helped?"), max_length=LONGEST, required=False, rows=4)
    hindered = TextArea(label=_("What got in the way?"), max_length=LONGEST, required=False, rows=4)

    def __init__(self, *args: Any, audiences: Sequence[Reflection.Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [(one.value, one.label) for one in audiences]  # type: ignore[attr-defined]
