from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.own_words import RANK
from profiles.vocabulary import Rank, choices_now
from profiles.words.fields import OwnWordField


class TokenForm(forms.Form):
    """A token for the institution's directory, and the rank of people about whom it says none."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("Such as “Entra ID” or “Okta, test”."),
    )
    default_rank = OwnWordField(kind=RANK, label=_("Rank for new people without a known title"))

    def __init__(self, data: Any = None) -> None:
        offered = [key for key, _name in choices_now(RANK)]
        usual = Rank.ASSISTANT if Rank.ASSISTANT in offered else offered[0]
        super().__init__(data, initial={"default_rank": usual})
