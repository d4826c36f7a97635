from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from networks.relationships.models import Tie


class EndingForm(forms.Form):
    """How the two go on, and a message to the other; both may be left as they are."""

    ended_as = forms.ChoiceField(
        label=_("From now on we are"),
        choices=Tie.EndedAs,
        widget=forms.RadioSelect,
        required=False,
    )
    message = TextArea(
        label=_("Message to the other person"),
        help_text=_(
            "Sent tomorrow, when you can no longer undo this. You do not have to give a reason."
        ),
        max_length=4_000,
        required=False,
        rows=6,
    )

    def __init__(self, *args: Any, sends: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sends:
            del self.fields["message"]
