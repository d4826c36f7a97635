from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import RadiosWithMeaning
from profiles.own_words import AREA
from profiles.vocabulary import ROLE_MEANING, MentorRole, Priority
from profiles.words.fields import OwnWordField


class NeedForm(forms.Form):
    """A mentoring need: area × role × priority [C, part 5]."""

    area = OwnWordField(kind=AREA, label=_("Where you would like help"))
    role = forms.ChoiceField(
        label=_("Kind of mentor"),
        choices=[("", _("I don’t know yet")), *MentorRole.choices],
        widget=RadiosWithMeaning(ROLE_MEANING),
        required=False,
    )
    priority = forms.TypedChoiceField(
        label=_("How important it is now"),
        choices=Priority,
        coerce=int,
        initial=Priority.MEDIUM,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("In your own words"), max_length=500, required=False)
