"""From proposed groups to groups that meet: all of them or none, and once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.engine.groups.forming import Grouping
from matching.groups.errors import GroupImpossible, RulesBroken
from matching.groups.forming.domain.explanations import hours_words
from matching.groups.forming.domain.inputs import GroupCohort
from matching.groups.forming.domain.ready import (
    Ready,
    breaks_unsaid,
    is_here,
    to_ask,
    what_has_changed,
)
from matching.groups.forming.domain.run import judge_now, read_cohort
from matching.groups.forming.domain.wishes import said_broken, unsaid_of
from matching.groups.forming_rules.domain import rules_of
from matching.groups.hours import shown_on
from matching.groups.membership.domain.names import group_name
from matching.groups.membership.domain.welcome import welcome_message, with_dates
from matching.groups.models.proposals import GroupProposal, ProgramGroup, Seat
from matching.programs.domain.lifecycle import lock_for_update, start_running
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongState
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.messages import post_messages, waiting_message
from matching.programs.runs.domain.publications import lock_to_publish, queue_publication
from matching.programs.runs.errors import RunNotDone
from matching.programs.runs.models import MatchRun, Publication
from matching.signals import peers_asked, peers_asking
from mentornet.audit_verbs import Verb
from mentornet.jobs.progress import Progress, unheard
from mentornet.mail.outbox import Message
from networks.errors import NetworkError
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import (
    add_members,
    create_group,
    current_people,
)
from networks.peer_groups.domain.names import free_name
from networks.peer_groups.domain.parts import change_part
from profiles.institution.domain.audit import record
from profiles.models import Membership, User


@transaction.atomic
def ask_groups(
    run: MatchRun, *, actor: User, started_on: date, charter: str = "", accept_broken: bool = False
) -> Publication | None:
    """Have a run's groups published, and return what a worker then does; None where they are.

    Idempotent while a publication is under way. Raise at once what `publish_groups` raises.
    """
    program, held, asked = lock_to_publish(run)
    if asked or held.state == MatchRun.State.PUBLISHED:
        return asked
    check_groups(program, held, accept_broken=accept_broken)
    return queue_publication(
        held, actor=actor, started_on=started_on, charter=charter, accept_broken=accept_broken
    )


def publish_asked(row: Publication, progress: Progress) -> MatchRun:
    """Publish the groups of the run for which *row* asks. Raise what `publish_groups` raises."""
    return publish_groups(
        row.run,
        actor=row.asked_by,
        started_on=row.started_on or timezone.localdate(),
        charter=row.charter,
        accept_broken=row.accept_broken,
        progress=progress,
    )


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
    """Make the run's groups real, and tell everyone by email. Idempotent.

    New groups are created with *charter* from *started_on* on; published ones take their new
    members in, and the facilitator that the board shows where they have none. Who waits is told
    kindly. Empty groups are dropped. *progress* hears of each step.
    Raise what `check_groups` raises; then nothing is published.
    """
    program, held = lock_for_update(run.program), jobs.lock_for_update(run)
    if held.state == MatchRun.State.PUBLISHED:
        return held
    ready, waiting = check_groups(program, held, accept_broken=accept_broken)
    _keep_standing(held, ready, waiting)
    asked = to_ask(program, ready) if program.traits.pairs_peers else []
    filled = [one for one in ready if one.changes and one not in asked]
    left = [seat.enrollment for seat in waiting if is_here(seat.enrollment)]
    if program.state == Program.State.MATCHING:  # later on they know
        left += _without_a_group(program, ready)
    messages: list[Message] = []
    for done, one in enumerate(filled):
        progress(done, 2 * len(filled))
        messages += _make_group(
            program, held, one, actor=actor, started_on=started_on, charter=charter
        )
    messages += [
        waiting_message(
            held,
            enrollment,
            template="peer_waiting" if program.traits.pairs_peers else "group_waiting",
            link=reverse("matching:enroll", args=[program.pk, enrollment.side]),
        )
        for enrollment in left
    ]
    for one in asked:
        _ask(program, one, actor=actor)
    post_messages(messages, progress=progress)
    held.state, held.published_at = MatchRun.State.PUBLISHED, timezone.now()
    held.save(update_fields=["state", "published_at"])
    start_running(program, actor=actor)
    record(Verb.GROUPS_PUBLISHED, actor=actor, institution=held.institution, subject=held)
    return held


def _ask(program: Program, one: Ready, *, actor: User) -> None:
    """Put a pair of peers to its people; it begins once all accept."""
    peers_asked.send(
        sender=Program,
        program=program,
        people=_by_newness(one),
        group=one.proposal.peer_group,
        actor=actor,
        words="",
    )


def _by_newness(one: Ready) -> list[Membership]:
    seats = sorted(one.seats, key=lambda seat: seat.settled)
    return [seat.enrollment.member for seat in seats]


def check_groups(
    program: Program, run: MatchRun, *, accept_broken: bool
) -> tuple[list[Ready], list[Seat]]:
    """Return the groups that can be published now, and who waits; both rows are held.

    Raise WrongState, RunNotDone, RulesBroken unless *accept_broken*, and GroupImpossible with
    what to look at: a group of one, someone who has withdrawn, people who may not sit together.
    """
    if run.state != MatchRun.State.DONE:
        raise RunNotDone
    if program.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    cohort = read_cohort(run)
    found, ready, waiting = _ready(run, cohort)
    if not any(one.changes for one in ready):
        raise RunNotDone(_("This run has no groups to publish."))
    problems = what_has_changed(program, ready)
    if program.traits.pairs_peers:
        problems += _what_stops(program, ready)
    if problems:
        raise GroupImpossible(" ".join(problems))
    if said_broken(found, cohort) and not accept_broken:
        raise RulesBroken
    # Last: whoever tries people out for what they asked has published what is not refused. Peers are asked instead.
    if cohort.pairing is None and breaks_unsaid(ready, unsaid_of(found, cohort)):
        raise GroupImpossible(
            _(
                "These groups can’t be published as they are now. Undo your changes, or run again "
                "and keep the people you locked."
            )
        )
    return ready, waiting


def _what_stops(program: Program, ready: Sequence[Ready]) -> list[str]:
    """Return what questions that are open, or came to nothing lately, say against these pairs."""
    sets = [_by_newness(one) for one in ready if one.newcomers]
    answers: list[Any] = peers_asking.send(sender=Program, program=program, sets=sets)
    return [sentence for _receiver, found in answers for sentence in found]


def _ready(run: MatchRun, cohort: GroupCohort) -> tuple[Grouping, list[Ready], list[Seat]]:
    """Return the groups with someone in them, who waits, and how many rules are broken."""
    found, standing = judge_now(run, cohort)
    ready = [
        Ready(
            proposal,
            seats,
            group.slots,
            leader=standing.leaders.get(proposal.pk),
            is_led=proposal.pk in standing.led,
        )
        for proposal, group in zip(standing.proposals, found.groups, strict=True)
        if (seats := tuple(standing.members_of(proposal)))
    ]
    waiting = [seat for seat in standing.seats if seat.group_id is None]
    return found, ready, waiting


def _keep_standing(run: MatchRun, ready: Sequence[Ready], waiting: Sequence[Seat]) -> None:
    """Save what the board showed: a published run is looked at as it was published."""
    GroupProposal.objects.bulk_update([one.proposal for one in ready], ["facilitator"])
    seats = [*waiting, *(seat for one in ready for seat in one.seats)]
    Seat.objects.filter(run=run).exclude(pk__in=[seat.pk for seat in seats]).delete()
    Seat.objects.bulk_update(seats, ["group", "settled"], batch_size=1_000)


def _without_a_group(program: Program, ready: Sequence[Ready]) -> QuerySet[Enrollment]:
    """Return those who would facilitate and lead no group. One query."""
    leading = [one.leader.pk for one in ready if one.leader]
    there: QuerySet[Enrollment] = (
        Enrollment.objects.active()
        .mentors()
        .filter(program=program)
        .exclude(member__in=leading)
        .select_related("member__user")
    )
    return there


def _make_group(
    program: Program,
    run: MatchRun,
    one: Ready,
    *,
    actor: User,
    started_on: date,
    charter: str,
) -> list[Message]:
    """Create the group or take the new ones in; the messages that tell them."""
    leader = one.leader
    newcomers = [seat.enrollment.member for seat in one.newcomers]
    try:
        if one.proposal.peer_group is not None:
            group = one.proposal.peer_group
            _take_in(group, one, newcomers, actor=actor)
        else:
            group = create_group(
                program.institution,
                actor=actor,
                name=free_name(program.institution, group_name(program, one.proposal.name)),
                kind=program.traits.group_kind,
                aim=program.summary[:2000],
                charter=charter,
                members=newcomers,
                facilitators=[leader] if leader else [],
                started_on=started_on,
                self_led=runs_itself(program, leader),
            )
            ProgramGroup.objects.create(
                institution=program.institution, program=program, group=group, run=run
            )
            one.proposal.peer_group = group
            one.proposal.save(update_fields=["peer_group"])
    except NetworkError as error:
        raise GroupImpossible(f"{one.proposal.name}: {error.message}") from error
    told = [*newcomers, *([leader] if leader else [])]
    there = current_people(group)
    messages = [_message(program, run, one, group, member, there=there) for member in told]
    return with_dates(group, messages, there)


def _take_in(group: PeerGroup, one: Ready, newcomers: Sequence[Membership], *, actor: User) -> None:
    """Add to a group that is going on; each of its people hears of it in one mail."""
    there = current_people(group)
    if one.leader is None or not one.gets_leader:
        told = [one.leader] if one.leader else []
        add_members(group, newcomers, actor=actor, already_notified=told, welcome=False)
        return
    add_members(group, newcomers, actor=actor, already_notified=there, welcome=False)
    change_part(
        group,
        one.leader,
        part=GroupMember.Part.FACILITATOR,
        actor=actor,
        already_notified=[*newcomers, one.leader],
        newcomers=newcomers,
    )


def runs_itself(program: Program, leader: Membership | None) -> bool:
    """Return whether a new group's members run it themselves: where the rules ask for no facilitator."""
    return leader is None and not rules_of(program).facilitated


def _message(
    program: Program,
    run: MatchRun,
    one: Ready,
    group: PeerGroup,
    to: Membership,
    *,
    there: Sequence[Membership],
) -> Message:
    """Tell *to* which group is theirs, with whom, and at which hours a session suits all.

    Named are those who are in it now.
    """
    clock = program.institution.time_zone
    zone = to.user.zone_at(program.institution)
    today = program.institution.local_date()
    starts = shown_on(one.starts, clock=clock, zone=zone, day=max(group.started_on, today))
    settled = any(seat.settled for seat in one.seats)
    leader = one.leader
    leads = to == leader
    return welcome_message(
        group,
        to,
        key=f"group-{run.pk}-{one.proposal.pk}-{to.pk}-{'leads' if leads else 'member'}",
        program=program,
        leaders=[leader] if leader else [],
        others=[member for member in there if member != leader],
        newcomers=[seat.enrollment.member for seat in one.newcomers]
        if leads and settled and not one.gets_leader
        else [],
        hours=hours_words(starts),
        zone=zone.replace("_", " "),
    )
