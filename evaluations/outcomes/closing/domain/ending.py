"""Closing a program of groups: last survey, plans, papers, certificates, who goes on, who stays in touch.

1. `close` runs in the transaction that closes the program: it plans the last survey and the one a
   year later, writes a `Completion` for each person with their mail, and asks each group that goes
   on whether it does so without a facilitator.
2. Groups answer until `settle_on`. `settle_endings` then does what is due, each row by itself:
   groups go on or are closed, and the cohort is counted, once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import EvaluationError
from evaluations.outcomes.closing.domain.certificates import Hours, hours_in, new_number
from evaluations.outcomes.closing.models import Completion, Continuation, ProgramEnding
from evaluations.sessions.attendance.domain.minimum import standings
from evaluations.surveys.domain.planning import plan_survey
from evaluations.surveys.models import Survey
from matching.models import Enrollment, Program
from matching.programs.attendance.domain import attendance_rules_of
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

ANSWER_DAYS = 30
SURVEY_DAYS = 14
LATER = timedelta(days=365)
LATER_DAYS = 21
LATER_WITH = "year-later"
USUAL_SURVEY = "mentoring"


class AlreadyClosed(EvaluationError):
    code = "ending_closed"

    def __init__(self) -> None:
        super().__init__(_("The program is closed, so you can no longer change how it ends."))


@transaction.atomic
def plan_ending(
    program: Program, *, actor: User, ask_with: str, thanks: str, signed_by: str
) -> ProgramEnding:
    """Say beforehand what closing the program does. Raise AlreadyClosed."""
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if locked.state == Program.State.CLOSED:
        raise AlreadyClosed
    row: ProgramEnding
    row, _made = ProgramEnding.objects.update_or_create(
        program=locked,
        defaults={
            "institution_id": locked.institution_id,
            "ask_with": ask_with,
            "thanks": thanks,
            "signed_by": signed_by,
        },
    )
    record(Verb.ENDING_PLANNED, actor=actor, institution=locked.institution, subject=row)
    return row


def survey_key(program: Program, ending: ProgramEnding | None) -> str:
    """Return what the last survey asks with: as set; else as at the start; else our own.

    "" asks nothing.
    """
    if ending is not None and ending.ask_with:
        return "" if ending.ask_with == ProgramEnding.NONE else ending.ask_with
    first = (
        Survey.objects.filter(program=program, occasion=Survey.Occasion.START)
        .select_related("instrument")
        .order_by("opens_on")
        .first()
    )
    if first is None:
        return USUAL_SURVEY
    return first.instrument.built_in or str(first.instrument_id)


def people_who_end(program: Program) -> list[Membership]:
    """Return those who take part now: enrolled, or in one of the program's groups. Two queries."""
    enrolled = Enrollment.objects.active().filter(program=program)
    in_groups = GroupMember.objects.current().filter(group__program_group__program=program)
    keys = {*enrolled.values_list("member", flat=True), *in_groups.values_list("member", flat=True)}
    here = Membership.objects.current().filter(pk__in=keys)
    return list(here.select_related("user", "institution").order_by("sort_key", "pk"))


@transaction.atomic
def close(program: Program, *, actor: User, groups: Iterable[PeerGroup]) -> ProgramEnding:
    """Begin the end of *program*; *groups* are those that did not end with it. Idempotent."""
    ending: ProgramEnding
    ending, _made = ProgramEnding.objects.select_for_update().get_or_create(
        program=program, defaults={"institution_id": program.institution_id}
    )
    if ending.settle_on is not None:
        return ending
    today = program.institution.local_date()
    ending.settle_on = today + timedelta(days=ANSWER_DAYS)
    ending.threshold = program.institution.suppression_threshold
    ending.signed_by = ending.signed_by or _name_of(actor, program)
    ending.save(update_fields=["settle_on", "threshold", "signed_by"])
    _plan_surveys(program, ending, today=today, actor=actor)
    rows = _complete(program, ending, today=today)
    going_on = list(groups)
    Continuation.objects.bulk_create(
        Continuation(
            institution_id=program.institution_id,
            group=group,
            program=program,
            until=ending.settle_on,
            closed_by=actor,
        )
        for group in going_on
    )
    asked = set(
        GroupMember.objects.current()
        .filter(group__in=going_on, part=GroupMember.Part.MEMBER)
        .values_list("member", flat=True)
    )
    queue_messages([_message(program, ending, row, asked=row.member_id in asked) for row in rows])
    record(Verb.ENDING_BEGUN, actor=actor, institution=program.institution, subject=ending)
    return ending


def _name_of(actor: User, program: Program) -> str:
    member = Membership.objects.filter(user=actor, institution=program.institution_id).first()
    return member.name if member else program.institution.name


