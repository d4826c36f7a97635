"""Which two people a director would pair, in which program."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.pairing.domain.possible import PAIRING_STATES
from matching.programs.access import directed_by_reader
from matching.programs.kinds import PAIRING
from matching.programs.models import Program
from mentornet.pages.fields import LongSelect, TextArea
from profiles.access.members import MemberRequest
from profiles.models import Membership
from profiles.people.names.fields import PersonField


class PairForm(forms.Form):
    """A program of pairs that the reader runs, and two of the people for whom they run programs."""

    program = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.none(),
        empty_label=_("Choose a program"),
        widget=LongSelect,
    )
    protege = PersonField(label=_("Mentee"), help_text=_("Type a name, or an email."))
    mentor = PersonField(label=_("Mentor"), help_text=_("Type a name, or an email."))
    words = TextArea(
        label=_("Your message"),
        help_text=_("We add it to the email."),
        max_length=1_000,
        required=False,
        rows=4,
    )

    def __init__(self, *args: Any, request: MemberRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = request.membership.institution
        people = Membership.objects.directed_by(request.user).of(here).current()
        people = people.select_related("user", "institution", "unit").defer("search")
        for name in ("protege", "mentor"):
            field = self.fields[name]
            assert isinstance(field, PersonField)  # noqa: S101  (for the type checker)
            field.among(people, here)
        program = self.fields["program"]
        assert isinstance(program, forms.ModelChoiceField)  # noqa: S101
        program.queryset = (
            directed_by_reader(request)
            .filter(kind__in=PAIRING, state__in=PAIRING_STATES)
            .select_related("institution")
            .order_by("name", "pk")
        )
