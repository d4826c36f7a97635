from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput
from networks.relationships.models import Tie
from profiles.vocabulary import Area, MentorRole, Rank, TieKind

EXPERTISE_TERMS = 30


class FunctionForm(forms.Form):
    """What somebody in one's network is there for, as far as one wants to say."""

    roles = forms.MultipleChoiceField(
        label=_("What this person is for you"),
        choices=MentorRole,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    areas = forms.MultipleChoiceField(
        label=_("In which areas"),
        choices=Area,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class TieForm(FunctionForm):
    """What a tie is for, and how the mentee sees it."""

    kind = forms.ChoiceField(label=_("Kind of relationship"), choices=TieKind)
    closeness = forms.TypedChoiceField(
        label=_("How close you are"),
        choices=Tie.Closeness,
        coerce=int,
        initial=Tie.Closeness.REGULAR,
        help_text=_("Only you see this."),
    )
    frequency = forms.ChoiceField(
        label=_("How often you are in touch"),
        choices=Tie.Frequency,
        initial=Tie.Frequency.MONTHLY,
        help_text=_("Only you see this."),
    )
    started_on = forms.DateField(
        label=_("Since"),
        required=False,
        widget=DayInput(),
        help_text=_("About when it began, if you know."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_started_on(self) -> date | None:
        started_on: date | None = self.cleaned_data["started_on"]
        if started_on and started_on > self.today:
            raise forms.ValidationError(_("Choose today or a day in the past."), code="future")
        if started_on and started_on.year < 1920:
            raise forms.ValidationError(_("Check the year."), code="year")
        return started_on


class TieEditForm(TieForm):
    """TieForm with the stage that the relationship has reached [C]."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Tie.Stage)


class ContactForm(forms.Form):
    """A mentor elsewhere, who needs no account here."""

    name = forms.CharField(label=_("Name"), max_length=200)
    affiliation = forms.CharField(label=_("Where they work"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("For your own address book: no mail is sent to it."),
    )
    rank = forms.ChoiceField(
        label=_("Rank"), choices=[("", _("Not known")), *Rank.choices], required=False
    )
    expertise = forms.CharField(
        label=_("Expertise"),
        max_length=1000,
        required=False,
        help_text=_("A few terms, with commas between them."),
    )

    def clean_expertise(self) -> list[str]:
        terms = [" ".join(term.split()) for term in self.cleaned_data["expertise"].split(",")]
        terms = list(dict.fromkeys(term for term in terms if term))
        if any(len(term) > 100 for term in terms):
            raise forms.ValidationError(_("A term has at most 100 characters."), code="long")
        if len(terms) > EXPERTISE_TERMS:
            raise forms.ValidationError(_("Name at most 30 terms."), code="many")
        return terms
