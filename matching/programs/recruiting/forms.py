"""Whom directors invite or enroll, as they type or paste them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from mentornet.pages.fields import TextArea
from profiles.people.picking.fields import PeopleField, PicksPeople

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
