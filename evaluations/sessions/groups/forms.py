from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from networks.models import PeerGroup
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind


class PeopleField(forms.CharField):
    """Members of an institution, one e-mail address a line."""

    institution: Institution | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> list[Membership]:
        text = super().clean(value)
        lines = [line.strip().strip(",;") for line in text.splitlines() if line.strip()]
        known = {
            one.email.lower(): one
            for one in Membership.objects.current()
            .filter(institution=self.institution, address__in=_cases(lines))
            .select_related("user", "institution")
        }
        wrong = [
            forms.ValidationError(
                _("Line %(line)d: nobody here now has the address %(address)s."),
                params={"line": number, "address": line},
            )
            for number, line in enumerate(lines, start=1)
            if line.lower() not in known
        ]
        if wrong:
            raise forms.ValidationError(wrong)
        return [known[line.lower()] for line in dict.fromkeys(lines)]


def _cases(lines: list[str]) -> list[str]:
    return [*lines, *(line.lower() for line in lines)]


class GroupForm(forms.Form):
    """What a group is called and is for."""

    name = forms.CharField(label=_("Name"), max_length=200)
    aim = TextArea(label=_("What the group is for"), max_length=2_000, required=False, rows=3)
    charter = TextArea(
        label=_("What its members agree on"),
        help_text=_("Confidentiality above all."),
        max_length=4_000,
        required=False,
        rows=4,
    )
    authorship = TextArea(
        label=_("Rules of authorship"),
        help_text=_("A project starts in the group once everybody in it has agreed to them."),
        max_length=4_000,
        required=False,
        rows=4,
    )


class NewGroupForm(GroupForm):
    """The same, with the people."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PeerGroup.Kind)
    facilitator = forms.ModelChoiceField(
        label=_("Who facilitates"),
        queryset=Membership.objects.none(),
        required=False,
        help_text=_("Those whom your institution names facilitators."),
    )
    self_led = forms.BooleanField(
        label=_("While no one facilitates, the members run the sessions themselves"),
        required=False,
    )
    members = PeopleField(
        label=_("Members"),
        help_text=_("Their e-mail addresses, one a line."),
    )
    field_order = (
        "name",
        "kind",
        "facilitator",
        "self_led",
        "members",
        "aim",
        "charter",
        "authorship",
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, facilitator = self.fields["members"], self.fields["facilitator"]
        assert isinstance(people, PeopleField)  # noqa: S101  (for the type checker)
        assert isinstance(facilitator, forms.ModelChoiceField)  # noqa: S101
        people.institution = institution
        facilitator.queryset = Membership.objects.current().filter(
            institution=institution, offices__contains=[StaffRoleKind.FACILITATOR]
        )


class AddPeopleForm(forms.Form):
    members = PeopleField(
        label=_("Take somebody in"), help_text=_("Their e-mail addresses, one a line.")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["members"]
        assert isinstance(people, PeopleField)  # noqa: S101  (for the type checker)
        people.institution = institution


class CharterForm(forms.Form):
    """What a group agrees on, as those who lead it write it down with the group."""

    charter = TextArea(
        label=_("What stays here, and what we want of each other"),
        max_length=4_000,
        required=False,
        rows=6,
    )
    authorship = TextArea(
        label=_("Rules of authorship"),
        help_text=_("A project starts in the group once everybody has agreed to them."),
        max_length=4_000,
        required=False,
        rows=6,
    )
