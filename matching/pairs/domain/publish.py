"""From proposals to pairs: all of them or none, and once. A director's own pairs are asked first."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.pairs.domain.asked import kept_apart, made_by_hand
from matching.pairs.domain.broken_rules import broken_by
from matching.pairs.domain.cohort import present_pairs, room
from matching.pairs.domain.explanations import MENTOR, PROTEGE, pair_reasons
from matching.pairs.domain.first_meeting import first_meeting
from matching.pairs.domain.hard_rules import sentences
from matching.pairs.domain.results import is_waiting
from matching.pairs.domain.several import too_many
from matching.pairs.errors import PairImpossible
from matching.pairs.models import PAIR_KIND, Proposal
from matching.programs.domain.frequency import frequency_of
from matching.programs.domain.lifecycle import lock_for_update, start_running
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongState
from matching.programs.models import Program
from matching.programs.runs.domain import jobs
from matching.programs.runs.domain.messages import post_messages, waiting_message
from matching.programs.runs.domain.publications import lock_to_publish, queue_publication
from matching.programs.runs.errors import RunNotDone
from matching.programs.runs.models import MatchRun, Publication
from matching.signals import pairs_asked, pairs_asking
from mentornet.audit_verbs import Verb
from mentornet.jobs.progress import Progress, unheard
from mentornet.languages import read_by
from mentornet.mail.outbox import Message
from mentornet.mail.rendering import Templates
from mentornet.webhooks import events
from mentornet.webhooks.events import Facts
from mentornet.webhooks.publishing import announce
from networks.errors import NetworkError
from networks.relationships.agreements.domain.confirming import suggest_agreement
from networks.relationships.domain.links import mail_link
from networks.relationships.domain.tie import start_formal_tie
from profiles.institution.domain.audit import record
from profiles.models import User
from profiles.people.domain.preferences import reply_to

FIRST_MEETING_WITHIN = timedelta(days=14)


@transaction.atomic
def ask_pairs(run: MatchRun, *, actor: User, words: str = "") -> Publication | None:
    """Have a run's pairs published, and return what a worker then does; None where they are.

    *words* of the director stand in the emails of the pairs. Idempotent while a publication is under way. Raise at once what `publish_run` raises.
    """
    program, held, asked = lock_to_publish(run)
    if asked or held.state == MatchRun.State.PUBLISHED:
        return asked
    check_pairs(program, held)
    return queue_publication(held, actor=actor, words=words)


def mark_of_pairs(run: MatchRun) -> str:
    """Return a short text that is another one once any pair of *run* has changed. One query."""
    pairs = Proposal.objects.filter(run=run).order_by("pk").values_list("pk", "mentor")
    return hashlib.sha256(repr([*map(str, pairs)]).encode()).hexdigest()[:16]


def publish_asked(row: Publication, progress: Progress) -> MatchRun:
    """Publish the pairs of the run for which *row* asks. Raise what `publish_run` raises."""
    return publish_run(row.run, actor=row.asked_by, words=row.words, progress=progress)


@transaction.atomic
def publish_run(
    run: MatchRun, *, actor: User, words: str = "", progress: Progress = unheard
) -> MatchRun:
    """Make the run's pairs real: ties, and a mail to everyone, with *words* of the director. Idempotent.

    Pairs that a director made are asked whether they want it; so is, in silence, a pair of whom one asked in
    confidence not to meet the other. Those without a mentor are told kindly that they are on the waiting list.
    *progress* hears of each step. Raise what `check_pairs` raises; then nothing at all is published.
    """
    program, held = lock_for_update(run.program), jobs.lock_for_update(run)
    if held.state == MatchRun.State.PUBLISHED:
        return held
    proposals = check_pairs(program, held)
    today = program.institution.local_date()
    messages: list[Message] = []
    asked = made_by_hand(program, proposals) | kept_apart(proposals)
    # Who gets one of several mentors is not waiting.
    given = {one.protege_id for one in proposals if one.mentor is not None}
    _ask_first(program, [one for one in proposals if one.pk in asked], actor=actor, words=words)
    for done, proposal in enumerate(proposals):
        progress(done, 2 * len(proposals))
        if proposal.pk in asked:
            continue
        if proposal.mentor is not None:
            messages += make_pair(program, held, proposal, today, words)
        elif proposal.protege.is_active and is_waiting(proposal, given):
            messages.append(
                waiting_message(
                    held,
                    proposal.protege,
                    template="pair_waiting",
                    link=reverse("matching:project_choices", args=[program.pk])
                    if program.traits.by_projects
                    else reverse("networks:network"),
                )
            )
    post_messages(messages, progress=progress)
    held.state, held.published_at = MatchRun.State.PUBLISHED, timezone.now()
    held.save(update_fields=["state", "published_at"])
    start_running(program, actor=actor)
    record(Verb.RUN_PUBLISHED, actor=actor, institution=held.institution, subject=held)
    announce(events.RUN_PUBLISHED, held)
    return held


def check_pairs(program: Program, run: MatchRun) -> list[Proposal]:
    """Return the run's proposals, if they can be published now; both rows are held.

    Raise WrongState, RunNotDone, and PairImpossible with the names to look at where people have
    withdrawn, found a pair or filled their places since the run, and where a hard rule parts a pair now.
    """
    if run.state != MatchRun.State.DONE:
        raise RunNotDone
    if program.state not in (Program.State.MATCHING, Program.State.RUNNING):
        raise WrongState
    proposals = list(
        Proposal.objects.filter(run=run)
        .select_related(
            "protege__member__user",
            "protege__member__institution",
            "mentor__member__user",
            "mentor__member__institution",
            "project",
        )
        .order_by("id")
    )
    made = [proposal for proposal in proposals if proposal.mentor is not None]
    if not made:
        raise RunNotDone(_("This run has no pairs to publish."))
    problems = what_has_changed(program, made)
    problems += sentences(
        program, [(one.protege.member, one.mentor.member) for one in made if one.mentor]
    )
    problems += broken_by(program, made)
    own = made_by_hand(program, made)
    asked = [one for one in made if one.pk in own]
    for _receiver, said in pairs_asking.send(sender=Proposal, program=program, pairs=asked):
        problems += said or []
    if problems:
        raise PairImpossible(" ".join(problems))
    return proposals


def _ask_first(program: Program, pairs: list[Proposal], *, actor: User, words: str) -> None:
    """Put these pairs to their people; until both accept, the mentee has no mentor of this run."""
    pairs_asked.send(sender=Proposal, program=program, pairs=pairs, actor=actor, words=words)
    for one in pairs:
        assert one.mentor is not None  # noqa: S101  (a pair)
        one.cause = {"cause": "asked", "mentor": str(one.mentor.member_id)}
        one.mentor, one.score, one.parts, one.choice = None, None, {}, None
    Proposal.objects.bulk_update(pairs, ["mentor", "score", "parts", "choice", "cause"])


def what_has_changed(program: Program, made: list[Proposal]) -> list[str]:
    """Return what makes these pairs impossible now, one sentence a person."""
    paired, load = present_pairs(program)
    found = []
    taken: dict[Enrollment, int] = {}
    for proposal in made:
        mentor = proposal.mentor
        if mentor is None:
            continue
        for one in (proposal.protege, mentor):
            if not one.is_active or not one.member.is_current:
                found.append(
                    _("%(name)s has withdrawn from the program.") % {"name": one.member.name}
                )
        found += too_many(program, proposal, paired.get(proposal.protege_id, 0), made)
        taken[mentor] = taken.get(mentor, 0) + 1
    for mentor, count in taken.items():
        if count > room(mentor, program, load.get(mentor.pk, 0)):
            found.append(
                _("%(name)s no longer has enough openings.") % {"name": mentor.member.name}
            )
    return list(dict.fromkeys(found))


def made_by(run: MatchRun) -> Facts:
    """Return what events say of the program and run that made a pair."""
    return {"program_id": str(run.program_id), "run_id": str(run.pk)}


def make_pair(
    program: Program, run: MatchRun, proposal: Proposal, today: date, words: str
) -> list[Message]:
    """Start the tie of *proposal*, and return the messages that tell the two. Raise PairImpossible."""
    protege, mentor = proposal.protege, proposal.mentor
    assert mentor is not None  # noqa: S101  (the caller took the others out)
    try:
        tie = start_formal_tie(
            protege.member,
            mentor=mentor.member,
            roles=[role for role in protege.roles if role in mentor.roles] or mentor.roles,
            areas=[area for area in protege.areas if area in mentor.areas],
            frequency=frequency_of(program.cadence),
            started_on=today,
            kind=PAIR_KIND,
            made_by=made_by(run),
        )
    except NetworkError as error:
        raise PairImpossible(
            _("%(protege)s and %(mentor)s can no longer be paired.")
            % {"protege": protege.member.name, "mentor": mentor.member.name}
        ) from error
    suggest_agreement(tie, cadence=program.cadence, minutes=program.meeting_minutes)
    proposal.tie = tie
    proposal.save(update_fields=["tie"])
    return [_pair_message(program, run, proposal, one, today, words) for one in (protege, mentor)]


@read_by("to.member")
def _pair_message(
    program: Program, run: MatchRun, proposal: Proposal, to: Enrollment, today: date, words: str
) -> Message:
    """Tell one of the two who the other is, why, and what comes first."""
    tie = proposal.tie
    assert tie is not None  # noqa: S101  (the caller has just made it)
    reader, other = _reader_of(proposal, to)
    return Message(
        key=f"pair-{proposal.pk}-{reader}",
        to=to.member.user.email,
        subject=_("You and %(name)s are a pair in %(program)s")
        % {"name": other.member.name, "program": program.name},
        template="pair_made",
        context={
            **_context_of(program, run, proposal, to, words),
            "link": mail_link(tie, recipient=to.member),
        },
        institution_id=program.institution_id,
        headers=reply_to(other.member),
        calendar=first_meeting(
            uid=f"pair-{tie.pk}",
            title=_("Meet %(name)s by this day") % {"name": other.member.name},
            description=_("Your first meeting in %(program)s.") % {"program": program.name},
            day=max(today, program.starts_on or today) + FIRST_MEETING_WITHIN,
        ),
    )


def _reader_of(proposal: Proposal, to: Enrollment) -> tuple[str, Enrollment]:
    """Return as which of the two *to* reads, and the other one."""
    assert proposal.mentor is not None  # noqa: S101  (a pair)
    if to == proposal.protege:
        return PROTEGE, proposal.mentor
    return MENTOR, proposal.protege


def _context_of(
    program: Program, run: MatchRun, proposal: Proposal, to: Enrollment, words: str
) -> dict[str, Any]:
    assert proposal.mentor is not None  # noqa: S101  (a pair)
    reader, other = _reader_of(proposal, to)
    return {
        "program": program,
        "institution": program.institution,
        "name": to.member.short_name,
        "to": to.member,
        "other": other.member,
        "mentors": reader == MENTOR,
        "project": proposal.project,
        "leading": _leading(proposal),
        "words": words,
        "reasons": pair_reasons(
            proposal.protege,
            proposal.mentor,
            parts=proposal.parts,
            choice=proposal.choice,
            reader=reader,
            weights=run.weights,
        ),
    }


def _leading(proposal: Proposal) -> str:
    """Return the name of who leads the project of *proposal*; empty without a project."""
    if proposal.project_id is None:
        return ""
    rows = Proposal.objects.filter(run=proposal.run_id, protege=proposal.protege_id, leads=True)
    lead = rows.filter(mentor__isnull=False).select_related("mentor__member").first()
    return lead.mentor.member.name if lead is not None and lead.mentor is not None else ""


def preview_emails(run: MatchRun, proposal: Proposal, *, words: str) -> list[tuple[str, str]]:
    """Return the two emails of one pair if *run* were published with *words*: to whom, and the text."""
    people = (proposal.protege, proposal.mentor)
    return [
        (one.member.name, preview_email(run, proposal, to=one, words=words))
        for one in people
        if one is not None
    ]


def preview_email(run: MatchRun, proposal: Proposal, *, to: Enrollment, words: str) -> str:
    """Return the text of the email that *to* would get if *run* were published with *words*.

    In place of the link to the relationship, which is made only then, it says so. Nothing is written.
    """
    return _preview(run.program, run, proposal, to, words)


@read_by("to.member")
def _preview(
    program: Program, run: MatchRun, proposal: Proposal, to: Enrollment, words: str
) -> str:
    context = _context_of(program, run, proposal, to, words)
    link = _("(the link to their relationship page)")
    text, _html = Templates().render("pair_made", {**context, "link": link})
    return text
