"""What becomes of a question to two people: a pair once both accept, and otherwise nothing, on its day.

A pair that does not come about ends on the last day to answer and never before, whatever was said and
when: its end tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from matching.errors import MatchingError
from matching.groups.forming.domain.asked import begin_asked
from matching.pairing.domain import messages
from matching.pairing.domain.asking import close, lock_request
from matching.pairing.domain.possible import PAIRING_STATES, can_be_paired, refused_in
from matching.pairing.errors import KeptApart, PairNotPossible, RequestOver
from matching.pairing.models import PairRequest
from matching.pairs.domain.by_hand import make_pair_by_hand
from matching.programs.enrollment.domain import count_in, public_prefill
from matching.programs.enrollment.models import Enrollment
from mentornet.audit_verbs import Verb
from mentornet.jobs.rows import of_row, try_each
from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from networks.errors import NetworkError
from profiles.institution.domain.audit import record
from profiles.models import Membership

Answer, State, Awaits = PairRequest.Answer, PairRequest.State, Enrollment.Awaits
KIND = "matching.pair_request"
KEPT_FOR = timedelta(days=365)


@transaction.atomic
def answer_request(request: PairRequest, *, by: Membership, accepts: bool) -> PairRequest:
    """Note what *by*, one of the two, answers; it can be changed until the question is closed.

    Once all accept they are a pair. No one learns of an answer before, nor of one to decline ever.
    Raise RequestOver, and KeptApart to who would accept someone of whom they said that they do not want them.
    """
    row = lock_request(request)
    if not row.is_open:
        raise RequestOver
    if accepts and by.pk in refused_in(row):
        raise KeptApart
    answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    name = f"{row.part_of(by)}_answer"
    if getattr(row, name) == answer:
        return row
    setattr(row, name, answer)
    row.save(update_fields=[name])
    record(Verb.PAIR_REQUEST_ANSWERED, actor=by.user, institution=row.institution, subject=row)
    _make_if_both(row)
    return row


def close_due(*, now: datetime | None = None) -> int:
    """Close the questions whose last day is over, each by itself; return how many were tried.

    Those closed a year ago are deleted.
    """
    rows = PairRequest.objects.filter(state=State.OPEN).select_related("institution", "program")
    due = [row for row in rows if row.institution.local_date(now=now) > row.answer_by]
    PairRequest.objects.filter(closed_at__lt=(now or timezone.now()) - KEPT_FOR).delete()
    return try_each(KIND, due, owner=of_row, work=_close_one)


@transaction.atomic
def _close_one(request: PairRequest) -> int:
    row = lock_request(request)
    if row.state == State.OPEN and not _make_if_both(row):
        close(row, State.NOT_MADE)
        messages.tell_asker(row)
    return 1


def _make_if_both(row: PairRequest) -> bool:
    """Make the pair if all accept and nothing parts them; return whether it was made.

    Where something does, it stays as it is: to the two and the director it looks as if one had not answered.
    """
    if set(row.answers) != {Answer.ACCEPTED}:
        return False
    if row.program.state not in PAIRING_STATES or refused_in(row):
        return False
    try:
        with transaction.atomic():
            if row.among_equals:
                begin_asked(
                    row.program, row.people, group=row.group, actor=row.asked_by or row.protege.user
                )
            else:
                _make_pair(row)
    except (MatchingError, NetworkError):
        return False
    row.state, row.closed_at = State.MADE, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    messages.tell_asker(row)
    return True


def _make_pair(row: PairRequest) -> None:
    """Begin the relationship. Raise PairNotPossible, and what making it raises."""
    if not can_be_paired(row.program, protege=row.protege, mentor=row.mentor):
        raise PairNotPossible
    protege = _take_in(row, row.protege, Enrollment.Side.PROTEGE)
    mentor = _take_in(row, row.mentor, Enrollment.Side.MENTOR)
    make_pair_by_hand(row.program, protege=protege, mentor=mentor, words=row.words)


def _take_in(request: PairRequest, member: Membership, side: str) -> Enrollment:
    """Return the person's enrollment; who has none is enrolled, as they said when they accepted."""
    program = request.program
    rows: Any = Enrollment.objects.select_for_update(of=("self",))
    row = rows.filter(program=program, member=member, side=side).first()
    if row is not None and row.is_active:
        row.program, row.member = program, member
        return row
    if row is None:
        row = Enrollment(
            institution=program.institution,
            program=program,
            member=member,
            side=side,
            **public_prefill(program, member, side),
        )
    if row.awaits != Awaits.DIRECTOR:
        row.source, row.awaits, row.withdrawn_at = (
            Enrollment.Source.TAKEN_IN,
            Awaits.PERSON,
            timezone.now(),
        )
        row.program, row.member = program, member
        row.save()
        links.revoke(purposes=[Purpose.CONSENT], subjects=[row])
    counted = count_in(row, actor=member.user)
    counted.member = member
    return counted
