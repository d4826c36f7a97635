"""Forms of a writing project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.files.forms import SafeFileField
from evaluations.writing.domain.author_rows import terms_of
from evaluations.writing.domain.standing import Terms
from evaluations.writing.models import Contribution, ProjectAuthor
from mentornet.pages.fields import TextArea
from profiles.assessment.forms.goals import day_field
from profiles.models import Membership

FARTHEST_DAYS = 3_650
SHARED = (
    (
        "first",
        _("First authorship"),
        _("Not shared"),
        _("The first %(count)d share it equally"),
    ),
    (
        "last",
        _("Last authorship"),
        _("Not shared"),
        _("The last %(count)d share it equally"),
    ),
)

# What each role of the taxonomy means, as one would say it across a table.
CONTRIBUTION_HELP: dict[str, Any] = {
    Contribution.CONCEPTUALIZATION: _("had the idea, framed the question and the aims"),
    Contribution.DATA_CURATION: _("cleaned, described and kept the data so that it can be used"),
    Contribution.FORMAL_ANALYSIS: _("did the statistics, the modelling or the coding of texts"),
    Contribution.FUNDING: _("won the money that paid for it"),
    Contribution.INVESTIGATION: _("ran the study: saw patients, did experiments, collected data"),
    Contribution.METHODOLOGY: _("designed how it was to be done"),
    Contribution.ADMINISTRATION: _("kept plans, dates and people together"),
    Contribution.RESOURCES: _("provided patients, samples, instruments or other means"),
    Contribution.SOFTWARE: _("wrote or tested programs"),
    Contribution.SUPERVISION: _("led and guided those who did the work"),
    Contribution.VALIDATION: _("checked that results hold when repeated"),
    Contribution.VISUALIZATION: _("made the figures and tables"),
    Contribution.ORIGINAL_DRAFT: _("wrote the first version"),
    Contribution.REVIEW_EDITING: _("commented on it and revised it, before or after submission"),
}


class PeopleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ProjectForm(forms.Form):
    """What is written, and for whom."""

    title = forms.CharField(label=_("Title"), max_length=300)
    journal = forms.CharField(
        label=_("Target journal"),
        help_text=_("Where you would like to see it. It may change."),
        max_length=200,
        required=False,
    )
    about = TextArea(
        label=_("The question, in a few sentences"), max_length=2_000, rows=4, required=False
    )
    others = TextArea(
        label=_("Notes on people outside the group"),
        help_text=_(
            "Whom you thank, or have not asked yet. Authors outside the group get a place in the order "
            "on the paper’s page."
        ),
        max_length=1_000,
        rows=2,
        required=False,
    )


class NewProjectForm(ProjectForm):
    """The same, with those who write it."""

    authors = PeopleChoice(
        label=_("Who writes it with you"),
        help_text=_(
            "You stand first. The order can be changed at once, with consent of those moved."
        ),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("title", "journal", "about", "authors", "others")

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["authors"], people)


class ContributionsForm(forms.Form):
    """What an author does, by the roles of the taxonomy."""

    contributions = forms.MultipleChoiceField(
        label=_("Contributions"),
        choices=[(one, f"{one.label}: {CONTRIBUTION_HELP[one]}") for one in Contribution],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AddAuthorForm(forms.Form):
    member = PersonChoice(
        label=_("Take somebody of the group in"), queryset=Membership.objects.none()
    )

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["member"], people)


class OrderForm(forms.Form):
    """A place for each author, which places are shared, and who corresponds."""

    why = TextArea(
        label=_("Why"),
        help_text=_("Everyone it affects reads it."),
        max_length=1_000,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, authors: Sequence[ProjectAuthor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authors = list(authors)
        terms = terms_of(self.authors)
        places = [(number, number) for number in range(1, len(self.authors) + 1)]
        for author in self.authors:
            self.fields[self._name(author)] = forms.TypedChoiceField(
                label=author.name, choices=places, coerce=int, initial=author.position
            )
        for name, label, alone, shared in SHARED:
            numbers = range(2, len(self.authors) + 1)
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[(0, alone), *((one, shared % {"count": one}) for one in numbers)],
                coerce=int,
                required=False,
                initial=getattr(terms, name),
            )
        self.fields["corresponding"] = forms.MultipleChoiceField(
            label=_("Corresponding author"),
            help_text=_("Who answers the journal and readers. One is usual; several are possible."),
            choices=[(str(one.pk), one.name) for one in self.authors],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=list(terms.corresponding),
        )
        places_first = [self._name(one) for one in self.authors]
        self.order_fields([*places_first, "first", "last", "corresponding", "why"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        places = [given.get(self._name(one)) for one in self.authors]
        if None not in places and len(set(places)) < len(places):
            raise forms.ValidationError(_("Two authors have the same place. Give each their own."))
        return given

    def order(self) -> list[UUID]:
        """Return the keys of the authors, first author first."""
        by_place = {self.cleaned_data[self._name(one)]: one.pk for one in self.authors}
        return [by_place[place] for place in sorted(by_place)]

    def terms(self) -> Terms:
        """Return how first and last authorship are shared, and who corresponds, in the new order."""
        chosen = self.cleaned_data["corresponding"]
        return Terms(
            first=self.cleaned_data["first"] or 0,
            last=self.cleaned_data["last"] or 0,
            corresponding=tuple(str(key) for key in self.order() if str(key) in chosen),
        )

    def _name(self, author: ProjectAuthor) -> str:
        return f"place-{author.pk}"


class MilestoneForm(forms.Form):
    due_on = day_field(_("By when"))
    done = forms.BooleanField(label=_("Done"), required=False)

    def clean_due_on(self) -> date | None:
        return _sane(self.cleaned_data["due_on"])


class DraftForm(forms.Form):
    """A link to where it is written, or a file."""

    label = forms.CharField(
        label=_("What it is"), help_text=_("“Outline”, “Methods, second version”."), max_length=120
    )
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    file = SafeFileField(label=_("or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        if bool(given.get("link")) == bool(given.get("file")):
            raise forms.ValidationError(_("Give a link or a file, one of the two."))
        return given


class ReadersForm(forms.Form):
    """Who reads a draft, by when, and what to look at."""

    readers = PeopleChoice(
        label=_("Who reads it"),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = day_field(_("By when"))
    question = TextArea(
        label=_("What should they look at"),
        help_text=_("Readers say more when they are asked something."),
        max_length=1_000,
        rows=3,
        required=False,
    )

    def __init__(
        self, *args: Any, people: Sequence[Membership], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["due_on"].required = True
        _offer(self.fields["readers"], people)

    def clean_due_on(self) -> date | None:
        day = _sane(self.cleaned_data["due_on"])
        if day is not None and day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class ReviewForm(forms.Form):
    text = TextArea(
        label=_("What you think"),
        help_text=_(
            "What works first; then what would help most. The group and the authors see it."
        ),
        max_length=10_000,
        rows=12,
    )


def _offer(field: Any, people: Sequence[Membership]) -> None:
    field.queryset = Membership.objects.filter(pk__in=[one.pk for one in people]).order_by(
        "family_name", "given_name"
    )


def _sane(day: date | None) -> date | None:
    if day is not None and abs((day - date.today()).days) > FARTHEST_DAYS:  # noqa: DTZ011
        raise forms.ValidationError(_("Check the year."))
    return day
