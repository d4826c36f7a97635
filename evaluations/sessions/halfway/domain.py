"""Halfway, a group looks at itself: what works, what to change, what it agrees on from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import MeetingClosed, NotYourTie
from evaluations.meetings.models import Meeting
from evaluations.sessions.halfway.models import HalfwayReview
from evaluations.sessions.limits import OPENS_BEFORE
from mentornet.audit_verbs import Verb
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership

QUESTIONS = ("works", "change", "agreed")
# With fewer sessions there is no middle.
FEWEST = 3


class NotHalfway(EvaluationError):
    code = "not_halfway"
    message = _("The halfway review has moved to another session of this group.")


class HalfwayEditedMeanwhile(EvaluationError):
    """Someone else in the group saved other words; `theirs` is the review as it is now."""

    code = "halfway_edited_meanwhile"
    message = _(
        "Someone else in the group saved answers after you opened this. Theirs are below yours. "
        "Combine the two and save again."
    )

    def __init__(self, theirs: HalfwayReview) -> None:
        self.theirs = theirs
        super().__init__()


@dataclass(frozen=True)
class Halfway:
    """The review as one reader finds it. `reads_all`: also what was said before they joined."""

    review: HalfwayReview | None
    reads_all: bool

    @property
    def is_written(self) -> bool:
        return self.review is not None and self.review.written_at is not None

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What the reader may read, with its question; nothing that is empty."""
        labels = {
            "works": _("What works"),
            "change": _("What to change"),
            "agreed": _("What we agree on"),
        }
        shown = QUESTIONS if self.reads_all else ("agreed",)
        found = ((str(labels[one]), str(getattr(self.review, one, ""))) for one in shown)
        return [one for one in found if one[1]]


def middle_of(group: PeerGroup) -> Meeting | None:
    """Return the session in the middle of all that are planned or took place; None for fewer than three."""
    rows = list(
        Meeting.objects.filter(group=group, starts_at__isnull=False)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("starts_at", "pk")
    )
    return rows[len(rows) // 2] if len(rows) >= FEWEST else None


def is_halfway(meeting: Meeting, review: HalfwayReview | None) -> bool:
    """Return whether the halfway review belongs to *meeting*: chosen for it, or in the middle. One query."""
    if meeting.group is None or meeting.state == Meeting.State.CANCELLED:
        return False
    if review is not None and review.meeting_id is not None:
        return bool(review.meeting_id == meeting.pk)
    return middle_of(meeting.group) == meeting


def has_opened(meeting: Meeting, *, now: datetime | None = None) -> bool:
    """Return whether the questions of *meeting* can be answered: from half an hour before it on."""
    if meeting.starts_at is None:
        return False
    return meeting.starts_at - OPENS_BEFORE <= (now or timezone.now())


def halfway_of(group: PeerGroup, *, reader: Membership) -> Halfway:
    """Return the group's review as *reader* may read it. Two queries."""
    review = HalfwayReview.objects.filter(group=group).first()
    part = GroupMember.objects.filter(group=group, member=reader, left_on=None).first()
    since = part.reads_from if part else None
    late = review is not None and since is not None and _written_before(review, since)
    return Halfway(review, reads_all=part is not None and not late)


def _written_before(review: HalfwayReview, moment: datetime) -> bool:
    return review.written_at is not None and review.written_at < moment


@transaction.atomic
def choose_halfway(meeting: Meeting, *, by: Membership) -> HalfwayReview:
    """Let *meeting* be the session at which the group looks at itself. Idempotent.

    What was written already goes with it. Raise NotYourTie, NotLeading, MeetingClosed.
    """
    group = _lock_for_update(meeting, by, leading=True)
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingClosed
    review, _made = HalfwayReview.objects.get_or_create(
        group=group, defaults={"institution": group.institution, "meeting": meeting}
    )
    if review.meeting_id != meeting.pk:
        review.meeting = meeting
        review.save(update_fields=["meeting"])
    record(Verb.HALFWAY_CHOSEN, actor=by.user, institution=group.institution, subject=meeting)
    return review


@transaction.atomic
def save_halfway(
    meeting: Meeting,
    *,
    by: Membership,
    revision: int,
    now: datetime | None = None,
    **answers: str,
) -> HalfwayReview:
    """Keep what the group answers, by any of its members; the date is that of the first answer.

    *answers* by the names in QUESTIONS; *revision* is what the writer had read. Who joined after the
    first answer does not write over what they cannot read. Raise NotYourTie, NotHalfway,
    MeetingClosed before the session, and HalfwayEditedMeanwhile.
    """
    group = _lock_for_update(meeting, by)
    review = HalfwayReview.objects.select_for_update().filter(group=group).first()
    if not is_halfway(meeting, review):
        raise NotHalfway
    moment = now or timezone.now()
    if not has_opened(meeting, now=moment):
        raise MeetingClosed(
            _("This session has not taken place yet. Until then, prepare in “Private notes.”")
        )
    row = review or HalfwayReview(institution=group.institution, group=group, meeting=meeting)
    if not halfway_of(group, reader=by).reads_all:
        raise NotYourTie
    given: dict[str, Any] = {one: answers.get(one, "") for one in QUESTIONS}
    if all(getattr(row, name) == text for name, text in given.items()):
        return row
    if row.revision != revision:
        raise HalfwayEditedMeanwhile(row)
    for name, text in given.items():
        setattr(row, name, text)
    row.revision += 1
    row.meeting = meeting
    row.written_at = row.written_at or moment
    row.save()
    return row


def _lock_for_update(meeting: Meeting, by: Membership, *, leading: bool = False) -> PeerGroup:
    if meeting.group is None:
        raise NotYourTie
    return lock_group_for_update(meeting.group, by, leading=leading)
