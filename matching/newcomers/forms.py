"""When a program welcomes people who join."""

from __future__ import annotations

from django import forms

from matching.newcomers.models import NewcomerWelcome
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import DayInput


class WelcomeForm(EditForm, forms.ModelForm):
    """Whether, and from which day on; saved by the domain, not by the form."""

    is_edit = True  # who turns it on first changes what the page shows

    class Meta:
        model = NewcomerWelcome
        fields = ("is_on", "since")
        widgets = {"since": DayInput}
