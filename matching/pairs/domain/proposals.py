"""What a director changes about a run's pairs, and decides for the runs to come."""

from __future__ import annotations

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from matching.engine.pairs import cohort
from matching.pairs.domain.cohort import room
from matching.pairs.domain.run import read_inputs
from matching.pairs.errors import PairImpossible
from matching.pairs.models import PairRule, Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled
from matching.programs.models import Program
from matching.programs.runs.domain.jobs import refuse_while_published
from matching.programs.runs.errors import RunClosed
from matching.programs.runs.models import MatchRun
from mentornet.audit_verbs import Verb
from networks.models import Exclusion
from profiles.institution.domain.audit import record
from profiles.models import User

Source = Proposal.Source
BLOCKING_SHOWN = 12


@transaction.atomic
def pair_by_hand(proposal: Proposal, *, mentor: Enrollment | None, actor: User) -> Proposal:
    """Give a protégé this mentor instead, or no one; the engine's own proposal is kept beside it.

    Raise RunClosed, NotEnrolled and PairImpossible (no place left: swap instead).
    """
    run = _open_run(proposal.run)
    held, given = _lock_for_update(run, proposal), read_inputs(run)
    if mentor is not None:
        _check_pair(run, held.protege, mentor)
        taken = Proposal.objects.filter(run=run, mentor=mentor).exclude(pk=held.pk).count()
        if taken >= _places(run, given, mentor):
            raise PairImpossible(
                _("%(name)s has no openings left in this run. Swap two mentees instead.")
                % {"name": mentor.member.name}
            )
    _set_mentor(held, mentor)
    _note_change(run, given, [held], actor)
    return held


@transaction.atomic
def swap(proposal: Proposal, *, other: Proposal, actor: User) -> tuple[Proposal, Proposal]:
    """Let two protégés change mentors; one of them may have had none.

    Raise RunClosed, NotEnrolled and PairImpossible.
    """
    run = _open_run(proposal.run)
    one, two = _lock_for_update(run, proposal), _lock_for_update(run, other)
    one_mentor, two_mentor = one.mentor, two.mentor
    for held, mentor in ((one, two_mentor), (two, one_mentor)):
        if mentor is not None:
            _check_pair(run, held.protege, mentor)
    _set_mentor(one, two_mentor)
    _set_mentor(two, one_mentor)
    _note_change(run, read_inputs(run), [one, two], actor)
    return one, two


@transaction.atomic
def decide_pair(
    program: Program, *, protege: Enrollment, mentor: Enrollment, kind: str, actor: User
) -> PairRule:
    """Lock or forbid a pair for the runs to come; the last word on a pair counts.

    Raise NotEnrolled where one of the two does not take part.
    """
    for one, side in ((protege, Enrollment.Side.PROTEGE), (mentor, Enrollment.Side.MENTOR)):
        if one.program_id != program.pk or one.side != side or not one.is_active:
            raise NotEnrolled
    if kind == PairRule.Kind.LOCK:
        _refuse_apart(protege, mentor)
        PairRule.objects.filter(protege=protege, kind=PairRule.Kind.LOCK).exclude(
            mentor=mentor
        ).delete()
    rule: PairRule
    rule, _made = PairRule.objects.update_or_create(
        protege=protege,
        mentor=mentor,
        defaults={"kind": kind, "program": program, "institution": program.institution},
    )
    verb = Verb.PAIR_LOCKED if kind == PairRule.Kind.LOCK else Verb.PAIR_FORBIDDEN
    record(verb, actor=actor, institution=program.institution, subject=rule)
    return rule


@transaction.atomic
def lift_pair_rule(rule: PairRule, *, actor: User) -> None:
    """Let later runs decide about this pair again."""
    record(Verb.PAIR_RULE_LIFTED, actor=actor, institution=rule.institution, subject=rule)
    rule.delete()


