"""Whom directors invite or enroll, as they type or paste them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from matching.programs.recruiting.models import EnrollmentFile
from mentornet.pages.fields import TextArea
from profiles.people.picking.fields import PeopleField, PicksPeople

MOST_BYTES = 10 * 1024 * 1024
PEOPLE_HELP = _("Names or emails, one per line or with commas between.")


class PeopleForm(PicksPeople, forms.Form):
    """People, and on which side of the program; a kind with one side does not ask."""

    people_field = "people"

    side = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)
    people = PeopleField(label=_("People"), help_text=PEOPLE_HELP)

    def __init__(self, data: Any = None, *, program: Program, side: str = "") -> None:
        super().__init__(data, initial={"side": side or program.traits.sides[0].value})
        choice = self.fields["side"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  (for the type checker)
        choice.choices = [(one.value, one.label) for one in program.traits.sides]
        self.picking.institution = program.institution


class RemindForm(forms.Form):
    """Words for everyone who may enroll and has not."""

    words = TextArea(
        label=_("Your message"),
        help_text=_("We add it to the email."),
        max_length=1_000,
        required=False,
        rows=4,
    )


class InviteForm(RemindForm, PeopleForm):
    """People by name, with words of one's own."""


class FileForm(RemindForm):
    """A list of people as another tool wrote it, and what is done with them."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with names, emails, or IDs, as your form or spreadsheet exports it; up to 500 rows. Other "
            "columns are not used."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt,text/csv"}),
        allow_empty_file=True,
    )
    does = forms.ChoiceField(
        label=_("What we do"), choices=EnrollmentFile.Does, widget=forms.RadioSelect
    )
    side = forms.ChoiceField(
        label=_("As"),
        help_text=_("A column that says who is a mentor and who is a mentee counts first."),
        widget=forms.RadioSelect,
    )
    field_order = ("file", "does", "side", "words")

    def __init__(
        self, data: Any = None, files: Any = None, *, program: Program, does: Collection[str]
    ) -> None:
        sides = program.traits.sides
        super().__init__(data, files, initial={"does": next(iter(does)), "side": sides[0].value})
        for name, choices in (
            ("does", [one for one in EnrollmentFile.Does.choices if one[0] in does]),
            ("side", [(one.value, one.label) for one in sides]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
            field.choices = choices
        self.fields["words"].help_text = _("We add it to invitations.")
        if EnrollmentFile.Does.INVITE not in does:
            del self.fields["words"]
        if len(sides) == 1:
            self.fields["side"].help_text = ""

    def clean_file(self) -> Any:
        """Return the file. Raise ValidationError for one that is too large."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is too large. Upload a file of up to 10 MB."), code="too_large"
            )
        return upload
