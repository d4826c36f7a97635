"""What a director changes about a run's pairs, and decides for the runs to come.

Nothing that anyone said in confidence refuses a change, or moves a figure that it shows: a director who tries one
pair after the other learns nothing. `asked` says what becomes of such a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from matching.engine.pairs import cohort
from matching.pairs.domain.cohort import room
from matching.pairs.domain.hard_rules import FORBIDDEN, parting, sentences
from matching.pairs.domain.run import read_inputs
from matching.pairs.domain.several import check_another
from matching.pairs.domain.terms import verdict_of
from matching.pairs.errors import PairImpossible
from matching.pairs.models import PairRule, Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled
from matching.programs.models import Program
from matching.programs.runs.domain.jobs import refuse_while_published
from matching.programs.runs.errors import RunClosed
from matching.programs.runs.models import MatchRun
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User

Source = Proposal.Source
BLOCKING_SHOWN = 12


@transaction.atomic
def pair_by_hand(proposal: Proposal, *, mentor: Enrollment | None, actor: User) -> Proposal:
    """Give a protégé this mentor instead, or no one; the engine's own proposal is kept beside it.

    Raise RunClosed, NotEnrolled and PairImpossible (a hard rule; no place left: swap instead).
    """
    run = _open_run(proposal.run)
    held, given = _lock_for_update(run, proposal), read_inputs(run)
    if mentor is not None:
        _check_pair(run, held.protege, mentor)
        check_another(run, held, mentor)
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
            check_another(run, held, mentor)
    _set_mentor(one, two_mentor)
    _set_mentor(two, one_mentor)
    _note_change(run, read_inputs(run), [one, two], actor)
    return one, two


@transaction.atomic
def put_back(run: MatchRun, before: Sequence[Sequence[str]], *, actor: User) -> None:
    """Give protégés the mentors that they had: *before* names the proposal, the mentor or "", and the source of each.

    Raise RunClosed, NotEnrolled where one of the mentors does not take part any more, and PairImpossible where
    a hard rule parts them by now.
    """
    held = _open_run(run)
    mentors = Enrollment.objects.select_related("member").in_bulk(
        [mentor for _proposal, mentor, _source in before if mentor]
    )
    was = {UUID(key): (mentor, source) for key, mentor, source in before}
    rows = Proposal.objects.filter(run=held, pk__in=was).select_related("protege__member")
    changed = list(rows.order_by("pk"))
    for one in changed:
        mentor, one.source = was[one.pk]
        one.mentor = mentors[UUID(mentor)] if mentor else None
        if one.mentor is not None:
            _check_pair(held, one.protege, one.mentor)
    _note_change(held, read_inputs(held), changed, actor)


@transaction.atomic
def decide_pair(
    program: Program, *, protege: Enrollment, mentor: Enrollment, kind: str, actor: User
) -> PairRule:
    """Lock or forbid a pair for the runs to come; the last word on a pair counts.

    Raise NotEnrolled where one of the two does not take part, and PairImpossible for a lock that a rule parts.
    """
    for one, side in ((protege, Enrollment.Side.PROTEGE), (mentor, Enrollment.Side.MENTOR)):
        if one.program_id != program.pk or one.side != side or not one.is_active:
            raise NotEnrolled
    if kind == PairRule.Kind.LOCK:
        parted = parting(program, [(protege.member, mentor.member)])
        if {*parted.values()} - {FORBIDDEN}:  # a block of the same pair gives way to the lock
            raise PairImpossible(" ".join(sentences(program, [(protege.member, mentor.member)])))
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
    if said := sentences(run.program, [(protege.member, mentor.member)]):
        raise PairImpossible(" ".join(said))


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
    """Score what was changed, and note which pairs of the run would both rather have each other.

    Of the pairs that the run found by itself alone, as if no one had ruled anyone out: whether any two others could
    be a pair would tell whom someone asked to be kept apart from.
    """
    plain = replace(given, blocked=(), tied=(), terms=cohort.Terms())
    solution = cohort.solve(plain, explained=False)
    rows = {key: at for at, key in enumerate(solution.instance.proteges.keys)}
    cols = {key: at for at, key in enumerate(solution.instance.mentors.keys)}
    for held in changed:
        _score(held, given, solution, rows, cols)
        held.save(update_fields=["mentor", "source", "score", "parts", "choice"])
    matched = np.full(len(rows), cohort.UNMATCHED, dtype=np.int64)
    more: list[tuple[int, int]] = []
    found = set()
    fields = ("protege__member_id", "mentor__member_id", "engine_mentor__member_id")
    for protege, mentor, first in Proposal.objects.filter(run=run).values_list(*fields):
        found.add((str(protege), str(first)))
        if str(mentor) in cols:
            row, col = rows[str(protege)], cols[str(mentor)]
            if matched[row] == cohort.UNMATCHED:
                matched[row] = col
            else:
                more.append((row, col))
    further = np.array(more, dtype=np.int64).reshape(-1, 2)
    split = [
        (given.proteges[row].key, given.mentors[col].key)
        for row, col in cohort.blocking(solution, matched, further)
    ]
    run.summary["blocking_pairs"] = [pair for pair in split if pair in found][:BLOCKING_SHOWN]
    run.summary["asked"] = verdict_of(given, _pairs_of(run))
    run.save(update_fields=["summary"])
    record(Verb.PROPOSAL_CHANGED, actor=actor, institution=run.institution, subject=run)


def _pairs_of(run: MatchRun) -> list[tuple[str, str]]:
    fields = ("protege__member_id", "mentor__member_id")
    rows = Proposal.objects.filter(run=run, mentor__isnull=False).values_list(*fields)
    return [(str(protege), str(mentor)) for protege, mentor in rows]


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
