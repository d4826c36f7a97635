"""What a person offers as a mentor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TermsField, TextArea
from profiles.models import MentorOffer
from profiles.vocabulary import Area, MentorRole, Mode


class OfferForm(forms.Form):
    """Roles, areas, ways of working, and room."""

    roles = forms.MultipleChoiceField(
        label=_("What I can be for somebody"),
        choices=MentorRole,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    areas = forms.MultipleChoiceField(
        label=_("What I can help with"),
        choices=Area,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one area.")},
    )
    expertise = TermsField(
        label=_("In particular"),
        help_text=_("Skills and topics, with commas between them. People search for these words."),
        max_length=5_000,
    )
    modes = forms.MultipleChoiceField(
        label=_("How we can work together"),
        choices=Mode,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way of working.")},
    )
    capacity = forms.IntegerField(
        label=_("How many people at the same time"),
        help_text=_("Nobody can become more than this. 0: nobody new at the moment."),
        min_value=0,
        max_value=50,
    )
    hours_a_month = forms.DecimalField(
        label=_("Hours a month, for all of them together"),
        min_value=0,
        max_value=200,
        max_digits=4,
        decimal_places=1,
    )
    rank_wish = forms.ChoiceField(
        label=_("Whom I can help best"),
        choices=MentorOffer.RankWish,
        widget=forms.RadioSelect,
    )
    cannot_offer = TextArea(
        label=_("What I cannot offer"),
        help_text=_("To be clear from the start saves both sides time."),
        max_length=4_000,
        required=False,
        rows=3,
    )
