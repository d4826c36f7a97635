"""How sure of a skill people feel before and after a session: their own view, and figures of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import NotYourTie
from evaluations.meetings.models import Meeting
from evaluations.outcomes.skills.errors import RatingClosed, SkillRated
from evaluations.outcomes.skills.models import SessionSkill, SkillRating
from evaluations.sessions.attendance.domain.taking import expected_at
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from profiles.institution.domain.audit import record
from profiles.institution.domain.thresholds import thresholds_of
from profiles.models import Membership

RATING_DAYS = 7
"""How long after a session it can still be rated."""

MOST_SKILLS = 12


@dataclass(frozen=True)
class Window:
    """What can be rated now, and whether the figures may be counted.

    While neither is open and nothing is closed, the session is on.
    """

    before: bool
    after: bool
    closed: bool

    @property
    def refusal(self) -> str:
        """What to say to who rates what cannot be rated now."""
        if self.closed:
            return _("Ratings for this session are closed. Nothing was changed.")
        if self.before:
            return _("“After” ratings open when the session is over. Nothing was changed.")
        return _("“Before” ratings closed when the session started. Nothing was changed.")


@dataclass(frozen=True)
class SkillFigure:
    """One skill of one session over all who rated it twice; None where they are too few."""

    meeting: Meeting
    name: str
    people: int | None
    before: float | None
    after: float | None


def window_of(meeting: Meeting, *, now: datetime | None = None) -> Window:
    """*Before* until the session starts, *after* from its end on, neither a week later."""
    moment = now or timezone.now()
    if meeting.starts_at is None or meeting.state == Meeting.State.CANCELLED:
        return Window(before=False, after=False, closed=True)
    over = meeting.starts_at + timedelta(minutes=meeting.minutes)
    closed = moment >= over + timedelta(days=RATING_DAYS)
    return Window(
        before=moment < meeting.starts_at, after=over <= moment and not closed, closed=closed
    )


@transaction.atomic
def name_skills(meeting: Meeting, *, by: Membership, names: Sequence[str]) -> list[SessionSkill]:
    """Say which skills a session practises, in their order; for who leads it.

    Raise NotYourTie, NotLeading, TooMany, RatingClosed once the ratings are closed, and
    SkillRated where a skill would go that someone has rated.
    """
    group = _lock_for_update(meeting, by, leading=True)
    if window_of(meeting).closed:
        raise RatingClosed
    wanted = list({name.casefold(): name for name in reversed(names)}.values())[::-1]
    if len(wanted) > MOST_SKILLS:
        raise TooMany(_("Add at most %(most)d skills to a session.") % {"most": MOST_SKILLS})
    gone = SessionSkill.objects.filter(meeting=meeting).exclude(name__in=wanted)
    if gone.filter(ratings__isnull=False).exists():
        raise SkillRated
    gone.delete()
    for place, name in enumerate(wanted):
        SessionSkill.objects.update_or_create(
            meeting=meeting,
            name=name,
            defaults={"institution": group.institution, "position": place},
        )
    record(Verb.SKILLS_NAMED, actor=by.user, institution=group.institution, subject=meeting)
    return list(SessionSkill.objects.filter(meeting=meeting))


@transaction.atomic
def rate_skills(
    meeting: Meeting,
    *,
    by: Membership,
    before: Mapping[UUID, int],
    after: Mapping[UUID, int],
    now: datetime | None = None,
) -> None:
    """Keep how sure *by* feels, 1 to 5, by the keys of the session's skills.

    What is not named stays as it was. Raise NotYourTie for who does not rate this session, and
    RatingClosed for what cannot be rated at this time. It leaves no audit event that names a skill.
    """
    group = _lock_for_update(meeting, by)
    if not rates(meeting, group, by):
        raise NotYourTie
    window = window_of(meeting, now=now)
    if (before and not window.before) or (after and not window.after):
        raise RatingClosed(window.refusal)
    skills = {one.pk: one for one in SessionSkill.objects.filter(meeting=meeting)}
    if not {*before, *after} <= set(skills):
        raise RatingClosed
    for key in {*before, *after}:
        given = {}
        if key in before:
            given["before"] = SkillRating.Confidence(before[key])
        if key in after:
            given["after"] = SkillRating.Confidence(after[key])
        SkillRating.objects.update_or_create(
            skill=skills[key], member=by, defaults={"institution": group.institution, **given}
        )


def rates(meeting: Meeting, group: PeerGroup, member: Membership) -> bool:
    """Return whether *member* rates: those who practise, not who leads them and reads the figures."""
    return any(row.member_id == member.pk and not row.leads for row in expected_at(meeting, group))


def skill_figures(
    meetings: Iterable[Meeting], *, reader: Membership, now: datetime | None = None
) -> list[SkillFigure]:
    """Return the figures of the sessions whose ratings are closed. Four queries at most.

    A figure speaks of at least as many people as the highest threshold since the session says, and
    of one more where *reader* is among them: who knows one answer must not find the others by
    subtraction. They are counted once, by `count_skills`.
    """
    closed = {one.pk: one for one in meetings if window_of(one, now=now).closed}
    skills = list(
        SessionSkill.objects.filter(meeting__in=closed, counted_at__isnull=False).order_by(
            "position", "name"
        )
    )
    own = set(
        SkillRating.objects.filter(skill__in=skills, member=reader).values_list("skill", flat=True)
    )
    threshold_since = thresholds_of(reader.institution)
    found = []
    for skill in sorted(skills, key=lambda one: list(closed).index(one.meeting_id)):
        meeting = closed[skill.meeting_id]
        least = threshold_since(meeting.starts_at or meeting.created_at)
        shown = skill.rated >= least + (skill.pk in own)
        found.append(
            SkillFigure(
                meeting=meeting,
                name=skill.name,
                people=skill.rated if shown else None,
                before=round(skill.before_sum / skill.rated, 1) if shown else None,
                after=round(skill.after_sum / skill.rated, 1) if shown else None,
            )
        )
    return found


def own_ratings(member: Membership) -> list[SkillRating]:
    """Return how sure *member* felt of each skill, the latest session first."""
    return list(
        SkillRating.objects.filter(member=member)
        .select_related("skill__meeting__group")
        .order_by("-skill__meeting__starts_at", "skill__position", "pk")
    )


@transaction.atomic
def count_skills(*, now: datetime | None = None) -> int:
    """Count the skills of sessions whose ratings have closed, once; return how many.

    Who rated only once is in no figure.
    """
    moment = now or timezone.now()
    both = Q(ratings__before__isnull=False, ratings__after__isnull=False)
    # Whatever its length, a session that began so long ago may have closed; `window_of` says.
    uncounted = SessionSkill.objects.select_for_update(of=("self",), skip_locked=True).filter(
        counted_at=None, meeting__starts_at__lt=moment - timedelta(days=RATING_DAYS)
    )
    waiting = [
        one
        for one in uncounted.select_related("meeting")
        if window_of(one.meeting, now=moment).closed
    ]
    if not waiting:
        return 0
    sums = {
        row["pk"]: row
        for row in SessionSkill.objects.filter(pk__in=[one.pk for one in waiting])
        .values("pk")
        .annotate(
            people=Count("ratings", filter=both),
            first=Sum("ratings__before", filter=both, default=0),
            second=Sum("ratings__after", filter=both, default=0),
        )
        .order_by(F("pk"))
    }
    for one in waiting:
        row = sums[one.pk]
        one.rated, one.before_sum, one.after_sum = row["people"], row["first"], row["second"]
        one.counted_at = moment
    SessionSkill.objects.bulk_update(waiting, ["rated", "before_sum", "after_sum", "counted_at"])
    return len(waiting)


def _lock_for_update(meeting: Meeting, by: Membership, *, leading: bool = False) -> PeerGroup:
    assert meeting.group is not None  # noqa: S101  (only groups practise skills)
    return lock_group_for_update(meeting.group, by, active=False, leading=leading)
