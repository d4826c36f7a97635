"""Rows of profiles. Each factory makes the least that is valid; pass what the test is about."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from profiles.models import (
    Goal,
    Institution,
    Membership,
    MentorOffer,
    Need,
    SelfAssessment,
    StaffRole,
    Unit,
    User,
)
from profiles.vocabulary import Area, MentorRole, Mode, Rank, StaffRoleKind


class InstitutionFactory(DjangoModelFactory[Institution]):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"Medical School {n}")
    slug = factory.Sequence(lambda n: f"school-{n}")
    time_zone = "America/New_York"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    institution = factory.SubFactory(InstitutionFactory)
    name = factory.Sequence(lambda n: f"Department {n}")


class UserFactory(DjangoModelFactory[User]):
    """A login without a usable password; tests sign in with client.force_login."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@school.example")
    password = "!"


class MembershipFactory(DjangoModelFactory[Membership]):
    """Somebody of the roster; `offices=` names the staff roles that they have had since yesterday."""

    class Meta:
        model = Membership

    institution = factory.SubFactory(InstitutionFactory)
    user = factory.SubFactory(UserFactory)
    external_id = factory.Sequence(lambda n: f"E{n:05}")
    given_name = "Ada"
    family_name = factory.Sequence(lambda n: f"Person{n}")
    rank = Rank.ASSISTANT

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        roles = kwargs.pop("offices", ())
        member = super()._create(model_class, *args, **kwargs)
        for role in roles:
            StaffRoleFactory(membership=member, role=role)
        if roles:
            member.offices = sorted(roles)  # as the database has it now
        return member


class StaffRoleFactory(DjangoModelFactory[StaffRole]):
    class Meta:
        model = StaffRole

    membership = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("membership.institution")
    role = StaffRoleKind.FACILITATOR
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))


class MentorOfferFactory(DjangoModelFactory[MentorOffer]):
    class Meta:
        model = MentorOffer

    member = factory.SubFactory(MembershipFactory, rank=Rank.ASSOCIATE)
    institution = factory.SelfAttribute("member.institution")
    roles = factory.LazyFunction(lambda: [MentorRole.SPONSOR])
    areas = factory.LazyFunction(lambda: [Area.CAREER])
    modes = factory.LazyFunction(lambda: [Mode.IN_PERSON, Mode.VIDEO])
    capacity = 2


class SelfAssessmentFactory(DjangoModelFactory[SelfAssessment]):
    class Meta:
        model = SelfAssessment

    member = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("member.institution")


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    member = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("member.institution")
    horizon = Goal.Horizon.SHORT
    text = factory.Sequence(lambda n: f"Write grant {n}")


class NeedFactory(DjangoModelFactory[Need]):
    class Meta:
        model = Need

    member = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("member.institution")
    area = Area.CAREER
    role = ""
