"""A director asks two people to be a pair, and withdraws the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.pairing.domain import messages
from matching.pairing.domain.possible import (
    PAIRING_STATES,
    can_be_paired,
    openings_asked_for,
    refused_by,
)
from matching.pairing.errors import AskedRecently, MenteeAsked, PairNotPossible
from matching.pairing.models import PairRequest
from matching.pairs.domain.cohort import present_pairs, room
from matching.pairs.domain.several import at_once, gives_several, mentors_of
from matching.pairs.models import Proposal
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import WrongKind
from matching.programs.models import Program
from mentornet import moments
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

ANSWER_WITHIN = timedelta(days=14)
ASKED_AGAIN_AFTER = timedelta(days=90)
"""A question that came to nothing is not put to the same two people again for so long."""

Answer, State = PairRequest.Answer, PairRequest.State


def check_pairing(program: Program, *, protege: Membership, mentor: Membership) -> None:
    """Raise what `propose_pair` raises; nothing that anyone said in confidence changes it."""
    if not program.traits.makes_pairs:
        raise WrongKind
    if program.state not in PAIRING_STATES:
        raise PairNotPossible
    _check_unasked(program, protege=protege, mentor=mentor)
    possible = can_be_paired(program, protege=protege, mentor=mentor)
    if not possible or not _has_opening(program, mentor):
        raise PairNotPossible


@transaction.atomic
def propose_pair(
    program: Program, *, protege: Membership, mentor: Membership, actor: User, words: str = ""
) -> PairRequest:
    """Ask the two by email and on their home page; asking for the same pair twice returns the first.

    For who said before that they do not want the other it is declined at once: they get an email that says
    so, and no one else can tell. Raise WrongKind, MenteeAsked, AskedRecently, and PairNotPossible, one sentence for every rule.
    """
    held = lock_for_update(program)
    same = PairRequest.objects.filter(
        program=held, protege=protege, mentor=mentor, state=State.OPEN
    ).first()
    if same is not None:
        return same
    check_pairing(held, protege=protege, mentor=mentor)
    return _ask(held, protege=protege, mentor=mentor, actor=actor, words=words)


def in_question(
    program: Program,
) -> tuple[dict[UUID, int], dict[UUID, int], set[tuple[UUID, UUID]]]:
    """Return about how many mentors mentees are asked now, the openings that wait for an answer, and who is not asked again yet.

    By key of members. Directors know all of it: a question that someone declined ends on its last day like any other.
    One query.
    """
    lately = Q(
        state__in=(State.NOT_MADE, State.WITHDRAWN),
        closed_at__gt=timezone.now() - ASKED_AGAIN_AFTER,
    )
    rows = PairRequest.objects.filter(lately | Q(state=State.OPEN), program=program)
    found = list(rows.values_list("protege_id", "mentor_id", "state"))
    waiting = [(protege, mentor) for protege, mentor, state in found if state == State.OPEN]
    return (
        dict(Counter(protege for protege, _mentor in waiting)),
        dict(Counter(mentor for _protege, mentor in waiting)),
        {(protege, mentor) for protege, mentor, _state in found},
    )


def what_was_asked(program: Program, pairs: Sequence[Proposal]) -> list[str]:
    """Return why these pairs of a run cannot be put to their people now, a sentence each."""
    found = []
    of_run: Counter[UUID] = Counter()
    for one in pairs:
        assert one.mentor is not None  # noqa: S101  (a pair)
        protege, mentor = one.protege.member, one.mentor.member
        try:
            _check_unasked(program, protege=protege, mentor=mentor, more=of_run[protege.pk])
            of_run[protege.pk] += one.leads
        except MatchingError as error:
            found.append(f"{one.protege.member.name}, {one.mentor.member.name}: {error.message}")
    return found


def ask_pairs_of_run(
    program: Program, *, pairs: Sequence[Proposal], actor: User, words: str
) -> None:
    """Put these pairs of a run to their people; no one is asked about more mentors than the program gives.

    The caller has locked the program and published the run.
    """
    people = [one.protege.member_id for one in pairs]
    asked = Counter(
        PairRequest.objects.filter(
            program=program, protege__in=people, state=State.OPEN
        ).values_list("protege_id", flat=True)
    )
    for one in pairs:
        if one.mentor is not None and asked[one.protege.member_id] < program.mentors_a_mentee:
            _ask(
                program,
                protege=one.protege.member,
                mentor=one.mentor.member,
                actor=actor,
                words=words,
                by_run=True,
            )
            asked[one.protege.member_id] += 1


def _ask(
    held: Program,
    *,
    protege: Membership,
    mentor: Membership,
    actor: User,
    words: str,
    by_run: bool = False,
) -> PairRequest:
    refused = refused_by(held, protege=protege, mentor=mentor)
    row: PairRequest = PairRequest.objects.create(
        institution=held.institution,
        program=held,
        protege=protege,
        mentor=mentor,
        asked_by=actor,
        words=words,
        by_run=by_run,
        protege_answer=Answer.DECLINED if protege.pk in refused else Answer.WAITING,
        mentor_answer=Answer.DECLINED if mentor.pk in refused else Answer.WAITING,
        answer_by=held.institution.local_date() + ANSWER_WITHIN,
    )
    record(Verb.PAIR_REQUEST_SENT, actor=actor, institution=held.institution, subject=row)
    messages.ask(row, refused=refused)
    return row


def _check_unasked(
    program: Program, *, protege: Membership, mentor: Membership, more: int = 0
) -> None:
    """Raise MenteeAsked while the mentee is asked about as many as they may have, and AskedRecently where these two were.

    *more* questions are about to be put to them.
    """
    waiting = PairRequest.objects.filter(program=program, protege=protege, state=State.OPEN)
    row = waiting.order_by("answer_by").first()
    if row is not None and waiting.count() + more >= _questions(program, protege):
        raise MenteeAsked(
            _("%(name)s was asked about a mentor and can answer until %(day)s.")
            % {"name": protege.name, "day": moments.day(row.answer_by)}
        )
    since = timezone.now() - ASKED_AGAIN_AFTER
    before = PairRequest.objects.filter(
        program=program,
        protege=protege,
        mentor=mentor,
        state__in=(State.NOT_MADE, State.WITHDRAWN),
        closed_at__gt=since,
    ).first()
    if before is not None and before.closed_at is not None:
        again = (before.closed_at + ASKED_AGAIN_AFTER).date() + timedelta(days=1)
        raise AskedRecently(
            _("These two were asked recently. You can ask them again on %(day)s.")
            % {"day": moments.day(again)}
        )


def _questions(program: Program, protege: Membership) -> int:
    """Return about how many mentors the mentee can be asked at once: one, or as many as they may have yet."""
    if not gives_several(program):
        return 1
    return at_once(program, len(mentors_of(program, protege.pk)))


@transaction.atomic
def withdraw_request(request: PairRequest, *, actor: User) -> bool:
    """Withdraw the question; return whether it was open. Who was asked is told, whatever they answered."""
    row = lock_request(request)
    if row.state != State.OPEN:
        return False
    close(row, State.WITHDRAWN)
    record(Verb.PAIR_REQUEST_WITHDRAWN, actor=actor, institution=row.institution, subject=row)
    return True


def lock_request(request: PairRequest) -> PairRequest:
    """Return the question as it is now; its program and then itself are locked."""
    program = lock_for_update(request.program)
    row: PairRequest = (
        PairRequest.objects.select_for_update(of=("self",))
        .select_related(
            "institution",
            "protege__user",
            "protege__institution",
            "mentor__user",
            "mentor__institution",
            "third__user",
            "third__institution",
            "group__institution",
            "asked_by",
        )
        .get(pk=request.pk)
    )
    row.program = program
    return row


def close(row: PairRequest, state: str) -> None:
    """Close a question that came to nothing: delete the answers, and tell who was asked, all alike."""
    row.state, row.closed_at = state, timezone.now()
    answers = ["protege_answer", "mentor_answer", "third_answer"]
    for name in answers:
        setattr(row, name, Answer.WAITING)
    row.save(update_fields=["state", "closed_at", *answers])
    messages.tell_over(row)


def _has_opening(program: Program, mentor: Membership) -> bool:
    """Return whether the mentor has an opening that no other mentee is asked about."""
    asked = openings_asked_for(program, mentor)
    row = Enrollment.objects.active().filter(program=program, member=mentor, side="mentor").first()
    if not asked or row is None:
        return not asked
    _paired, load = present_pairs(program)
    return room(row, program, load.get(row.pk, 0)) > asked
