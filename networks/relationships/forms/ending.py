from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from networks.relationships.models import Tie


class EndingForm(forms.Form):
    """How the two go on, and a word to the other; both may be left as they are."""

    ended_as = forms.ChoiceField(
        label=_("From now on we are"),
        choices=Tie.EndedAs,
        widget=forms.RadioSelect,
        required=False,
    )
    message = TextArea(
        label=_("A word to the other"),
        help_text=_(
            "Sent tomorrow, when the ending can no longer be taken back. No reason is asked."
        ),
        max_length=4_000,
        required=False,
        rows=6,
    )
