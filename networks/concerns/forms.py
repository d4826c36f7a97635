from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from networks.concerns.domain.readers import Choice
from networks.concerns.models import Concern

LONGEST = 20_000
ALL = "all"


class ConcernForm(forms.Form):
    """What happened, to whom it goes, and under which name."""

    kind = forms.ChoiceField(
        label=_("What it is about"), choices=Concern.Kind, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=_("Person it is about, if any"),
        max_length=200,
        required=False,
        help_text=_(
            "Their name as in the directory. No ombuds in their line of supervision receives this."
        ),
    )
    text = TextArea(label=_("What happened"), max_length=LONGEST, rows=8)
    anonymous = forms.BooleanField(
        label=_("Leave my name out. I get a code to read the answers."), required=False
    )
    to = forms.ChoiceField(
        label=_("Who receives it"),
        widget=forms.RadioSelect,
        initial=ALL,
        error_messages={
            "invalid_choice": _("This person is no longer an ombuds here. Choose again.")
        },
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A draft would say whose it is: without the name there is none.
        self.fields["text"].widget.attrs |= {
            "data-draft": "server",
            "data-draft-unless": "anonymous",
        }
        every = gettext("Every ombuds who has no conflict with the person it is about")
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (ALL, every),
            *((str(one.member.pk), describe(one)) for one in choices),
        ]

    def clean_to(self) -> UUID | None:
        chosen: str = self.cleaned_data["to"]
        return None if chosen == ALL else UUID(chosen)


class ReplyForm(forms.Form):
    text = TextArea(label=_("Your message"), max_length=LONGEST, rows=5)

    def __init__(self, *args: Any, by_code: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-draft"] = "off" if by_code else "server"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def describe(choice: Choice) -> str:
    """Return what is known of an ombuds, on one line."""
    member = choice.member
    known = [member.name]
    if member.is_from_outside:
        known.append(member.affiliation or gettext("from outside"))
    elif member.unit is not None:
        known.append(member.unit.name)
    if choice.is_writer:
        known.append(gettext("you"))
    elif choice.in_own_line:
        known.append(gettext("in your line of supervision"))
    return ", ".join(known)
