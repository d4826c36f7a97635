"""The state of a program's pairs: names, counts and dates, and nothing that anybody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from evaluations.check_ins.early_warning.domain.health import (
    PRESSING,
    Facts,
    Health,
    State,
    assess,
)
from evaluations.check_ins.feedback.models import Feedback
from evaluations.check_ins.models import CheckIn
from evaluations.meetings.domain.met import last_met
from evaluations.meetings.models import ActionItem, Meeting
from matching.models import Program, Proposal
from matching.pairs.models import programs_since
from networks.models import Agreement, Tie
from profiles.models import Membership

LATE_AFTER = timedelta(days=14)
FEEDBACK_LOOKED_AT = 4


@dataclass(frozen=True)
class PairRow:
    """One pair as its program's director sees it."""

    tie: Tie
    health: Health
    met: int
    last_met: date | None


def pairs_of(program: Program) -> list[PairRow]:
    """Return the pairs that *program* made, the most pressing first. Six queries for any number."""
    today = program.institution.local_date()
    keys = list(
        Proposal.objects.filter(run__program=program, tie__isnull=False).values_list(
            "tie_id", flat=True
        )
    )
    rows = [
        PairRow(tie, assess(facts), facts.met, facts.last_met)
        for tie, facts in facts_of(keys, today=today)
    ]
    return sorted(
        rows,
        key=lambda row: (
            PRESSING.index(row.health.state),
            row.last_met or date.min,
            row.tie.protege.sort_key,
            str(row.tie.pk),
        ),
    )


def shared_feedback(tie: Tie) -> tuple[float, ...]:
    """Return the means, 1 to 5, of what the two have shared with each other, the newest first."""
    rows = Feedback.objects.filter(tie=tie, audience=Feedback.Audience.SHARED)
    answers = rows.values_list(*Feedback.ITEMS)[:FEEDBACK_LOOKED_AT]
    said = ([one for one in row if one is not None] for row in answers)
    return tuple(sum(row) / len(row) for row in said if row)


def _of_programs(keys: Sequence[UUID]) -> QuerySet[Any]:
    """Return these ties, with `made` and `since` of `programs_since`."""
    known = programs_since(Proposal.objects.filter(tie=OuterRef("pk")))
    rows: QuerySet[Any] = Tie.objects.filter(pk__in=keys)
    return rows.annotate(made=Subquery(known.values("made")), since=Subquery(known.values("since")))


def facts_of(
    keys: Sequence[UUID], *, today: date, with_people: bool = True
) -> list[tuple[Tie, Facts]]:
    """Return what is known of these ties on *today*, from when they were a program's. Five queries.

    *with_people*: the ties with their people, for those who show them.
    """
    ahead = Meeting.objects.filter(
        tie=OuterRef("pk"), state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
    )
    ties = _of_programs(keys).select_related("institution").annotate(planned=Exists(ahead))
    if with_people:
        ties = ties.select_related("protege__unit", "mentor__unit", "external")
    began = {tie.pk: _began(tie) for tie in ties}
    since = {tie.pk: tie.since for tie in ties if tie.since is not None}
    after = {key: began[key] for key in since}
    # "in_force" sorts before "proposed": reversed, what holds is written last and stays.
    cadences = dict(
        Agreement.objects.filter(tie__in=keys)
        .exclude(state=Agreement.State.REPLACED)
        .order_by("-state")
        .values_list("tie_id", "cadence")
    )
    meetings = _meetings_of(keys, since=since)
    asked = check_ins_of(keys, after=after)
    due = ActionItem.objects.open().filter(tie__in=keys, due_on__lt=today - LATE_AFTER)
    late = Counter(
        key
        for key, day in due.order_by().values_list("tie", "due_on")
        if day >= after.get(key, date.min)
    )
    met = {
        tie.pk: last_met(
            tie.institution, meeting=meetings[tie.pk].last, check_in=asked[tie.pk].met_on
        )
        for tie in ties
    }
    return [
        (
            tie,
            Facts(
                today=today,
                started_on=began[tie.pk],
                cadence=cadences.get(tie.pk, Agreement.Cadence.MONTHLY),
                met=meetings[tie.pk].held,
                last_met=met[tie.pk],
                unanswered=asked[tie.pk].silent_since(met[tie.pk]),
                asked_for_help=asked[tie.pk].asked_for_help(met[tie.pk]),
                late_actions=late[tie.pk],
                missed_lately=meetings[tie.pk].missed,
                planned=tie.planned,
                ended=tie.state == Tie.State.ENDED,
            ),
        )
        for tie in ties
    ]


