"""A director's question to two people: will they be mentor and mentee? Or to two or three: will they be peers?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import Kind
from matching.programs.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import Viewer
    from profiles.models import Membership, User


class PairRequestQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PairRequestQuerySet:
        """Return those of programs that *user* directs, and those that *user* was asked."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(program__in=Program.objects.directed_by(user))
            | Q(protege__user=user)
            | Q(mentor__user=user)
            | Q(third__user=user)
        )

    def directed_by(self, user: Viewer) -> PairRequestQuerySet:
        """Return those of programs that *user* runs."""
        return self.filter(program__in=Program.objects.directed_by(user))

    def put_to(self, member: Membership) -> PairRequestQuerySet:
        """Return those that *member* was asked."""
        return self.filter(Q(protege=member) | Q(mentor=member) | Q(third=member))

    def among_equals(self) -> PairRequestQuerySet:
        """Return those in which no one would be the mentor."""
        return self.filter(Q(group__isnull=False) | Q(program__kind=Kind.PEER_PAIRS))

    def waiting_for(self, member: Membership, *, today: date) -> PairRequestQuerySet:
        """Return those that *member* can answer and has not."""
        waiting = PairRequest.Answer.WAITING
        mine = (
            Q(protege=member, protege_answer=waiting)
            | Q(mentor=member, mentor_answer=waiting)
            | Q(third=member, third_answer=waiting)
        )
        return self.filter(mine, state=PairRequest.State.OPEN, answer_by__gte=today).exclude(
            program__state=Program.State.CLOSED
        )


class PairRequest(InstitutionScoped):
    """Two people, asked by a director whether they will be a pair of a program.

    Among equals no one is the mentor, and they may be three: a pair of peers, or `group` and who would join it; who
    is in it already is among them. Each answers by themselves. What they answered is deleted as soon as the question is closed, and no
    one keeps when it was. For who had said before that they do not want the other it is declined from the
    start; they are told so, and no one else.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for answers")
        MADE = "made", _("Paired")
        NOT_MADE = "not_made", _("Did not come about")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("No answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="pair_requests")
    protege = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="pair_requests_as_protege"
    )
    mentor = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="pair_requests_as_mentor"
    )
    third = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="pair_requests_as_third",
    )
    group = models.ForeignKey(
        "networks.PeerGroup",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The group that those of them join who are not in it.",
    )
    asked_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField(blank=True, max_length=1000)
    by_run = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether a director made the pair in a run.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    protege_answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    mentor_answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    third_answer = models.CharField(
        max_length=10,
        choices=Answer,
        default=Answer.WAITING,
        db_default=Answer.WAITING,
    )
    answer_by = models.DateField(help_text="The last day on which the two can answer.")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PairRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(protege=models.F("mentor")), name="pair_request_of_two"
            ),
            models.UniqueConstraint(
                fields=["program", "protege", "mentor"],
                condition=Q(state="open"),
                name="pair_request_one_open_a_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "answer_by"]),
        ]

    def __str__(self) -> str:
        return f"pair request {self.pk}"

    @property
    def is_open(self) -> bool:
        """Return whether the two can still answer, by the institution's calendar."""
        today = self.institution.local_date()
        closed = self.program.state == Program.State.CLOSED
        return self.state == self.State.OPEN and today <= self.answer_by and not closed

    @property
    def among_equals(self) -> bool:
        """Return whether no one would be the mentor."""
        return self.group_id is not None or self.program.traits.pairs_peers

    @property
    def people(self) -> list[Membership]:
        """Return the two, or the three, in the order in which they were named."""
        return [self.protege, self.mentor, *([self.third] if self.third else [])]

    @property
    def answers(self) -> list[str]:
        """Return what each of `people` answered."""
        return [self.answer_of(one) for one in self.people]

    def part_of(self, member: Membership) -> str:
        """Return the field in which *member* is, one of those who were asked."""
        if member.pk == self.protege_id:
            return "protege"
        return "mentor" if member.pk == self.mentor_id else "third"

    def answer_of(self, member: Membership) -> str:
        """Return what *member*, one of those who were asked, answered."""
        answer: str = getattr(self, f"{self.part_of(member)}_answer")
        return answer

    def other_than(self, member: Membership) -> Membership:
        """Return the other of the two."""
        return self.mentor if member.pk == self.protege_id else self.protege

    def others_than(self, member: Membership) -> list[Membership]:
        """Return all others who were asked."""
        return [one for one in self.people if one.pk != member.pk]
