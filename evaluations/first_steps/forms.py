"""Forms of the three questions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from evaluations.first_steps.domain.contacts import Contact, distinct, read_lines
from evaluations.first_steps.domain.vcards import read_vcards
from mentornet.pages.choices import CheckboxesWithMeaning
from mentornet.pages.fields import TextArea
from profiles.assessment.forms.parts import EditForm
from profiles.own_words import AREA
from profiles.vocabulary import AREA_MEANING
from profiles.words.fields import OwnWordsField

LONGEST_GOAL = 4000
LARGEST_FILE = 2_000_000
LONGEST_WORDS = 400


class AnswersForm(EditForm):
    """A goal in a sentence and the areas in which help is wanted."""

    goal_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    goal = TextArea(
        label=_("What do you want to achieve in the next few years?"),
        help_text=_("One sentence is enough."),
        max_length=LONGEST_GOAL,
        required=False,
        rows=2,
    )
    areas = OwnWordsField(
        kind=AREA,
        label=_("What do you want help with?"),
        help_text=_("Pick the one to three that matter most now."),
        widget=CheckboxesWithMeaning(AREA_MEANING),
        required=False,
    )


class NameForm(forms.Form):
    """The name that is looked up, or someone outside as one would write them."""

    q = forms.CharField(
        label=_("Type a name"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
    )


class ContactsForm(forms.Form):
    """Several people at once: pasted lines, or a contact file."""

    lines = TextArea(
        label=_("Names or email addresses"),
        help_text=_("One person on each line, for example: Jane Doe <jane.doe@example.edu>"),
        max_length=20_000,
        required=False,
        rows=5,
    )
    file = forms.FileField(
        label=_("Contact file"),
        help_text=_("A file that ends in .vcf. Your phone or email program can share one."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".vcf,text/vcard,text/x-vcard"}),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is too large. Export only the people who help you."), code="large"
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("lines") and not cleaned.get("file"):
            self.add_error("lines", _("Enter at least one person, or choose a contact file."))
        return cleaned

    def contacts(self) -> list[Contact]:
        """Return everyone who was pasted, then everyone in the file."""
        file = self.cleaned_data.get("file")
        found = read_vcards(file.read()) if file else []
        return distinct([*read_lines(self.cleaned_data.get("lines", "")), *found])
