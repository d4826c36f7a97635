"""What groups, their papers and plans have for a person's home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import (
    DraftReview,
    Meeting,
    OrderChange,
    OrderConsent,
    PlanComment,
    ProjectAuthor,
    WritingProject,
)
from networks.domain.errands import Errand, Errands
from networks.models import GroupMember
from profiles.models import Membership

NEWS_FOR = timedelta(days=14)
"""How long a comment on one's plan stands among the things to read: nobody ticks them off."""
RUNS_AT_MOST = timedelta(hours=10)


def group_errands(member: Membership) -> Errands:
    """The groups of *member* with the next session, and what is to agree to or to note. One query."""
    now = timezone.now()
    planned = Meeting.objects.filter(group=OuterRef("group"), state=Meeting.State.PLANNED)
    rows = list(
        GroupMember.objects.current()
        .filter(member=member, group__ended_on=None)
        .select_related("group")
        .annotate(
            next_at=Subquery(
                planned.filter(starts_at__gt=now).order_by("starts_at").values("starts_at")[:1]
            ),
            open_pk=Subquery(
                planned.filter(starts_at__lte=now).order_by("starts_at").values("pk")[:1]
            ),
            open_at=Subquery(
                planned.filter(starts_at__lte=now).order_by("starts_at").values("starts_at")[:1]
            ),
        )
        .order_by("group__name", "group_id")
    )
    return Errands(
        waiting=tuple(one for row in rows for one in _waiting(row, now)),
        groups=tuple(_group(row) for row in rows),
    )


def _waiting(row: Any, now: datetime) -> Iterable[Errand]:
    group, address = row.group, reverse("evaluations:group", args=[row.group_id])
    texts = {"charter": row.agreed_at, "authorship": row.authorship_agreed_at}
    if any(getattr(group, name).strip() and not agreed for name, agreed in texts.items()):
        yield Errand(
            _("%(group)s: read what the group agrees on, and say whether you do.")
            % {"group": group.name},
            _("Read and agree"),
            address,
        )
    if row.open_pk is not None and row.leads:
        runs = row.open_at > now - RUNS_AT_MOST
        said = (
            _("%(group)s: the session of today, %(when)s.")
            if runs
            else _("%(group)s: who came on %(when)s?")
        )
        when = date_format(timezone.localtime(row.open_at), "H:i" if runs else "j F")
        yield Errand(
            said % {"group": group.name, "when": when},
            _("Open the console") if runs else _("Note who came"),
            reverse("evaluations:console" if runs else "evaluations:meeting", args=[row.open_pk]),
        )


def _group(row: Any) -> Errand:
    when = row.next_at and date_format(timezone.localtime(row.next_at), "l j F, H:i")
    said = _("%(group)s: next session %(when)s") if when else _("%(group)s: no session is planned")
    return Errand(
        said % {"group": row.group.name, "when": when},
        _("Open"),
        reverse("evaluations:group", args=[row.group_id]),
    )


def paper_errands(member: Membership) -> Errands:
    """Orders of authors, contributions, drafts and comments that wait for *member*. One query."""
    authors = ProjectAuthor.objects.filter(
        member=member, left_at=None, agreed_at=None, project__state=WritingProject.State.OPEN
    )
    consents = OrderConsent.objects.filter(
        author__member=member, consents=None, change__state=OrderChange.State.OPEN
    )
    reviews = DraftReview.objects.filter(reader=member, given_at=None).filter(
        draft__project__state=WritingProject.State.OPEN
    )
    comments = PlanComment.objects.filter(
        Q(group__ended_on=None), owner=member, written_at__gt=timezone.now() - NEWS_FOR
    ).exclude(author=member)
    project = "project"
    rows = _told(consents, "order", f"change__{project}").union(
        _told(authors, "author", project),
        _told(reviews, "review", f"draft__{project}", F("due_on")),
        _told(comments, "comment", "group", title="group__name"),
        all=True,
    )
    found = list(rows)
    said = [_paper(*row) for row in found if row[0] != "comment"]
    return Errands(waiting=(*said, *_comments(found)))


def _told(rows: Any, kind: str, of: str, due: Any = None, *, title: str = "") -> Any:
    """Rows as (kind, key of the project or group, its title, due day or None)."""
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        F(f"{of}_id"),
        Cast(F(title or f"{of}__title"), CharField()),
        Cast(due or Value(None), DateField()),
    )


def _paper(kind: str, key: UUID, title: str, due: Any) -> Errand:
    words = {
        "order": (
            _("“%(title)s”: another order of authors waits for your word."),
            _("Read and answer"),
        ),
        "author": (_("“%(title)s”: say what you contribute, or agree to it."), _("Look at it")),
        "review": (_("“%(title)s”: a draft to read by %(due)s."), _("Read the draft")),
    }
    said, label = words[kind]
    given = {"title": title, "due": date_format(due, "j F") if due else ""}
    return Errand(said % given, label, reverse("evaluations:project", args=[key]))


def _comments(found: Iterable[tuple[str, UUID, str, Any]]) -> list[Errand]:
    counted = Counter((key, name) for kind, key, name, _due in found if kind == "comment")
    return [
        Errand(
            ngettext(
                "%(group)s: a new comment on your development plan.",
                "%(group)s: %(count)d new comments on your development plan.",
                count,
            )
            % {"group": name, "count": count},
            _("Read"),
            reverse("evaluations:development_plan") + "#comments",
        )
        for (_key, name), count in counted.items()
    ]
