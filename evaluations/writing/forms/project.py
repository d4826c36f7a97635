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
        _("The first %(count)d authors share it equally"),
    ),
    (
        "last",
        _("Last authorship"),
        _("Not shared"),
        _("The last %(count)d authors share it equally"),
    ),
)

# What each role of the taxonomy means, in plain words.
CONTRIBUTION_HELP: dict[str, Any] = {
    Contribution.CONCEPTUALIZATION: _("Had the idea, framed the question and the aims"),
    Contribution.DATA_CURATION: _("Cleaned, described, and stored the data so others can use it"),
    Contribution.FORMAL_ANALYSIS: _("Did the statistics, modeling, or coding of texts"),
    Contribution.FUNDING: _("Got the funding"),
    Contribution.INVESTIGATION: _("Ran the study: saw patients, did experiments, collected data"),
    Contribution.METHODOLOGY: _("Designed the methods"),
    Contribution.ADMINISTRATION: _("Coordinated plans, dates, and people"),
    Contribution.RESOURCES: _("Provided patients, samples, instruments, or other resources"),
    Contribution.SOFTWARE: _("Wrote or tested software"),
    Contribution.SUPERVISION: _("Led and guided the people who did the work"),
    Contribution.VALIDATION: _("Checked that results hold when repeated"),
    Contribution.VISUALIZATION: _("Made the figures and tables"),
    Contribution.ORIGINAL_DRAFT: _("Wrote the first version"),
    Contribution.REVIEW_EDITING: _("Commented on and revised the text, before or after submission"),
}


class PeopleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ProjectForm(forms.Form):
    """What is written, and for whom."""

    title = forms.CharField(label=_("Title"), max_length=300)
    journal = forms.CharField(
        label=_("Target journal"),
        help_text=_("Where you would like to publish. You can change this later."),
        max_length=200,
        required=False,
    )
    about = TextArea(
        label=_("Your question, in a few sentences"), max_length=2_000, rows=4, required=False
    )
    others = TextArea(
        label=_("Notes about people outside the group"),
        help_text=_(
            "People you want to thank or have not asked yet. Add authors from outside the group on the "
            "paper’s page."
        ),
        max_length=1_000,
        rows=2,
        required=False,
    )


class NewProjectForm(ProjectForm):
    """The same, with those who write it."""

    authors = PeopleChoice(
        label=_("Co-authors"),
        help_text=_(
            "You are the first author. You can propose another order right away; everyone who moves has to agree."
        ),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("title", "journal", "about", "authors", "others")

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["authors"], people)


def contribution_choices() -> list[tuple[str, str]]:
    """Return each role of the taxonomy with what it means, in the reader's language."""
    return [(one.value, f"{one.label}: {CONTRIBUTION_HELP[one]}") for one in Contribution]


class ContributionsForm(forms.Form):
    """What an author does, by the roles of the taxonomy."""

    contributions = forms.MultipleChoiceField(
        label=_("Contributions"),
        choices=contribution_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AddAuthorForm(forms.Form):
    member = PersonChoice(label=_("Add someone from the group"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["member"], people)


class OrderForm(forms.Form):
    """A place for each author, which places are shared, and who corresponds."""

    why = TextArea(
        label=_("Reason"),
        help_text=_("Everyone affected can read this."),
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
            help_text=_(
                "The person the journal and readers contact. Usually one, but you can choose several."
            ),
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
            raise forms.ValidationError(
                _("Two authors have the same place. Give each a different one.")
            )
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
    due_on = day_field(_("Due date"))
    done = forms.BooleanField(label=_("Done"), required=False)

    def clean_due_on(self) -> date | None:
        return _sane(self.cleaned_data["due_on"])


class DraftForm(forms.Form):
    """A link to where it is written, or a file."""

    label = forms.CharField(
        label=_("Name"),
        help_text=_("For example “Outline” or “Methods, second version.”"),
        max_length=120,
    )
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    file = SafeFileField(label=_("Or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        if bool(given.get("link")) == bool(given.get("file")):
            raise forms.ValidationError(_("Add either a link or a file."))
        return given


class ReadersForm(forms.Form):
    """Who reads a draft, by when, and what to look at."""

    readers = PeopleChoice(
        label=_("Readers"),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = day_field(_("Due date"))
    question = TextArea(
        label=_("What should they focus on?"),
        help_text=_("A specific question gets you better feedback."),
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
            raise forms.ValidationError(_("Choose today or a later date."))
        return day


class ReviewForm(forms.Form):
    text = TextArea(
        label=_("Your feedback"),
        help_text=_(
            "Start with what works, then what would help most. The group and the authors can see this."
        ),
        max_length=10_000,
        rows=12,
    )


def _offer(field: Any, people: Sequence[Membership]) -> None:
    field.queryset = Membership.objects.filter(pk__in=[one.pk for one in people])


def _sane(day: date | None) -> date | None:
    if day is not None and abs((day - date.today()).days) > FARTHEST_DAYS:  # noqa: DTZ011
        raise forms.ValidationError(_("Check the year of this date."))
    return day
