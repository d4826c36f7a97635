"""When a program welcomes people who join, and whom a chief suggests as their mentor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from matching.newcomers.models import NewcomerWelcome
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import DayInput
from profiles.models import Membership
from profiles.people.names.fields import PersonField


class WelcomeForm(EditForm, forms.ModelForm):
    """Whether, and from which day on; saved by the domain, not by the form."""

    is_edit = True  # who turns it on first changes what the page shows

    class Meta:
        model = NewcomerWelcome
        fields = ("is_on", "since", "chiefs_suggest")
        widgets = {"since": DayInput}


class SuggestionForm(forms.Form):
    """One colleague, typed by name or email."""

    mentor = PersonField(
        label=gettext_lazy("Mentor"),
        help_text=gettext_lazy("Type a name, or an email."),
        # The search as one types is for those who run programs.
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, chief: Membership) -> None:
        super().__init__(data)
        field = self.fields["mentor"]
        assert isinstance(field, PersonField)  # noqa: S101  (for the type checker)
        here = Membership.objects.of(chief.institution).current()
        field.among(here, chief.institution, tells_emails=False)
