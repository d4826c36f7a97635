"""One email a day about newcomers: to those who run their programs, and to chiefs who may suggest a mentor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from matching.newcomers.models import MentorSuggestion, Newcomer
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, not_yet_queued, queue_messages
from profiles.models import Institution, Membership
from profiles.vocabulary import DIRECTS_PROGRAMS

NAMED = 20
"""How many an email names."""


@transaction.atomic
def tell_of_newcomers(institution: Institution, *, now: datetime | None = None) -> int:
    """Email about everyone who was found before today and still waits; return how many emails.

    Each newcomer is told of once, and no one gets more than one email a day: who comes to wait after it was
    sent, such as someone who was put back, is told of on the next.
    """
    moment = now or timezone.now()
    found = (
        Newcomer.objects.of(institution)
        .waiting()
        .filter(told_at=None, found_at__lt=institution.start_of_day(now=moment))
        .select_related("member__supervisor__user", "member__unit", "program__newcomer_welcome")
        .defer("member__search")
    )
    rows = list(found.order_by("program__name", "joined_on", "pk"))
    if not rows:
        return 0
    day = f"{institution.local_date(now=moment)}"
    mails = [
        (_to_director(to, theirs, day), theirs) for to, theirs in _by_director(institution, rows)
    ]
    mails += [(_to_chief(to, theirs, day), theirs) for to, theirs in _by_chief(institution, rows)]
    new = not_yet_queued([mail for mail, _theirs in mails])
    queue_messages(new)
    keys = {mail.key for mail in new}
    told = {one.pk for mail, theirs in mails for one in theirs if mail.key in keys}
    later = {one.pk for _mail, theirs in mails for one in theirs} - told
    done = [one.pk for one in rows if one.pk not in later]
    Newcomer.objects.filter(pk__in=done).update(told_at=moment)
    return len(new)


Told = Iterable[tuple[Membership, list[Newcomer]]]


def _by_director(institution: Institution, rows: list[Newcomer]) -> Told:
    """Yield who runs programs, and who of *rows* is theirs to see. One query a person."""
    staff = (
        Membership.objects.current()
        .of(institution)
        .filter(offices__overlap=list(DIRECTS_PROGRAMS))
        .select_related("user")
    )
    for to in staff:
        to.institution = institution
        own = set(
            Newcomer.objects.visible_to(to.user)
            .filter(pk__in=[one.pk for one in rows])
            .values_list("pk", flat=True)
        )
        if theirs := [one for one in rows if one.pk in own and one.member_id != to.pk]:
            yield to, theirs


def _by_chief(institution: Institution, rows: list[Newcomer]) -> Told:
    """Yield each chief who has an account here, and for whom they may suggest a mentor and have not yet."""
    found: dict[Membership, list[Newcomer]] = defaultdict(list)
    suggested = set(
        MentorSuggestion.objects.filter(newcomer__in=[one.pk for one in rows]).values_list(
            "newcomer_id", "by_id"
        )
    )
    for one in rows:
        chief = one.member.supervisor
        asked = one.program.newcomer_welcome.chiefs_suggest
        asked = asked and (one.pk, one.member.supervisor_id) not in suggested
        if asked and chief is not None and chief.is_current and chief.user.activated_at:
            chief.institution = institution
            found[chief].append(one)
    return found.items()


@read_by("to")
def _to_director(to: Membership, rows: list[Newcomer], day: str) -> Message:
    subject = ngettext(
        "%(count)d newcomer needs an onboarding mentor",
        "%(count)d newcomers need an onboarding mentor",
        len(rows),
    )
    return _digest("newcomers", to, rows, day, subject=subject, url_name="matching:newcomers")


@read_by("to")
def _to_chief(to: Membership, rows: list[Newcomer], day: str) -> Message:
    subject = ngettext(
        "Suggest a mentor for %(count)d person who joins your team",
        "Suggest a mentor for %(count)d people who join your team",
        len(rows),
    )
    return _digest(
        "newcomers_chief", to, rows, day, subject=subject, url_name="matching:newcomers_led"
    )


def _digest(
    template: str, to: Membership, rows: list[Newcomer], day: str, *, subject: str, url_name: str
) -> Message:
    return Message(
        key=f"{template.replace('_', '-')}-{to.pk}-{day}",
        to=to.user.email,
        subject=subject % {"count": len(rows)},
        template=template,
        context={
            "institution": to.institution,
            "name": to.short_name,
            "rows": rows[:NAMED],
            "more": max(0, len(rows) - NAMED),
            "link": settings.SITE_URL + reverse(url_name),
        },
        institution_id=to.institution_id,
        zone=to.zone.key,
    )
