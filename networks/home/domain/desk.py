"""What waits for one person, in four queries and those of registered sources."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from networks.home.domain.to_dos import HomeTasks, MenteeFacts, home_tasks_of, shared_with
from networks.invitations.models import Invitation
from networks.relationships.agreements.domain.queries import agreements_due
from networks.relationships.agreements.models import Agreement
from networks.relationships.models import Tie
from profiles.models import AssessmentVersion, Membership


@dataclass(frozen=True)
class Desk:
    """What is due, what is under way, and whom the person mentors."""

    to_answer: tuple[Invitation, ...]
    waiting: tuple[Invitation, ...]
    to_confirm: tuple[Tie, ...]
    proteges: tuple[Tie, ...]
    capacity: int | None
    paused: bool
    assessment_begun: bool
    assessment_submitted: bool
    agreements: tuple[Agreement, ...] = ()
    home_tasks: HomeTasks = field(default_factory=HomeTasks)
    shared: dict[UUID, str] = field(default_factory=dict)

    @property
    def load(self) -> int:
        return len(self.proteges)

    @property
    def left(self) -> int:
        """How many more mentees the person takes."""
        return max((self.capacity or 0) - self.load, 0)

    @property
    def mentees(self) -> list[tuple[Tie, MenteeFacts | None, str]]:
        """The relationships as a mentor, each with its facts and what its mentee shares, in words."""
        facts = self.home_tasks.mentees
        return [(tie, facts.get(tie.pk), self.shared.get(tie.pk, "")) for tie in self.proteges]

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.load >= self.capacity


def read_desk(member: Membership) -> Desk:
    """Read what the home page of *member* shows beside the network."""
    open_ones = (
        Invitation.objects.open()
        .filter(Q(protege=member) | Q(mentor=member))
        .select_related("protege__unit", "mentor__unit")
        .order_by("lapses_at")
    )
    invitations = list(open_ones)
    as_mentor = list(
        Tie.objects.open()
        .filter(mentor=member, protege__end_date=None)
        .select_related("protege__unit")
        .order_by("protege__sort_key")
    )
    versions = AssessmentVersion.objects.filter(member=OuterRef("pk"))
    own = (
        Membership.objects.filter(pk=member.pk)
        .annotate(submitted=Exists(versions))
        .values("offer__capacity", "offer__paused", "self_assessment__pk", "submitted")
        .get()
    )
    proteges = tuple(tie for tie in as_mentor if tie.state == Tie.State.ACTIVE)
    return Desk(
        to_answer=tuple(one for one in invitations if one.mentor_id == member.pk),
        waiting=tuple(one for one in invitations if one.protege_id == member.pk),
        to_confirm=tuple(tie for tie in as_mentor if tie.state == Tie.State.UNCONFIRMED),
        proteges=proteges,
        capacity=own["offer__capacity"],
        paused=bool(own["offer__paused"]),
        assessment_begun=own["self_assessment__pk"] is not None,
        assessment_submitted=own["submitted"],
        agreements=agreements_due(member),
        home_tasks=home_tasks_of(member),
        shared=shared_with(member, proteges),
    )
