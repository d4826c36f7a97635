"""Forms of how a program ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.outcomes.closing.models import ProgramEnding
from evaluations.surveys.domain.instruments import choices
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea
from profiles.models import Institution


class EndingForm(EditForm, forms.Form):
    """What closing the program asks, says and signs."""

    ask_with = forms.ChoiceField(
        label=_("Last survey"),
        required=False,
        help_text=_("Opens on the day you close the program, for two weeks."),
    )
    thanks = TextArea(
        label=_("Thanks and closing words"),
        max_length=2_000,
        required=False,
        rows=5,
        help_text=_("Included in the email that everyone gets when you close the program."),
    )
    signed_by = forms.CharField(
        label=_("Certificates are signed by"),
        max_length=200,
        required=False,
        help_text=_("Name and title. If empty, the director who closes the program signs."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ask_with"].choices = [
            ("", _("Same as at the start, or MentorNet’s own")),
            *choices(institution),
            (ProgramEnding.NONE, _("No survey")),
        ]


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number on the certificate"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
