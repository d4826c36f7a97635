"""Inviting many people of the list of people to one program at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.programs.enrollment.domain import takes_enrollments
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import EnrollmentClosed
from matching.programs.models import Program
from matching.programs.recruiting.domain.asking import invite
from matching.programs.recruiting.domain.people import not_enrolled, reachable
from matching.programs.recruiting.forms import RemindForm
from mentornet.lists.acts import Act, Done, Preview
from mentornet.pages.fields import LongSelect
from profiles.models import Membership

NAMED = 5


class ProgramForm(RemindForm):
    """One side of a program that is open, among those that the reader runs; and words of one's own."""

    program = forms.ChoiceField(label=gettext_lazy("Program"), widget=LongSelect)
    field_order = ("program", "words")

    def __init__(self, data: Any = None, *, by: Membership) -> None:
        super().__init__(data)
        own = Program.objects.directed_by(by.user).filter(institution=by.institution_id)
        rows = own.filter(state__in=Program.OPEN_STATES).select_related("institution")
        self.sides = {
            f"{row.pk}:{side.value}": (row, side.value, f"{row.name}: {side.plural}")
            for row in rows.order_by("name", "pk")
            if takes_enrollments(row, today=row.institution.local_date())
            for side in row.traits.sides
        }
        field = self.fields["program"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [
            ("", _("Choose a program")),
            *((key, label) for key, (_row, _side, label) in self.sides.items()),
        ]

    def clean_program(self) -> tuple[Program, str]:
        """Return the program and the side."""
        program, side, _label = self.sides[self.cleaned_data["program"]]
        return program, side


class InviteToProgram(Act):
    """Email the chosen people who may enroll in a program that they can. One email a person and day."""

    key = "invite"
    label = gettext_lazy("Add to a program’s invitations")
    permission = "matching.direct_programs"

    def form(self, data: Any, *, by: Membership) -> ProgramForm:
        """Return the form with the programs of the reader."""
        return ProgramForm(data, by=by)

    def preview(self, rows: QuerySet[Any], *, by: Membership) -> Preview:
        """Return how many are chosen; the program comes first."""
        if not self.form(None, by=by).sides:
            said = _("None of your programs is open for enrollment now.")
            return Preview(self.label, [said])
        count = rows.order_by().count()
        text = ngettext("%(count)d person is selected.", "%(count)d people are selected.", count)
        then = _("Choose a program. Before we send anything, we show you who gets an email.")
        return Preview(self.label, [text % {"count": count}, then], _("Continue"))

    def preview_of(self, rows: QuerySet[Any], *, by: Membership, given: dict[str, Any]) -> Preview:
        """Return who gets an email, and how many get none."""
        program, side = given["program"]
        told = _invited(rows, program, side, by=by)
        count = told.count()
        names = ", ".join(one.name for one in told[:NAMED])
        text = ngettext(
            "%(count)d person gets an email: %(names)s.",
            "%(count)d people get an email: %(names)s.",
            count,
        )
        if count > NAMED:
            text = _("%(count)d people get an email, among them %(names)s.")
        said = [text % {"count": count, "names": names}] if count else []
        if others := rows.order_by().count() - count:
            left = ngettext(
                "%(count)d other gets none: not eligible, enrolled or asked already, or the address fails.",
                "%(count)d others get none: not eligible, enrolled or asked already, or the address fails.",
                others,
            )
            said.append(left % {"count": others})
        return Preview(_("Send the invitation?"), said, _("Send emails") if count else "")

    def do(self, rows: QuerySet[Any], *, by: Membership, given: dict[str, Any]) -> Done:
        """Send the invitations."""
        program, side = given["program"]
        people = _invited(rows, program, side, by=by).select_related("user", "institution")
        try:
            sent = invite(program, side=side, people=people, actor=by.user, words=given["words"])
        except EnrollmentClosed as error:
            return Done(str(error.message))
        text = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", sent)
        return Done(text % {"count": sent})


def _invited(
    rows: QuerySet[Any], program: Program, side: str, *, by: Membership
) -> QuerySet[Membership]:
    chosen: list[UUID] = list(rows.order_by().values_list("pk", flat=True))
    open_to = not_enrolled(program, Enrollment.Side(side).value, reader=by.user)
    return reachable(open_to.filter(pk__in=chosen)).defer("search")
