"""The emails about a question to two people. They are in no list of messages that directors read."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.pairing.models import PairRequest
from matching.programs.models import Program
from mentornet.languages import read_by
from mentornet.mail.outbox import cancel, queue_message
from networks.phrases import joined
from networks.relationships.domain.links import mail_link
from profiles.models import Membership


def ask(row: PairRequest, *, refused: set[UUID]) -> None:
    """Email the question to both; *refused* are those who said before that they do not want the other."""
    for to in _asked(row):
        _ask(row, to, kept_apart=to.pk in refused)


def tell_over(row: PairRequest) -> None:
    """Tell both, alike, that the pair did not come about; what was not sent is not sent."""
    cancel(f"pair-request-{row.pk}-")
    for to in _asked(row):
        _tell_over(row, to)


def tell_asker(row: PairRequest) -> None:
    """Tell the director who asked whether the two are a pair, if they still run the program."""
    if row.asked_by is None:
        return
    director = row.institution.memberships.filter(user=row.asked_by, end_date=None).first()
    runs = Program.objects.directed_by(row.asked_by).filter(pk=row.program_id)
    if director is not None and runs.exists():
        director.user, director.institution = row.asked_by, row.institution
        _tell_asker(row, director)


def _asked(row: PairRequest) -> list[Membership]:
    return [one for one in row.people if one.is_current]


def _others(row: PairRequest, to: Membership) -> str:
    return joined([one.name for one in row.others_than(to)])


@read_by("to")
def _ask(row: PairRequest, to: Membership, *, kept_apart: bool) -> None:
    other, names = row.other_than(to), _others(row, to)
    queue_message(
        key=f"pair-request-{row.pk}-{to.pk}",
        to=to.user.email,
        subject=_("%(program)s: you and %(name)s?") % {"program": row.program.name, "name": names},
        template="peer_request" if row.among_equals else "pair_request",
        context={
            "program": row.program,
            "institution": row.institution,
            "name": to.short_name,
            "other": other,
            "others": row.others_than(to),
            "names": names,
            "group": row.group,
            "kept_apart": kept_apart,
            "as_mentor": to.pk == row.mentor_id,
            "until": row.answer_by,
            "words": row.words,
            "link": mail_link(row, recipient=to),
        },
        institution=row.institution,
    )


@read_by("to")
def _tell_over(row: PairRequest, to: Membership) -> None:
    names = _others(row, to)
    queue_message(
        key=f"pair-request-over-{row.pk}-{to.pk}",
        to=to.user.email,
        subject=_("%(program)s: about you and %(name)s")
        % {"program": row.program.name, "name": names},
        template="peer_request_over" if row.among_equals else "pair_request_over",
        context={
            "program": row.program,
            "institution": row.institution,
            "name": to.short_name,
            "other": row.other_than(to),
            "names": names,
        },
        institution=row.institution,
    )


@read_by("to")
def _tell_asker(row: PairRequest, to: Membership) -> None:
    queue_message(
        key=f"pair-request-told-{row.pk}",
        to=to.user.email,
        subject=_("%(program)s: a pair that you proposed") % {"program": row.program.name},
        template="pair_request_told",
        context={
            "program": row.program,
            "institution": row.institution,
            "name": to.short_name,
            "one": row.protege.name,
            "two": joined([one.name for one in row.people[1:]]),
            "made": row.state == PairRequest.State.MADE,
            "link": settings.SITE_URL + reverse("matching:pair_requests"),
        },
        institution=row.institution,
    )