def _began(tie: Any) -> date:
    """Return the day on which a program made *tie*, one of `_of_programs`: not the mentee's own first day."""
    day: date = tie.institution.local_date(now=tie.made or tie.created_at)
    return day


@dataclass
class _Met:
    """The meetings of one tie: how many took place, the last of these, and how many were missed since."""

    held: int = 0
    last: datetime | None = None
    missed: int = 0


def _meetings_of(
    keys: Sequence[UUID], *, since: Mapping[UUID, datetime]
) -> defaultdict[UUID, _Met]:
    """Return the meetings of each tie; for those in *since*, the ones from that moment on. One query."""
    found: defaultdict[UUID, _Met] = defaultdict(_Met)
    rows = (
        Meeting.objects.filter(tie__in=keys, state__in=(Meeting.State.HELD, Meeting.State.MISSED))
        .order_by("-starts_at")
        .values_list("tie_id", "state", "starts_at")
    )
    for tie, state, at in rows:
        if tie in since and (at is None or at < since[tie]):
            continue
        one = found[tie]
        if state == Meeting.State.HELD:
            one.held += 1
            one.last = one.last or at
        elif not one.held:
            one.missed += 1
    return found


@dataclass
class _Asked:
    """What the check-ins of one tie say, anyone who answered them."""

    met_on: date | None = None
    help_on: date | None = None
    # Of each side: the days on which it was asked and said nothing, since its last answer.
    silent: dict[UUID, list[date]] = field(default_factory=lambda: defaultdict(list))

    def silent_since(self, day: date | None) -> int:
        """Return the longest row of unanswered check-ins that one side has left since *day*."""
        since = day or date.min
        return max((sum(one > since for one in days) for days in self.silent.values()), default=0)

    def asked_for_help(self, day: date | None) -> bool:
        """Return whether help was asked for and they have not met since."""
        return self.help_on is not None and self.help_on > (day or date.min)


def check_ins_of(
    keys: Sequence[UUID],
    *,
    member: Membership | None = None,
    after: Mapping[UUID, date] | None = None,
) -> defaultdict[UUID, _Asked]:
    """Return what was asked of both sides of these ties, or of *member* alone. One query.

    For ties in *after*, what was asked from that day on.
    """
    found: defaultdict[UUID, _Asked] = defaultdict(_Asked)
    asked = CheckIn.objects.filter(tie__in=keys, state=CheckIn.State.ASKED)
    if member is not None:
        asked = asked.filter(member=member)
    rows = asked.order_by("due_on").values_list(
        "tie_id", "member_id", "due_on", "answer", "met_on", "answered_at"
    )
    for tie, side, due_on, answer, met_on, answered_at in rows:
        one = found[tie]
        if due_on < (after or {}).get(tie, date.min):
            continue
        if not answer:
            one.silent[side].append(due_on)
            continue
        one.silent[side].clear()
        one.met_on = _later(one.met_on, met_on)
        if answer == CheckIn.Answer.HELP:
            one.help_on = _day(answered_at)
        elif one.help_on is not None and answer == CheckIn.Answer.MET:
            one.help_on = None
    return found


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days) if days else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def counts_of(rows: Sequence[PairRow]) -> list[tuple[State, int]]:
    """Return how many pairs are in each state, the most pressing first; states without any left out."""
    counts = Counter(row.health.state for row in rows)
    return [(state, counts[state]) for state in PRESSING if counts[state]]
