"""Rows of networks: both sides of a pair share one institution."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from networks.models import Exclusion, ExternalContact, GroupMember, Invitation, PeerGroup, Tie
from profiles.vocabulary import Area, MentorRole, Rank
from tests.factories.profiles import InstitutionFactory, MembershipFactory


class ExternalContactFactory(DjangoModelFactory[ExternalContact]):
    class Meta:
        model = ExternalContact

    owner = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("owner.institution")
    name = factory.Sequence(lambda n: f"Outside Mentor {n}")


class TieFactory(DjangoModelFactory[Tie]):
    """An active informal tie; pass `state=` (and `ended_on=`) for others."""

    class Meta:
        model = Tie

    protege = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("protege.institution")
    mentor = factory.SubFactory(
        MembershipFactory,
        institution=factory.SelfAttribute("..protege.institution"),
        rank=Rank.ASSOCIATE,
    )
    state = Tie.State.ACTIVE
    roles = factory.LazyFunction(lambda: [MentorRole.ADVISOR])
    areas = factory.LazyFunction(lambda: [Area.CAREER])


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation sent now; pass `state=` and `answered_at=` for others."""

    class Meta:
        model = Invitation

    protege = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("protege.institution")
    mentor = factory.SubFactory(
        MembershipFactory,
        institution=factory.SelfAttribute("..protege.institution"),
        rank=Rank.ASSOCIATE,
    )
    roles = factory.LazyFunction(lambda: [MentorRole.ADVISOR])
    areas = factory.LazyFunction(lambda: [Area.CAREER])
    help_asked = "Could you read my first grant outline with me?"
    sent_at = factory.LazyFunction(timezone.now)
    remind_at = factory.LazyAttribute(lambda one: one.sent_at + timedelta(days=7))
    lapses_at = factory.LazyAttribute(lambda one: one.sent_at + timedelta(days=21))


class ExclusionFactory(DjangoModelFactory[Exclusion]):
    class Meta:
        model = Exclusion

    owner = factory.SubFactory(MembershipFactory)
    institution = factory.SelfAttribute("owner.institution")
    other = factory.SubFactory(
        MembershipFactory, institution=factory.SelfAttribute("..owner.institution")
    )


class PeerGroupFactory(DjangoModelFactory[PeerGroup]):
    """An active group without people; see GroupMemberFactory.

    Until somebody is made its facilitator, its members run it.
    """

    class Meta:
        model = PeerGroup

    self_led = True

    institution = factory.SubFactory(InstitutionFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    started_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=120))


class GroupMemberFactory(DjangoModelFactory[GroupMember]):
    """Somebody who has been in the group from its start."""

    class Meta:
        model = GroupMember

    group = factory.SubFactory(PeerGroupFactory)
    institution = factory.SelfAttribute("group.institution")
    member = factory.SubFactory(
        MembershipFactory, institution=factory.SelfAttribute("..group.institution")
    )
    joined_on = factory.SelfAttribute("group.started_on")
