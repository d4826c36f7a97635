"""Pairs that a director proposed by name and that did not come about, in the queue of those who run programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.pairing.domain.possible import PAIRING_STATES
from matching.pairing.models import PairRequest
from matching.pairs.models import Proposal
from matching.programs.kinds.traits import Kind as Kinds
from matching.programs.queue import programs_run_by
from mentornet.pages.attention import Kind, Row, Said, register_kind, shape
from networks.models import GroupMember, Tie
from networks.relationships.domain.links import register_mailed_page
from profiles.models import Membership
from profiles.people.names.columns import full_name_of

State = PairRequest.State
WAITED = timedelta(days=7)
SHOWN_FOR = timedelta(days=60)
"""How long a pair that did not come about stays in the queue."""


def _proposed(member: Membership) -> QuerySet[Any, Any]:
    """Questions that are open for over a week, or were closed with no pair, whatever anyone answered.

    No answer is read, and an open one stays until its last day even when one of the two has declined: neither
    a row nor its absence tells who did, or that anyone has. A mentee who has a mentor by now, or was asked
    about another since, needs nothing.
    """
    directed = programs_run_by(member)
    later = PairRequest.objects.filter(
        program=OuterRef("program"),
        protege=OuterRef("protege"),
        created_at__gt=OuterRef("created_at"),
    ).exclude(state=State.WITHDRAWN)
    paired = Proposal.objects.filter(
        run__program=OuterRef("program"),
        protege__member=OuterRef("protege"),
        tie__state=Tie.State.ACTIVE,
    )
    together = GroupMember.objects.current().filter(
        Q(member=OuterRef("protege")) | Q(member=OuterRef("mentor")),
        group__ended_on=None,
        group__program_group__program=OuterRef("program"),
        joined_on__gte=OuterRef("closed_at__date"),
    )
    rows = PairRequest.objects.filter(
        Q(state=State.OPEN, created_at__lt=Now() - WAITED)
        | Q(state=State.NOT_MADE, closed_at__gt=Now() - SHOWN_FOR),
        ~Exists(later),
        ~Exists(paired),
        ~Exists(together),
        program__in=directed.filter(state__in=PAIRING_STATES).values("pk"),
        protege__end_date=None,
    )
    since = Case(When(state=State.OPEN, then=F("created_at")), default=F("closed_at"))
    return shape(
        rows,
        subject=Cast("pk", CharField()),
        since=TruncDate(since),
        due=Case(When(state=State.OPEN, then=F("answer_by")), default=None),
        one=full_name_of("protege"),
        two=full_name_of("mentor"),
        code=Concat(
            "state",
            Value(":"),
            Case(
                When(Q(group__isnull=False) | Q(program__kind=Kinds.PEER_PAIRS), then=Value("")),
                default=Cast("protege_id", CharField()),
            ),
        ),
        program="program_id",
        program_name="program__name",
        unit="protege__unit_id",
    )


def _say(row: Row) -> Said:
    given = {"program": row.program_name, "mentee": row.one, "mentor": row.two}
    state, _colon, mentee = row.code.partition(":")
    if state == State.OPEN:
        text = _(
            "%(program)s: %(mentee)s and %(mentor)s were asked over a week ago and have not both accepted."
        )
        query = urlencode({"program": row.program, "state": State.OPEN})
        url = f"{reverse('matching:pair_requests')}?{query}"
        return Said(text % given, _("See pairs you proposed"), url)
    if not mentee:
        text = _(
            "%(program)s: %(mentee)s and %(mentor)s were asked whether they will meet. It did not come about."
        )
        return Said(
            text % given,
            _("Find them someone else"),
            reverse("matching:directing", args=[row.program]),
        )
    query = urlencode({"program": row.program, "protege": mentee})
    text = _("%(program)s: the pair %(mentee)s and %(mentor)s did not come about.")
    return Said(
        text % given,
        _("Propose a mentor"),
        f"{reverse('matching:pair_request_new')}?{query}",
    )


KIND = Kind(
    "pair_request",
    gettext_lazy("Proposed pairs"),
    "matching.direct_programs",
    _proposed,
    _say,
    order=34,
)


def connect() -> None:
    """Let them stand in the queue, and links in email lead to them. Called once at start-up."""
    register_kind(KIND)
    register_mailed_page("matching.pairrequest", "matching:pair_request")
