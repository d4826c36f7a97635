"""Rows of programs: everybody of one program shares its institution."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from matching.models import Enrollment, GroupApplication, Preference, Program
from profiles.vocabulary import Area, MentorRole, Rank
from tests.factories.profiles import InstitutionFactory, MembershipFactory


class ProgramFactory(DjangoModelFactory[Program]):
    """A program whose enrolment is open; pass `state=` for others."""

    class Meta:
        model = Program

    institution = factory.SubFactory(InstitutionFactory)
    name = factory.Sequence(lambda n: f"Program {n}")
    summary = "Two years, an hour a month."
    state = Program.State.ENROLLING
    starts_on = date(2027, 1, 15)
    enroll_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class EnrollmentFactory(DjangoModelFactory[Enrollment]):
    """A protégé who needs career guidance; pass `side=` for a mentor, two ranks ahead."""

    class Meta:
        model = Enrollment

    program = factory.SubFactory(ProgramFactory)
    institution = factory.SelfAttribute("program.institution")
    side = Enrollment.Side.PROTEGE
    member = factory.SubFactory(
        MembershipFactory,
        institution=factory.SelfAttribute("..program.institution"),
        rank=factory.LazyAttribute(
            lambda one: (
                Rank.ASSISTANT if one.factory_parent.side == Enrollment.Side.PROTEGE else Rank.FULL
            )
        ),
    )
    areas = factory.LazyFunction(lambda: {Area.CAREER.value: 1})
    roles = factory.LazyFunction(lambda: [MentorRole.SPONSOR])
    places = 2


class PreferenceFactory(DjangoModelFactory[Preference]):
    class Meta:
        model = Preference

    enrollment = factory.SubFactory(EnrollmentFactory)
    institution = factory.SelfAttribute("enrollment.institution")
    chosen = factory.SubFactory(
        EnrollmentFactory,
        program=factory.SelfAttribute("..enrollment.program"),
        side=Enrollment.Side.MENTOR,
    )
    rank = 1


class GroupProgramFactory(ProgramFactory):
    """A program of collaborative groups whose people are to be grouped."""

    kind = Program.Kind.COLLABORATIVE
    state = Program.State.MATCHING
    months = 8
    meeting_minutes = 90


class GroupApplicationFactory(DjangoModelFactory[GroupApplication]):
    """Free on Mondays from 8 to 12, on the institution's clock."""

    class Meta:
        model = GroupApplication

    enrollment = factory.SubFactory(EnrollmentFactory)
    institution = factory.SelfAttribute("enrollment.institution")
    hours = factory.LazyFunction(lambda: list(range(16, 24)))
    time_zone = factory.SelfAttribute("institution.time_zone")
