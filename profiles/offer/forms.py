"""What a person offers as a mentor."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.assessment.forms.parts import TextArea
from profiles.models import MentorOffer
from profiles.vocabulary import Area, MentorRole, Mode

MOST_TERMS = 40
LONGEST_TERM = 100


class TermsField(forms.CharField):
    """Terms with commas, semicolons or line breaks between them; a list of distinct ones."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        terms = [" ".join(term.split()) for term in re.split(r"[,;\n\r]", text)]
        distinct = list(dict.fromkeys(term for term in terms if term))
        if len(distinct) > MOST_TERMS:
            raise forms.ValidationError(
                _("These are %(count)s terms; there is room for %(most)s. Keep the telling ones."),
                params={"count": len(distinct), "most": MOST_TERMS},
            )
        if long := next((term for term in distinct if len(term) > LONGEST_TERM), None):
            raise forms.ValidationError(
                _("“%(start)s…” is too long for one term. Put commas between terms."),
                params={"start": long[:40]},
            )
        return distinct


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