def _open_run(run: MatchRun) -> MatchRun:
    held: MatchRun = (
        MatchRun.objects.select_for_update(of=("self",))
        .select_related("program__institution", "institution")
        .get(pk=run.pk)
    )
    if not held.is_editable:
        raise RunClosed
    refuse_while_published(held)
    return held


def _lock_for_update(run: MatchRun, proposal: Proposal) -> Proposal:
    row: Proposal = Proposal.objects.select_related("protege__member", "mentor__member").get(
        pk=proposal.pk, run=run
    )
    return row


def _check_pair(run: MatchRun, protege: Enrollment, mentor: Enrollment) -> None:
    if mentor.program_id != run.program_id or mentor.side != Enrollment.Side.MENTOR:
        raise NotEnrolled
    if not mentor.is_active or not mentor.member.is_current:
        raise NotEnrolled
    if protege.member_id == mentor.member_id:
        raise PairImpossible(_("People can’t mentor themselves. Choose someone else."))
    _refuse_apart(protege, mentor)


def _refuse_apart(protege: Enrollment, mentor: Enrollment) -> None:
    if Exclusion.objects.keeping_apart(protege.member, mentor.member).exists():
        # Whose wish it is, and that it is one, stays with them.
        raise PairImpossible(
            _("%(mentor)s and %(protege)s can’t be paired. Choose someone else.")
            % {"mentor": mentor.member.name, "protege": protege.member.name}
        )


def _places(run: MatchRun, given: cohort.Cohort, mentor: Enrollment) -> int:
    """Return the places that the mentor had when the run was made."""
    key = str(mentor.member_id)
    places = {one.key: one.capacity for one in given.mentors}
    return places.get(key, room(mentor, run.program, 0))


def _set_mentor(proposal: Proposal, mentor: Enrollment | None) -> None:
    proposal.mentor = mentor
    back = proposal.engine_mentor_id == (mentor.pk if mentor else None)
    proposal.source = Source.ENGINE if back else Source.MANUAL


def _note_change(run: MatchRun, given: cohort.Cohort, changed: list[Proposal], actor: User) -> None:
    """Score what was changed, and count anew who would rather have each other."""
    solution = cohort.solve(given, explained=False)
    rows = {key: at for at, key in enumerate(solution.instance.proteges.keys)}
    cols = {key: at for at, key in enumerate(solution.instance.mentors.keys)}
    for held in changed:
        _score(held, given, solution, rows, cols)
        held.save(update_fields=["mentor", "source", "score", "parts", "choice"])
    matched = np.full(len(rows), cohort.UNMATCHED, dtype=np.int64)
    now = Proposal.objects.filter(run=run, mentor__isnull=False)
    for protege, mentor in now.values_list("protege__member_id", "mentor__member_id"):
        if str(mentor) in cols:
            matched[rows[str(protege)]] = cols[str(mentor)]
    pairs = cohort.blocking(solution, matched)
    run.summary["blocking"] = len(pairs)
    run.summary["blocking_pairs"] = [
        (given.proteges[row].key, given.mentors[col].key) for row, col in pairs[:BLOCKING_SHOWN]
    ]
    run.save(update_fields=["summary"])
    record(Verb.PROPOSAL_CHANGED, actor=actor, institution=run.institution, subject=run)


def _score(
    held: Proposal,
    given: cohort.Cohort,
    solution: cohort.Solution,
    rows: dict[str, int],
    cols: dict[str, int],
) -> None:
    held.score, held.parts, held.choice = None, {}, None
    if held.mentor is None:
        return
    protege, mentor = str(held.protege.member_id), str(held.mentor.member_id)
    named = given.protege_choices.get(protege, ())
    held.choice = named.index(mentor) + 1 if mentor in named else None
    if mentor in cols:  # who enrolled after the run has no score in it
        scores, parts = cohort.scores_of(
            solution, given, np.array([rows[protege]]), np.array([cols[mentor]])
        )
        held.score, held.parts = float(scores[0]), cohort.part_names(parts[0])
