"""What a person offers as a mentor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import CheckboxesWithMeaning
from mentornet.pages.fields import TermsField, TextArea
from profiles.models import MentorOffer
from profiles.own_words import AREA
from profiles.vocabulary import ROLE_MEANING_FOR_MENTOR, MentorRole, Mode
from profiles.words.fields import OwnWordsField


class OfferForm(forms.Form):
    """Roles, areas, ways of working, and room."""

    roles = forms.MultipleChoiceField(
        label=_("Roles I can take"),
        choices=MentorRole,
        widget=CheckboxesWithMeaning(ROLE_MEANING_FOR_MENTOR),
        error_messages={"required": _("Choose at least one role.")},
    )
    areas = OwnWordsField(
        kind=AREA,
        label=_("What I can help with"),
        error_messages={"required": _("Choose at least one area.")},
    )
    expertise = TermsField(
        label=_("Skills and topics"),
        help_text=_("Separate them with commas. People search for these words."),
        max_length=5_000,
    )
    modes = forms.MultipleChoiceField(
        label=_("How we can work together"),
        choices=Mode,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way of working.")},
    )
    capacity = forms.IntegerField(
        label=_("How many mentees at a time"),
        help_text=_("You never get more than this. Enter 0 to take no one new for now."),
        min_value=0,
        max_value=50,
    )
    hours_a_month = forms.DecimalField(
        label=_("Hours a month, for all mentees together"),
        min_value=0,
        max_value=200,
        max_digits=4,
        decimal_places=1,
    )
    rank_wish = forms.ChoiceField(
        label=_("Who I can help best"),
        choices=MentorOffer.RankWish,
        widget=forms.RadioSelect,
    )
    cannot_offer = TextArea(
        label=_("What I cannot offer"),
        help_text=_("Being clear from the start saves time for both of you."),
        max_length=4_000,
        required=False,
        rows=3,
    )
