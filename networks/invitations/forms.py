from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import CheckboxesWithMeaning
from networks.relationships.forms.kind import KindField
from profiles.models import Membership
from profiles.own_words import AREA
from profiles.vocabulary import ROLE_MEANING, MentorRole
from profiles.words.fields import OwnWordsField


def _letter(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InvitationForm(forms.Form):
    """A deliberate request: the help asked, a first step, a graceful way out [C]."""

    help_asked = forms.CharField(
        label=_("What you are asking for"),
        max_length=4000,
        widget=_letter(8),
        help_text=_("The more specific you are, the easier it is to say yes."),
    )
    first_step = forms.CharField(
        label=_("A first step"), max_length=1500, widget=_letter(3), required=False
    )
    way_out = forms.CharField(
        label=_("An easy way to say no"), max_length=1500, widget=_letter(3), required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("What you would like them to do"),
        choices=MentorRole,
        widget=CheckboxesWithMeaning(ROLE_MEANING),
        required=False,
    )
    areas = OwnWordsField(kind=AREA, label=_("Areas you want help with"), required=False)
    kind = KindField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("roles") and not cleaned.get("areas"):
            self.add_error("roles", _("Choose at least one role or one area."))
        return cleaned


class ReplyForm(forms.Form):
    """A message with the answer."""

    reply = forms.CharField(label=_("Message"), max_length=2000, widget=_letter(3), required=False)


class ReferralForm(ReplyForm):
    """The colleague whom the mentor suggests, among those whom the search found."""

    colleague = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Membership.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Search for a colleague and choose one."),
            "invalid_choice": _("Choose a colleague who works here."),
        },
    )
    field_order = ["colleague", "reply"]

    def __init__(self, *args: Any, colleagues: Any, shown: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["colleague"])
        field.queryset = colleagues
        field.choices = [(one.pk, one.name) for one in shown]
