"""Pairs that a director of the demonstration proposed by name: one just now, one that waits, one that came to nothing."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from matching.demo.load import JUNIOR, people_of
from matching.errors import MatchingError
from matching.models import Enrollment, PairRequest, Program
from matching.pairing.domain.answering import answer_request, close_due
from matching.pairing.domain.asking import ANSWER_WITHIN, propose_pair
from profiles.models import Institution, Membership, User
from profiles.vocabulary import StaffRoleKind

WORDS = "You both work with the same registry, and you asked for someone outside your division."
# How many days ago each was asked: the first is closed by now, the second waits for over a week.
ASKED_AGO = (20, 9, 0)


def load_pair_requests(institution: Institution) -> list[PairRequest]:
    """Write three questions in the running program of pairs and return them; those that exist are returned."""
    rows = PairRequest.objects.of(institution)
    if there := list(rows.order_by("created_at")):
        return there
    programs = Program.objects.of(institution).filter(
        kind=Program.Kind.DYADIC, state=Program.State.RUNNING
    )
    director = (
        Membership.objects.current()
        .of(institution)
        .filter(offices__contains=[StaffRoleKind.DIRECTOR])
        .select_related("user")
        .order_by("external_id")
        .first()
    )
    program = programs.select_related("institution").order_by("created_at").first()
    if program is None or director is None:
        return []
    for row, days in zip(_ask(program, actor=director.user), ASKED_AGO, strict=False):
        _let_pass(row, days)
    close_due()
    last = rows.filter(state=PairRequest.State.OPEN).order_by("-created_at").first()
    if last is not None:
        answer_request(last, by=last.mentor, accepts=True)
    return list(rows.order_by("created_at"))


def _ask(program: Program, *, actor: User) -> list[PairRequest]:
    """Ask as many pairs as ASKED_AGO has, of mentees who are not enrolled and mentors who are."""
    mentors = [
        one.member
        for one in Enrollment.objects.active()
        .mentors()
        .filter(program=program)
        .select_related("member__user", "member__institution", "member__unit")
        .order_by("member__external_id")
    ]
    enrolled = Enrollment.objects.filter(program__institution=program.institution)
    taken = set(enrolled.values_list("member", flat=True))
    mentees = people_of(program.institution, JUNIOR, with_goals=True)
    asked: list[PairRequest] = []
    for mentee in (one for one in mentees if one.pk not in taken):
        for mentor in mentors:
            try:
                asked.append(
                    propose_pair(program, protege=mentee, mentor=mentor, actor=actor, words=WORDS)
                )
            except MatchingError:
                continue
            mentors.remove(mentor)
            break
        if len(asked) == len(ASKED_AGO):
            break
    return asked


def _let_pass(row: PairRequest, days: int) -> None:
    """Let *row* have been asked so many days ago."""
    asked = timezone.now() - timedelta(days=days)
    answer_by = row.institution.local_date(now=asked) + ANSWER_WITHIN
    PairRequest.objects.filter(pk=row.pk).update(created_at=asked, answer_by=answer_by)
