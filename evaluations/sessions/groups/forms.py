from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.forms import LONGEST, MODES, MomentField, wrong_plan
from mentornet.pages.fields import TextArea
from networks.models import PeerGroup
from profiles.models import Institution, Membership
from profiles.vocabulary import Office

EVERY = [(1, _("every week")), (2, _("every two weeks")), (4, _("every four weeks"))]


class SessionsForm(forms.Form):
    """One session, or several at the same hour."""

    first = MomentField(label=_("When"))
    count = forms.IntegerField(label=_("How many sessions"), min_value=1, max_value=26, initial=1)
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=4)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=120)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    place = forms.CharField(label=_("Where, or the link"), max_length=300, required=False)
    agenda = TextArea(
        label=_("What the first one is about"), max_length=LONGEST, required=False, rows=4
    )

    def clean_first(self) -> datetime:
        moment: datetime = self.cleaned_data["first"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


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
            institution=institution, offices__contains=[Office.FACILITATOR]
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
