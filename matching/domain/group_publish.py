"""From proposed groups to groups that meet: all of them or none, and once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.group_hours import shown_on
from matching.domain.group_run import judge_now, read_cohort
from matching.domain.group_words import hours_words
from matching.domain.program import lock_program, start_running
from matching.domain.progress import Progress, post_letters, unheard
from matching.domain.run_row import hold
from matching.errors import GroupImpossible, RulesBroken, RunNotDone, WrongState
from matching.groups.names import group_name
from matching.models import Enrollment, GroupProposal, MatchRun, Program, ProgramGroup, Seat
from mentornet.outbox import Letter
from networks.domain.dates import local_date
from networks.domain.peer_group import (
    add_members,
    chief_words,
    create_group,
    current_people,
    led_pairs,
)
from networks.domain.queries.seeker import zone_of
from networks.errors import NetworkError
from networks.models import Exclusion, PeerGroup
from profiles.domain.audit import record
from profiles.models import Membership, User


@dataclass(frozen=True)
class Ready:
    """One group that is to be published: all its seats, and when a session can begin."""

    proposal: GroupProposal
    seats: tuple[Seat, ...]
    starts: tuple[int, ...]

    @property
    def newcomers(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.settled]


@transaction.atomic
def publish_groups(
    run: MatchRun,
    *,
    actor: User,
    started_on: date,
    charter: str = "",
    accept_broken: bool = False,
    progress: Progress = unheard,
) -> MatchRun:
    """Make the run's groups real, and tell everybody by mail; publishing twice is once.

    New groups are created with *charter* from *started_on* on; published ones take their new
    members in; who waits is told kindly. Empty groups are dropped. *progress* hears of each step.
    Raises what `check_groups` raises; then nothing is published.
    """
    program, held = lock_program(run.program), hold(run)
    if held.state == MatchRun.State.PUBLISHED:
        return held
    ready, waiting = check_groups(program, held, accept_broken=accept_broken)
    filled = [one for one in ready if one.newcomers]
    left = [seat.enrollment for seat in waiting if _here(seat.enrollment)]
    if program.state == Program.State.MATCHING:  # later on they know
        left += _without_a_group(program, ready)
    letters: list[Letter] = []
    for done, one in enumerate(filled):
        progress(done, 2 * len(filled))
        letters += _make_group(
            program, held, one, actor=actor, started_on=started_on, charter=charter
        )
    letters += [_letter_to_waiting(program, held, enrollment) for enrollment in left]
    post_letters(letters, progress=progress)
    held.state, held.published_at = MatchRun.State.PUBLISHED, timezone.now()
    held.save(update_fields=["state", "published_at"])
    start_running(program, actor=actor)
    record("groups_published", actor=actor, institution=held.institution, subject=held)
    return held


def check_groups(
    program: Program, run: MatchRun, *, accept_broken: bool
) -> tuple[list[Ready], list[Seat]]:
    """Return the groups that can be published now, and who waits; both rows are held.

    Raises WrongState, RunNotDone, RulesBroken unless *accept_broken*, and GroupImpossible with
    what to look at: a group of one, somebody who has withdrawn, people who may not sit together.
    """
    if run.state != MatchRun.State.DONE:
        raise RunNotDone
    if program.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    ready, waiting, broken = _ready(run)
    if not any(one.newcomers for one in ready):
        raise RunNotDone(_("This run has no group to publish."))
    if problems := what_has_changed(program, ready):
        raise GroupImpossible(" ".join(problems))
    if broken and not accept_broken:
        raise RulesBroken
    return ready, waiting


def _ready(run: MatchRun) -> tuple[list[Ready], list[Seat], int]:
    """The groups with somebody in them, who waits, and how many rules are broken."""
    found, proposals = judge_now(run, read_cohort(run))
    seats: dict[object, list[Seat]] = {}
    rows = Seat.objects.filter(run=run).select_related(
        "enrollment__member__user", "enrollment__member__institution"
    )
    for seat in rows.order_by("enrollment__member__family_name", "pk"):
        seats.setdefault(seat.group_id, []).append(seat)
    ready = [
        Ready(proposal, tuple(seats[proposal.pk]), group.slots)
        for proposal, group in zip(proposals, found.groups, strict=True)
        if proposal.pk in seats
    ]
    return ready, seats.get(None, []), len(found.broken)


def _without_a_group(program: Program, ready: Sequence[Ready]) -> QuerySet[Enrollment]:
    """Those who would facilitate and lead no group. One query."""
    leading = [one.proposal.facilitator_id for one in ready if one.proposal.facilitator_id]
    there: QuerySet[Enrollment] = (
        Enrollment.objects.active()
        .mentors()
        .filter(program=program)
        .exclude(pk__in=leading)
        .select_related("member__user")
    )
    return there


def what_has_changed(program: Program, ready: Sequence[Ready]) -> list[str]:
    """Return what makes these groups impossible now, one sentence each. Three queries."""
    newcomers = [seat for one in ready for seat in one.newcomers]
    in_groups = set(
        ProgramGroup.objects.filter(
            program=program,
            group__ended_on=None,
            group__members__left_on=None,
            group__members__member__in=[seat.enrollment.member_id for seat in newcomers],
        ).values_list("group__members__member_id", flat=True)
    )
    found = []
    for seat in newcomers:
        member = seat.enrollment.member
        if not seat.enrollment.is_active or not member.is_current:
            found.append(_("%(name)s has withdrawn.") % {"name": member.name})
        elif member.pk in in_groups:
            found.append(
                _("%(name)s is in a group of this program already.") % {"name": member.name}
            )
    wishes = _wishes([_people(one) for one in ready])
    chiefs = led_pairs(list(dict.fromkeys(who for one in ready for who in _people(one))))
    for one in ready:
        found += _problems_of(one, wishes, chiefs)
    return list(dict.fromkeys(found))


def _problems_of(
    one: Ready, wishes: Sequence[set[object]], chiefs: Sequence[tuple[Membership, Membership]]
) -> Iterator[str]:
    leader, name = one.proposal.facilitator, one.proposal.name
    settled = one.proposal.peer_group_id is not None
    if one.newcomers and one.proposal.peer_group and not one.proposal.peer_group.is_active:
        yield _("%(group)s has ended meanwhile. Form the groups again.") % {"group": name}
    if leader is not None and not settled and not _here(leader):
        yield _("%(name)s has withdrawn.") % {"name": leader.member.name}
    if len(one.seats) < 2 and not settled:
        yield _(
            "%(group)s has one member: nobody is a group alone. Add somebody, or move them."
        ) % {"group": name}
    people = {member.pk for member in _people(one)}
    new = {seat.enrollment.member_id for seat in one.newcomers}
    for chief, member in chiefs:
        if {chief.pk, member.pk} <= people and {chief.pk, member.pk} & new:
            yield f"{name}: {chief_words(chief, member)}"
    if any(pair <= people and pair & new for pair in wishes):
        # Whose wish it is, and that it is one of these two, stays with them.
        yield _("%(group)s: somebody there has asked for something that this breaks.") % {
            "group": name
        }


def _here(enrollment: Enrollment) -> bool:
    return enrollment.is_active and enrollment.member.is_current


def _people(one: Ready) -> list[Membership]:
    leader = [one.proposal.facilitator.member] if one.proposal.facilitator else []
    return [*(seat.enrollment.member for seat in one.seats), *leader]


def _wishes(groups: list[list[Membership]]) -> list[set[object]]:
    """Pairs who are never to be brought together. One query."""
    everyone = [member.pk for people in groups for member in people]
    rows = Exclusion.objects.filter(
        reach=Exclusion.Reach.PAIR, owner__in=everyone, other__in=everyone
    )
    return [set(pair) for pair in rows.values_list("owner_id", "other_id")]


def _make_group(
    program: Program,
    run: MatchRun,
    one: Ready,
    *,
    actor: User,
    started_on: date,
    charter: str,
) -> list[Letter]:
    """Create the group or take the new ones in; the letters that tell them."""
    leader = one.proposal.facilitator
    newcomers = [seat.enrollment.member for seat in one.newcomers]
    try:
        if one.proposal.peer_group is not None:
            group = one.proposal.peer_group
            add_members(group, newcomers, actor=actor, told=[leader.member] if leader else [])
        else:
            group = create_group(
                program.institution,
                actor=actor,
                name=group_name(program, one.proposal.name),
                kind=program.traits.group_kind,
                aim=program.summary[:2000],
                charter=charter,
                members=newcomers,
                facilitators=[leader.member] if leader else [],
                started_on=started_on,
            )
            ProgramGroup.objects.create(
                institution=program.institution, program=program, group=group, run=run
            )
            one.proposal.peer_group = group
            one.proposal.save(update_fields=["peer_group"])
    except NetworkError as error:
        raise GroupImpossible(f"{one.proposal.name}: {error.message}") from error
    # Who has left a published group since the run is neither told of it nor named in it.
    there = current_people(group)
    letters = [
        _letter(program, run, one, group, member, there=there, leads=False) for member in newcomers
    ]
    if leader is not None and leader.member in there:
        letters.append(_letter(program, run, one, group, leader.member, there=there, leads=True))
    return letters


def _letter(
    program: Program,
    run: MatchRun,
    one: Ready,
    group: PeerGroup,
    to: Membership,
    *,
    there: Sequence[Membership],
    leads: bool,
) -> Letter:
    """Tell *to* which group is theirs, with whom, and at which hours a session suits all."""
    clock = program.institution.time_zone
    zone = zone_of(to.user.time_zone, clock)
    today = local_date(program.institution)
    starts = shown_on(one.starts, clock=clock, zone=zone, day=max(group.started_on, today))
    settled = any(seat.settled for seat in one.seats)
    newcomers = {seat.enrollment.member_id for seat in one.newcomers}
    leader = one.proposal.facilitator
    leading = leader.member if leader and leader.member in there else None
    return Letter(
        key=f"group-{run.pk}-{one.proposal.pk}-{to.pk}-{'leads' if leads else 'member'}",
        to=to.user.email,
        subject=_("%(group)s: your group in %(program)s")
        % {"group": group.name, "program": program.name},
        template="group_made",
        context={
            "program": program,
            "institution": program.institution,
            "name": to.given_name,
            "group": group,
            "leads": leads,
            "leader": None if leads else leading,
            "others": [
                member
                for seat in one.seats
                if (member := seat.enrollment.member).pk != to.pk and member in there
            ],
            "newcomers": [
                seat.enrollment.member
                for seat in one.seats
                if leads and settled and seat.enrollment.member_id in newcomers
            ],
            "hours": hours_words(starts),
            "zone": zone.replace("_", " "),
            "link": settings.SITE_URL + reverse("evaluations:group", args=[group.pk]),
        },
        institution_id=program.institution_id,
    )


def _letter_to_waiting(program: Program, run: MatchRun, enrollment: Enrollment) -> Letter:
    return Letter(
        key=f"group-waiting-{run.pk}-{enrollment.pk}",
        to=enrollment.member.user.email,
        subject=_("%(program)s: you are on the waiting list") % {"program": program.name},
        template="group_waiting",
        context={
            "program": program,
            "institution": program.institution,
            "name": enrollment.member.given_name,
            "link": settings.SITE_URL
            + reverse("matching:enroll", args=[program.pk, enrollment.side]),
        },
        institution_id=program.institution_id,
    )
