"""Surveys for tests: a program with people in it, asked, answering, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from evaluations.models import Instrument, Response, Survey
from evaluations.surveys.domain.instruments import InstrumentDraft, ItemDraft, load_instrument
from evaluations.surveys.domain.planning import plan_survey
from evaluations.surveys.domain.responses import keep_answers
from evaluations.surveys.domain.running import advance_surveys
from matching.models import Program
from profiles.models import Institution, Membership, User
from profiles.vocabulary import StaffRoleKind
from tests.factories import EnrollmentFactory, MembershipFactory, ProgramFactory

STEPS = ("No", "Rather not", "In between", "Rather", "Yes")
# Two items of one part, the second turned; one that stands for itself; a number.
DRAFT = InstrumentDraft(
    "Meetings",
    items=(
        ItemDraft("They help", "Worth", STEPS),
        ItemDraft("They cost too much", "Worth", STEPS, turned=True),
        ItemDraft("Do you have a mentor?", "", ("No", "Yes"), 0),
        ItemDraft("How many were there?", "", (), 0, 50),
    ),
)


def director_of(institution: Institution) -> Membership:
    member: Membership = MembershipFactory(
        institution=institution, offices=[StaffRoleKind.DIRECTOR], user__activated_at=timezone.now()
    )
    return member


def program_with(
    *sides: str, institution: Institution | None = None, kind: str = "dyadic"
) -> Program:
    """A running program with somebody on each of *sides*, all with an account."""
    given = {"institution": institution} if institution else {}
    program: Program = ProgramFactory(state="running", kind=kind, **given)
    for side in sides:
        EnrollmentFactory(program=program, side=side, member__user__activated_at=timezone.now())
    return program


def instrument_of(institution: Institution, draft: InstrumentDraft = DRAFT) -> Instrument:
    there = Instrument.objects.filter(institution=institution, name=draft.name).first()
    return there or load_instrument(institution, draft=draft, actor=None)


def asked(
    program: Program | None,
    *,
    occasion: str = "start",
    days: int = 14,
    institution: Institution | None = None,
    opens_on: date | None = None,
) -> Survey:
    """A survey of *program* (None: of *institution*) that has opened."""
    here = program.institution if program else institution
    assert here is not None
    first = opens_on or here.local_date()
    survey = plan_survey(
        here,
        ask_with=str(instrument_of(here).pk),
        program=program,
        occasion=occasion,
        opens_on=first,
        closes_on=first + timedelta(days=days),
        actor=actor(),
        now=_noon(first),
    )
    advance_surveys(now=_noon(first))
    survey.refresh_from_db()
    return survey


def actor() -> User:
    user, _made = User.objects.get_or_create(email="planner@school.example")
    return user


def answer(
    survey: Survey, member: Membership, values: Sequence[int | None], *, send: bool = True
) -> Response:
    """Answer the items of a survey in their order."""
    items = survey.instrument.items.all()
    given: Mapping = {
        item.pk: value for item, value in zip(items, values, strict=False) if value is not None
    }
    row = Response.objects.get(survey=survey, member=member)
    return keep_answers(row, given=given, send=send, now=_noon(survey.opens_on))


def over(survey: Survey) -> Survey:
    """Let the last day of *survey* pass, and have it counted."""
    advance_surveys(now=_noon(survey.closes_on + timedelta(days=1)))
    survey.refresh_from_db()
    return survey


def people_in(program: Program, side: str = "protege") -> list[Membership]:
    rows = program.enrollments.filter(side=side).select_related(
        "member__user", "member__institution"
    )
    return [row.member for row in rows.order_by("enrolled_at", "pk")]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()) + timedelta(hours=12))