def _plan_surveys(program: Program, ending: ProgramEnding, *, today: date, actor: User) -> None:
    """The last survey from today on, and three questions a year later; what is planned is left."""
    later = today + LATER
    wanted = (
        (survey_key(program, ending), Survey.Occasion.END, today, SURVEY_DAYS),
        (LATER_WITH, Survey.Occasion.LATER, later, LATER_DAYS),
    )
    for key, occasion, opens_on, days in wanted:
        there = Survey.objects.filter(program=program, occasion=occasion)
        if not key or there.exists():
            continue
        plan_survey(
            program.institution,
            ask_with=key,
            program=program,
            occasion=occasion,
            opens_on=opens_on,
            closes_on=opens_on + timedelta(days=days),
            actor=actor,
        )


def _complete(program: Program, ending: ProgramEnding, *, today: date) -> list[Completion]:
    hours = hours_in(program)
    leading = set(
        GroupMember.objects.filter(
            group__program_group__program=program, part__in=GroupMember.LEADING
        ).values_list("member", flat=True)
    )
    people = people_who_end(program)
    there = set(Completion.objects.filter(program=program).values_list("member", flat=True))
    below = _below_minimum(program, hours, leading=leading)
    rows = [
        _completion(
            program,
            ending,
            one,
            hours.get(one.pk),
            led=one.pk in leading,
            enough=one.pk not in below,
            today=today,
        )
        for one in people
        if one.pk not in there
    ]
    made: list[Completion] = Completion.objects.bulk_create(rows)
    return made


def _below_minimum(
    program: Program, hours: Mapping[UUID, Hours], *, leading: Collection[UUID]
) -> set[UUID]:
    """Return who has come to fewer sessions than the program asks for a certificate.

    Who has left their group and is in no other is asked for the whole minimum, so that leaving on
    the last day earns no one a certificate. Those *leading* a group are asked for none.
    """
    rules = attendance_rules_of(program)
    if not rules.no_certificate or rules.needed is None:
        return set()
    groups = PeerGroup.objects.filter(program_group__program=program)
    there = [standings(group, rules=rules) for group in groups]
    now_in = {key for one in there for key in one}
    below = {key for one in there for key, standing in one.items() if not standing.is_enough}
    gone = set(hours) - now_in - set(leading)
    return below | {key for key in gone if hours[key].sessions < rules.needed}


def _completion(
    program: Program,
    ending: ProgramEnding,
    member: Membership,
    hours: Hours | None,
    *,
    led: bool,
    enough: bool,
    today: date,
) -> Completion:
    return Completion(
        enough=enough,
        institution_id=program.institution_id,
        program=program,
        member=member,
        facilitated=led,
        number=new_number(),
        name=member.name,
        program_name=program.name,
        signed_by=ending.signed_by,
        first_on=hours.first_on if hours else None,
        last_on=hours.last_on if hours else None,
        sessions=hours.sessions if hours else 0,
        minutes=hours.minutes if hours else 0,
        closed_on=today,
    )


@read_by("row.member")
def _message(program: Program, ending: ProgramEnding, row: Completion, *, asked: bool) -> Message:
    """Thank someone and say what is on their page; it names no one else."""
    return Message(
        key=f"program-ended:{row.pk}",
        to=row.member.user.email,
        subject=_("%(program)s has ended. Thank you!") % {"program": program.name},
        template="program_ended",
        context={
            "institution": program.institution,
            "name": row.member.short_name,
            "program": program,
            "thanks": ending.thanks,
            "completion": row,
            "asked": asked,
            "until": moments.day(ending.settle_on),
            "link": settings.SITE_URL + reverse("evaluations:ending", args=[row.pk]),
        },
        institution_id=program.institution_id,
    )


@transaction.atomic
def set_alumni(row: Completion, *, by: Membership, listed: bool) -> Completion:
    """Note someone's yes to the alumni list, or take it back, at any time. Idempotent."""
    locked: Completion = Completion.objects.select_for_update().get(pk=row.pk, member=by)
    if listed != (locked.alumni_since is not None):
        locked.alumni_since = timezone.now() if listed else None
        locked.save(update_fields=["alumni_since"])
        verb = Verb.ALUMNI_JOINED if listed else Verb.ALUMNI_LEFT
        record(verb, actor=by.user, institution=by.institution, subject=locked)
    return locked


@transaction.atomic
def finish(row: Completion, *, by: Membership) -> Completion:
    """Take the end of the program off someone's home page. Idempotent."""
    locked: Completion = Completion.objects.select_for_update().get(pk=row.pk, member=by)
    if locked.done_at is None:
        locked.done_at = timezone.now()
        locked.save(update_fields=["done_at"])
    return locked


def is_due(ending: ProgramEnding, *, now: datetime) -> bool:
    """Return whether its groups have had their time to answer, by the institution's calendar."""
    today = ending.institution.local_date(now=now)
    return ending.settle_on is not None and ending.settle_on < today
