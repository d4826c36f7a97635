"""A career-award team: who is in it, and with which function [D].

Who says yes gets a tie with the protégé, or keeps the one they have; what the function needs of the
seven roles, the tie then fills. Whoever ends the tie is out of the team.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.programs.domain.frequency import frequency_of
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import ProgramOver, WrongKind
from matching.programs.models import Program
from matching.teams.errors import AlreadyOnTeam, AskedBefore, HasPrimary, NotOfTeam, RequestClosed
from matching.teams.models import Team, TeamMember
from mentornet.audit_verbs import Verb
from mentornet.languages import Text, read_by
from mentornet.mail.outbox import queue_message
from networks.models import Tie
from networks.relationships.domain.contact import remember_contact
from networks.relationships.domain.outside import start_emails
from networks.relationships.domain.tie import check_pair, fill_roles, record_tie, start_formal_tie
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to
from profiles.vocabulary import TieKind

State = TeamMember.State
Part = TeamMember.Part
TIE_KINDS = {Part.PRIMARY: TieKind.DYAD, Part.COMMITTEE: TieKind.MOSAIC}


@transaction.atomic
def open_team(enrollment: Enrollment) -> Team:
    """Return the team of an enrolled protégé, begun now unless it was before. Raise WrongKind."""
    program = enrollment.program
    if not program.traits.makes_teams:
        raise WrongKind
    team: Team = Team.objects.get_or_create(
        enrollment=enrollment,
        defaults={"institution": enrollment.institution, "cadence": program.cadence},
    )[0]
    return team


@transaction.atomic
def ask_colleague(
    team: Team,
    *,
    by: Membership,
    member: Membership,
    part: str,
    function: str,
    roles: list[str],
    message: str = "",
) -> TeamMember:
    """Ask a colleague into the team; asking them again is the same request.

    Raise NotOfTeam, ProgramOver, HasPrimary, AskedBefore for one who has declined, and AskedOneself and
    NotAvailable (networks), without a reason.
    """
    held = lock_for_update(team)
    check_protege(held, by)
    _check_goes_on(held)
    check_pair(held.protege, member)
    _drop_those_without_tie(held)
    if there := held.people.filter(member=member, state__in=TeamMember.OPEN_STATES).first():
        return there
    if held.people.filter(member=member, state=State.DECLINED).exists():
        raise AskedBefore
    _check_part_is_free(held, part)
    row: TeamMember = TeamMember.objects.create(
        institution=held.institution,
        team=held,
        member=member,
        part=part,
        function=function,
        roles=roles,
        message=message,
    )
    record(Verb.TEAM_MEMBER_ASKED, actor=by.user, institution=held.institution, subject=row)
    _queue_message(
        row,
        to=member,
        template="team_asked",
        subject=gettext_lazy("%(name)s asks you to join a mentoring team"),
    )
    return row


@transaction.atomic
def add_contact(
    team: Team,
    *,
    by: Membership,
    contact: dict[str, Any],
    part: str,
    function: str,
    roles: list[str],
    emails: bool = False,
) -> TeamMember:
    """Put a mentor elsewhere in the team, on the protégé's word that they have agreed.

    They get a tie, and email only with *emails*: their word for that, too. Raise NotOfTeam, ProgramOver,
    HasPrimary, AlreadyOnTeam, and what `start_emails` raises.
    """
    held = lock_for_update(team)
    check_protege(held, by)
    _check_goes_on(held)
    _drop_those_without_tie(held)
    _check_part_is_free(held, part)
    external = remember_contact(held.protege, **contact)
    if held.people.filter(external=external, state__in=TeamMember.OPEN_STATES).exists():
        raise AlreadyOnTeam
    tie = record_tie(
        held.protege,
        external=external,
        kind=TIE_KINDS[Part(part)],
        roles=roles,
        areas=[],
        closeness=Tie.Closeness.REGULAR,
        frequency=frequency_of(held.cadence),
        started_on=held.institution.local_date(),
    )
    row: TeamMember = TeamMember.objects.create(
        institution=held.institution,
        team=held,
        external=external,
        part=part,
        function=function,
        roles=roles,
        state=State.CONFIRMED,
        tie=fill_roles(tie, roles=roles),
        answered_at=timezone.now(),
    )
    record(Verb.TEAM_CONTACT_ADDED, actor=by.user, institution=held.institution, subject=row)
    if emails:
        start_emails(external, by=held.protege)
    return row


@transaction.atomic
def join(row: TeamMember, *, by: Membership) -> TeamMember:
    """Say yes: one is in the team, and a tie of the protégé's. Idempotent.

    Who has declined may think again. Raise NotOfTeam, ProgramOver, RequestClosed for one that was taken back,
    HasPrimary where someone else was asked meanwhile, and NotAvailable (networks) where the two
    can have no tie.
    """
    team = lock_for_update(row.team)
    held = _row(row)
    if held.member_id != by.pk:
        raise NotOfTeam
    if held.state == State.CONFIRMED:
        return held
    if held.state not in (State.ASKED, State.DECLINED):
        raise RequestClosed
    _check_goes_on(team)
    if held.state == State.DECLINED:
        _drop_those_without_tie(team)
        _check_part_is_free(team, held.part, _("Someone else already has this position."))
    tie = start_formal_tie(
        team.protege,
        mentor=by,
        kind=TIE_KINDS[Part(held.part)],
        roles=held.roles,
        areas=[],
        frequency=frequency_of(team.cadence),
        started_on=team.institution.local_date(),
        publish=False,
    )
    held.tie = fill_roles(tie, roles=held.roles)
    _answer(held, State.CONFIRMED, by, Verb.TEAM_JOINED)
    _queue_message(
        held,
        to=team.protege,
        template="team_answered",
        key="team_joined",
        subject=gettext_lazy("%(name)s joined your mentoring team"),
        yes=True,
    )
    return held


@transaction.atomic
def decline(row: TeamMember, *, by: Membership) -> TeamMember:
    """Say no, without a reason; only the protégé learns of it. Idempotent.

    Raise NotOfTeam, and RequestClosed for one that is not open.
    """
    lock_for_update(row.team)
    held = _row(row)
    if held.member_id != by.pk:
        raise NotOfTeam
    if held.state == State.DECLINED:
        return held
    if held.state != State.ASKED:
        raise RequestClosed
    _answer(held, State.DECLINED, by, Verb.TEAM_DECLINED)
    _queue_message(
        held,
        to=held.team.protege,
        template="team_answered",
        subject=gettext_lazy("%(name)s can’t join your mentoring team"),
        yes=False,
    )
    return held


@transaction.atomic
def leave(row: TeamMember, *, by: Membership) -> TeamMember:
    """Take someone out: by themselves or by the protégé; the tie stays. Idempotent.

    A request that waits is taken back by this. Raise NotOfTeam.
    """
    team = lock_for_update(row.team)
    held = _row(row)
    if by.pk not in (held.member_id, team.enrollment.member_id):
        raise NotOfTeam
    if held.state in TeamMember.OPEN_STATES:
        _answer(held, State.LEFT, by, Verb.TEAM_LEFT)
    return held


@transaction.atomic
def change_function(
    row: TeamMember, *, by: Membership, function: str, roles: list[str]
) -> TeamMember:
    """Name a function anew; the tie fills the roles, too. Raise NotOfTeam, RequestClosed."""
    team = lock_for_update(row.team)
    check_protege(team, by)
    held = _row(row)
    if held.state not in TeamMember.OPEN_STATES:
        raise RequestClosed
    held.function, held.roles = function, roles
    held.save(update_fields=["function", "roles"])
    if held.tie is not None and held.tie.state == Tie.State.ACTIVE:
        fill_roles(held.tie, roles=roles)
    record(Verb.TEAM_FUNCTION_CHANGED, actor=by.user, institution=held.institution, subject=held)
    return held


def _answer(row: TeamMember, state: str, by: Membership, verb: Verb) -> None:
    row.state, row.answered_at = state, timezone.now()
    row.save(update_fields=["state", "answered_at", "tie"])
    record(verb, actor=by.user, institution=row.institution, subject=row)


def check_protege(team: Team, by: Membership) -> None:
    """Raise NotOfTeam for anyone but the one whose team it is."""
    if by.pk != team.enrollment.member_id:
        raise NotOfTeam


def _check_goes_on(team: Team) -> None:
    if team.enrollment.program.state == Program.State.CLOSED:
        raise ProgramOver


def _check_part_is_free(team: Team, part: str, message: str | None = None) -> None:
    there = team.people.filter(part=Part.PRIMARY, state__in=TeamMember.OPEN_STATES)
    if part == Part.PRIMARY and there.exists():
        raise HasPrimary(message)


def _drop_those_without_tie(team: Team) -> None:
    """Who has ended the tie or left the institution has left the team, and frees their part."""
    confirmed = team.people.filter(state=State.CONFIRMED)
    current = TeamMember.objects.current().filter(team=team)
    confirmed.exclude(pk__in=current.values("pk")).update(state=State.LEFT)


def lock_for_update(team: Team) -> Team:
    """Return the team, locked until the end of the transaction."""
    held: Team = (
        Team.objects.select_for_update(of=("self",))
        .select_related(
            "institution",
            "enrollment__program__institution",
            "enrollment__member__user",
            "enrollment__member__institution",
        )
        .get(pk=team.pk)
    )
    return held


def _row(row: TeamMember) -> TeamMember:
    held: TeamMember = TeamMember.objects.select_related(
        "institution",
        "tie",
        "member__user",
        "member__institution",
        "external",
        "team__enrollment__program",
        "team__enrollment__member__user",
        "team__institution",
    ).get(pk=row.pk)
    return held


@read_by("to")
def _queue_message(
    row: TeamMember,
    *,
    to: Membership,
    template: str,
    subject: Text,
    key: str = "",
    yes: bool | None = None,
) -> None:
    team = row.team
    other = row.member if to.pk == team.protege.pk else team.protege
    page = (
        reverse("matching:team", args=[team.pk])
        if to.pk == team.protege.pk
        else reverse("matching:team_request", args=[row.pk])
    )
    queue_message(
        key=f"{key or template}-{row.pk}",
        to=to.user.email,
        subject=str(subject) % {"name": other.name if other else ""},
        template=template,
        context={
            "program": team.enrollment.program,
            "institution": team.institution,
            "name": to.short_name,
            "to": to,
            "other": other,
            "row": row,
            "part": row.get_part_display().lower(),
            "yes": yes,
            "link": settings.SITE_URL + page,
        },
        headers={} if yes is False else reply_to(other),
        institution=team.institution,
    )
