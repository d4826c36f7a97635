"""Newcomers for whom someone is to propose a mentor, in the queue of those who run programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, Min, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.newcomers.models import Newcomer
from matching.programs.queue import programs_run_by
from mentornet.pages.attention import Kind, Row, Said, register_kind, shape
from profiles.models import Membership


def _waiting(member: Membership) -> QuerySet[Any, Any]:
    """One row a program, with how many of the reader's people wait there."""
    directed = programs_run_by(member)
    theirs = Membership.objects.directed_by(member.user).filter(institution=member.institution_id)
    rows = (
        Newcomer.objects.waiting()
        .filter(program__in=directed.values("pk"), member__in=theirs.order_by().values("pk"))
        .order_by()
        .values("program", "program__name", "program__unit")
        .annotate(number=Count("pk"), first=Min("joined_on"))
    )
    return shape(
        rows,
        subject=Cast("program_id", CharField()),
        since="first",
        amount=F("number"),
        code=Cast("number", CharField()),
        program="program_id",
        program_name="program__name",
        unit="program__unit_id",
    )


def _say(row: Row) -> Said:
    count = row.amount or 0
    text = ngettext(
        "%(program)s: %(count)d newcomer has no onboarding mentor.",
        "%(program)s: %(count)d newcomers have no onboarding mentor.",
        count,
    )
    url = reverse("matching:newcomers")
    return Said(
        text % {"program": row.program_name, "count": count},
        _("See newcomers"),
        f"{url}?{urlencode({'program': row.subject, 'state': 'waiting'})}",
    )


KIND = Kind(
    "newcomers",
    gettext_lazy("Newcomers without an onboarding mentor"),
    "matching.direct_programs",
    _waiting,
    _say,
    order=29,
)


def connect() -> None:
    """Let them stand in the queue. Called once at start-up."""
    register_kind(KIND)
