"""A director asks two or three people whether they will be peers, or be together in a group.

As with a mentee and a mentor, nothing that someone said in confidence refuses the question: it ends as if it were declined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.pairing.domain import messages
from matching.pairing.domain.asking import ANSWER_WITHIN, ASKED_AGAIN_AFTER, close
from matching.pairing.domain.possible import PAIRING_STATES, refused_among
from matching.pairing.errors import AskedRecently, PairNotPossible, PeerAsked
from matching.pairing.models import PairRequest
from matching.programs.models import Program
from mentornet import moments
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from networks.phrases import joined
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

Answer, State = PairRequest.Answer, PairRequest.State


def ask_peers(
    program: Program,
    people: Sequence[Membership],
    *,
    group: PeerGroup | None,
    actor: User,
    words: str = "",
) -> PairRequest:
    """Ask them by email and on their home pages; asking the same people for the same again returns the first.

    For who said before that they do not want another of them it is declined at once: they get an email that says so,
    and no one else can tell. The caller holds the program. Raise PairNotPossible, PeerAsked and AskedRecently.
    """
    here = {one.pk for one in people}
    for row in PairRequest.objects.filter(program=program, group=group, state=State.OPEN):
        if _asked(row) == here:
            return row
    check_unasked(program, people)
    if program.state not in PAIRING_STATES:
        raise PairNotPossible
    refused = refused_among(program, people)
    answers = [Answer.DECLINED if one.pk in refused else Answer.WAITING for one in people]
    third = people[2] if len(people) > 2 else None
    row = PairRequest.objects.create(
        institution=program.institution,
        program=program,
        protege=people[0],
        mentor=people[1],
        third=third,
        group=group,
        asked_by=actor,
        words=words,
        by_run=group is None,
        protege_answer=answers[0],
        mentor_answer=answers[1],
        third_answer=answers[2] if third else Answer.WAITING,
        answer_by=program.institution.local_date() + ANSWER_WITHIN,
    )
    record(Verb.PAIR_REQUEST_SENT, actor=actor, institution=program.institution, subject=row)
    messages.ask(row, refused=refused)
    return row


def peers_asked_about(program: Program) -> tuple[set[UUID], list[set[UUID]]]:
    """Return who is asked now, and whom it came to nothing between lately, by key of members. One query."""
    asked: set[UUID] = set()
    tried: list[set[UUID]] = []
    for row in _of_late(program):
        if row.state == State.OPEN:
            asked |= _asked(row)
        else:
            tried.append(_asked(row))
    return asked, tried


def what_stops(program: Program, sets: Sequence[Sequence[Membership]]) -> list[str]:
    """Return why these people cannot be asked now, a sentence each."""
    found = []
    for people in sets:
        try:
            check_unasked(program, people)
        except MatchingError as error:
            found.append(f"{joined([one.name for one in people])}: {error.message}")
    return found


def check_unasked(program: Program, people: Sequence[Membership]) -> None:
    """Raise PeerAsked while one of them is asked, and AskedRecently where two of them were. One query."""
    here = {one.pk: one for one in people}
    for row in _of_late(program):
        among = [here[key] for key in _asked(row) if key in here]
        if row.state == State.OPEN and among:
            raise PeerAsked(
                _("%(name)s was asked about a peer or a group and can answer until %(day)s.")
                % {"name": among[0].name, "day": moments.day(row.answer_by)}
            )
        if row.state != State.OPEN and len(among) > 1 and row.closed_at is not None:
            again = (row.closed_at + ASKED_AGAIN_AFTER).date() + timedelta(days=1)
            raise AskedRecently(
                _("%(names)s were asked recently. You can ask them again on %(day)s.")
                % {"names": joined([one.name for one in among]), "day": moments.day(again)}
            )


def withdraw_from(group: PeerGroup, member: Membership) -> None:
    """Withdraw what *member*, who leaves *group*, was asked about it; everyone who was asked is told."""
    rows = PairRequest.objects.put_to(member).filter(group=group, state=State.OPEN)
    for row in rows.select_for_update(of=("self",)):
        close(row, State.WITHDRAWN)


def _of_late(program: Program) -> Sequence[PairRequest]:
    lately = Q(
        state__in=(State.NOT_MADE, State.WITHDRAWN),
        closed_at__gt=timezone.now() - ASKED_AGAIN_AFTER,
    )
    rows = PairRequest.objects.filter(lately | Q(state=State.OPEN), program=program)
    return list(rows.among_equals().order_by("created_at", "pk"))


def _asked(row: PairRequest) -> set[UUID]:
    return {key for key in (row.protege_id, row.mentor_id, row.third_id) if key}
