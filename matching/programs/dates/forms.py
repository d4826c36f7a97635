"""Forms about a program's dates, and what is asked about them at enrollment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.programs.dates.domain.calendar_days import (
    FORTNIGHTLY,
    IN_A_ROW,
    MONTHLY,
    WEEKLY,
    is_weekend,
    row_of_days,
)
from matching.programs.dates.domain.schedule import DateRow
from matching.programs.dates.models import ProgramDate
from mentornet.pages.editing import MARK, EditForm
from mentornet.pages.fields import DayInput
from profiles.institution.holidays import WorkCalendar
from profiles.models import Membership

MOST_AT_ONCE = 26
EVERY = (
    (IN_A_ROW, gettext_lazy("Days in a row")),
    (WEEKLY, gettext_lazy("Every week")),
    (FORTNIGHTLY, gettext_lazy("Every two weeks")),
    (MONTHLY, gettext_lazy("Every month, on the same weekday")),
)


class TimeInput(forms.TimeInput):
    """A time of day in the browser's own field, which reads and writes it in one format."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateForm(EditForm, forms.ModelForm):
    """One date in the table of all."""

    delete = forms.BooleanField(label=gettext_lazy("Delete"), required=False)

    class Meta:
        model = ProgramDate
        fields = ("day", "starts", "minutes", "title")
        widgets = {"day": DayInput(), "starts": TimeInput()}

    def __init__(self, data: Any = None, *, instance: ProgramDate) -> None:
        prefix = str(instance.pk)
        if data is not None and f"{prefix}-day" not in data:
            data = None  # another added it while this page was open, so it stays as it is
        super().__init__(data, instance=instance, prefix=prefix)
        self.weekday = instance.day
        for name, bound in self.fields.items():
            bound.widget.attrs["aria-labelledby"] = f"col-{name} row-{instance.pk}"

    def wanted(self) -> DateRow | None:
        """Return the date as it is to be; None where it goes."""
        if not self.is_bound:
            one = self.instance
            return DateRow(one.day, one.starts, one.minutes, one.title, self._pk)
        said = self.cleaned_data
        if said["delete"]:
            return None
        return DateRow(said["day"], said["starts"], said["minutes"], said["title"], self._pk)

    @property
    def _pk(self) -> UUID:
        pk: UUID = self.instance.pk
        return pk


class DateTable:
    """All dates of a program as one form: a row for each."""

    def __init__(self, data: Any, *, rows: Sequence[ProgramDate], calendar: WorkCalendar) -> None:
        # A bound form writes into its instance, and what stands beside a row is what is saved.
        self.data = data
        days = [row.day for row in rows]
        holidays = calendar.names_on(days)
        self.forms = [DateForm(data, instance=row) for row in rows]
        self.lines = [
            DateLine(form, day, holidays.get(day, ""), is_weekend(day))
            for form, day in zip(self.forms, days, strict=True)
        ]

    def is_valid(self) -> bool:
        # All are looked at, so that all is said.
        valid = [form.is_valid() for form in self.forms if form.is_bound]
        return all(valid) and not self.gone

    @property
    def gone(self) -> bool:
        """Whether a date that was sent is no longer there."""
        here = {f"{form.prefix}-{MARK}" for form in self.forms}
        return not {name for name in self.data or () if name.endswith(f"-{MARK}")} <= here

    def wanted(self) -> list[DateRow]:
        """Return the dates as they are to be."""
        return [row for form in self.forms if (row := form.wanted()) is not None]


class DateLine:
    """A row of the table with what is said beside it."""

    def __init__(self, form: DateForm, day: date, holiday: str, weekend: bool) -> None:
        self.form, self.day, self.holiday, self.weekend = form, day, holiday, weekend


class AddDatesForm(forms.Form):
    """One date or several at once."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    count = forms.IntegerField(
        label=gettext_lazy("How many dates"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=EVERY, initial=IN_A_ROW)
    starts = forms.TimeField(label=gettext_lazy("Start time"), widget=TimeInput(), initial="09:00")
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=15, max_value=600, initial=480
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)

    def wanted(self) -> list[DateRow]:
        """Return the dates that are to be added."""
        said = self.cleaned_data
        days = row_of_days(said["first"], count=said["count"], every=said["every"])
        return [DateRow(day, said["starts"], said["minutes"], said["title"]) for day in days]


class ShiftDatesForm(forms.Form):
    """Moving the dates from one day on, by weeks."""

    first = forms.DateField(
        label=gettext_lazy("Move all dates from this day on"), widget=DayInput()
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("By how many weeks"),
        min_value=-52,
        max_value=52,
        initial=1,
        help_text=gettext_lazy("Enter a negative number to move them earlier."),
    )

    def clean_weeks(self) -> int:
        weeks: int = self.cleaned_data["weeks"]
        if not weeks:
            raise forms.ValidationError(_("Enter a number other than 0."))
        return weeks


class DateSettingsForm(EditForm, forms.Form):
    """What goes with the dates: a curriculum, and whether chiefs confirm them."""

    asks_chief = forms.BooleanField(
        label=gettext_lazy("Each person’s chief confirms the dates"),
        required=False,
        help_text=gettext_lazy(
            "Each person who enrolls names their chief. The chief gets an email with the "
            "dates and confirms that the person will be free. The chief sees the program, "
            "its dates, and the person’s name, and nothing else."
        ),
    )
    curriculum = forms.ChoiceField(
        label=gettext_lazy("Curriculum"),
        required=False,
        help_text=gettext_lazy(
            "The first date gets the first session of the curriculum, the second date the "
            "second, and so on. Groups that already have their sessions keep them."
        ),
    )

    def __init__(self, data: Any = None, *, initial: Any, curricula: list[tuple[str, str]]) -> None:
        super().__init__(data, initial=initial)
        if curricula:
            field = self.fields["curriculum"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (as declared above)
            field.choices = [("", _("None")), *curricula]
        else:
            del self.fields["curriculum"]


class ChiefForm(forms.Form):
    """Who is to confirm that the dates are kept free."""

    chief_name = forms.CharField(label=gettext_lazy("Name of your chief"), max_length=200)
    chief_email = forms.EmailField(
        label=gettext_lazy("Email of your chief"),
        max_length=254,
        help_text=gettext_lazy(
            "When you save, we email them a link to confirm that you’ll be free on these "
            "dates. They see the program, its dates, and your name. You and the director "
            "see their answer."
        ),
    )

    def __init__(self, data: Any = None, *, initial: Any, member: Membership) -> None:
        super().__init__(data, initial=initial)
        self.own = {member.user.email.lower(), member.address.lower()}

    def clean_chief_email(self) -> str:
        email: str = self.cleaned_data["chief_email"]
        if email.lower() in self.own:
            raise forms.ValidationError(
                _("This is your own email. Enter the email of the person who plans your time.")
            )
        return email


class ConfirmationForm(forms.Form):
    """The chief's answer."""

    answer = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")))
    # One line: whoever answers has no account, so that no draft could be kept for them.
    words = forms.CharField(
        label=gettext_lazy("Add a note (optional)"),
        help_text=gettext_lazy("The person who asked you and the program’s directors can read it."),
        max_length=500,
        required=False,
    )
