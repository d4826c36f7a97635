from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import CheckboxesWithMeaning, RadiosWithMeaning
from mentornet.pages.fields import DayInput
from networks.phrases import CLOSENESS_MEANING
from networks.relationships.forms.kind import KindField
from networks.relationships.models import Tie
from networks.relationships.models.tie import STAGE_MEANING
from profiles.own_words import AREA, RANK
from profiles.vocabulary import ROLE_MEANING, MentorRole
from profiles.words.fields import OwnWordsField, StandardField

EXPERTISE_TERMS = 30


class FunctionForm(forms.Form):
    """What someone in one's network is there for, as far as one wants to say."""

    roles = forms.MultipleChoiceField(
        label=_("What this person does for you"),
        choices=MentorRole,
        widget=CheckboxesWithMeaning(ROLE_MEANING),
        required=False,
    )
    areas = OwnWordsField(kind=AREA, label=_("Areas they help with"), required=False)


class TieForm(FunctionForm):
    """What a relationship is for, and how the mentee sees it."""

    kind = KindField()
    closeness = forms.TypedChoiceField(
        label=_("How close you are"),
        choices=Tie.Closeness,
        coerce=int,
        initial=Tie.Closeness.REGULAR,
        widget=RadiosWithMeaning({str(key): text for key, text in CLOSENESS_MEANING.items()}),
        help_text=_("Only you see this."),
    )
    frequency = forms.ChoiceField(
        label=_("How often you are in touch"),
        choices=Tie.Frequency,
        initial=Tie.Frequency.MONTHLY,
        help_text=_("Only you see this."),
    )
    started_on = forms.DateField(
        label=_("Started on"),
        required=False,
        widget=DayInput(),
        help_text=_("A rough date is fine."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_started_on(self) -> date | None:
        started_on: date | None = self.cleaned_data["started_on"]
        if started_on and started_on > self.today:
            raise forms.ValidationError(_("Enter today’s date or an earlier one."), code="future")
        if started_on and started_on.year < 1920:
            raise forms.ValidationError(_("Enter a year after 1919."), code="year")
        return started_on


class TieEditForm(TieForm):
    """TieForm with the stage that the relationship has reached [C]."""

    stage = forms.ChoiceField(
        label=_("Stage"), choices=Tie.Stage, widget=RadiosWithMeaning(STAGE_MEANING)
    )


class ContactForm(forms.Form):
    """A mentor at another institution, who needs no account here."""

    name = forms.CharField(label=_("Name"), max_length=200)
    affiliation = forms.CharField(label=_("Where they work"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("We send no email to it unless you turn that on."),
    )
    rank = StandardField(kind=RANK, label=_("Rank"), empty=_("I don’t know"), required=False)
    expertise = forms.CharField(
        label=_("Expertise"),
        max_length=1000,
        required=False,
        help_text=_("A few terms, separated by commas."),
    )

    def clean_expertise(self) -> list[str]:
        terms = [" ".join(term.split()) for term in self.cleaned_data["expertise"].split(",")]
        terms = list(dict.fromkeys(term for term in terms if term))
        if any(len(term) > 100 for term in terms):
            raise forms.ValidationError(
                _("Shorten each term to 100 characters or fewer."), code="long"
            )
        if len(terms) > EXPERTISE_TERMS:
            raise forms.ValidationError(_("Enter 30 terms or fewer."), code="many")
        return terms


class NewContactForm(ContactForm):
    """A mentor elsewhere, and whether they get email from us: only if they said so."""

    emails = forms.BooleanField(
        label=_("Send them emails about our meetings, agreement and the end of our relationship"),
        help_text=_(
            "Check this only if you asked them and they agreed. They can stop it any time."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("emails") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter their email address, or do not send them emails."))
        return cleaned


class OutsideEmailsForm(forms.Form):
    """The member's word that a mentor elsewhere agreed to get email."""

    agreed = forms.BooleanField(
        label=_("I asked them, and they agreed to get these emails"),
        error_messages={"required": _("Ask them first. Then check this box.")},
    )
