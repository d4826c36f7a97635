"""What groups, teams, papers, plans and surveys have for a person's home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluations.home.domain.today import ends_at
from evaluations.meetings.models import Meeting
from evaluations.outcomes.closing.models import Completion
from evaluations.plans.models import PlanComment
from evaluations.sessions.reflections.domain.queries import asks_about
from evaluations.surveys.models import Response
from evaluations.writing.models import (
    DraftReview,
    FinalApproval,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    WritingProject,
)
from matching.models import PairRequest, Program, TeamMember
from mentornet.moments import short_day, weekday_day_time
from networks.home.domain.to_dos import HomeTask, HomeTasks
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership, ThresholdChange
from profiles.people.names.columns import full_name_of

NEWS_FOR = timedelta(days=14)
"""How long news stand among the things to read: nobody ticks them off."""
ENDED_FOR = timedelta(days=60)
"""How long the end of a program stands on home where nobody says that they are done with it."""
WORDS = {
    "team": (
        gettext_lazy("%(title)s invited you to join their career-award team."),
        gettext_lazy("Read and respond"),
        "matching:team_request",
    ),
    "mentor_asked": (
        gettext_lazy("Be the mentor of %(title)s? Please answer by %(due)s."),
        gettext_lazy("Read and respond"),
        "matching:pair_request",
    ),
    "mentee_asked": (
        gettext_lazy("%(title)s as your mentor? Please answer by %(due)s."),
        gettext_lazy("Read and respond"),
        "matching:pair_request",
    ),
    "peer_asked": (
        gettext_lazy("Will you meet with %(title)s? Please answer by %(due)s."),
        gettext_lazy("Read and respond"),
        "matching:pair_request",
    ),
    "plan": (
        gettext_lazy("The mentoring plan of %(title)s is waiting for your approval."),
        gettext_lazy("Read the plan"),
        "matching:team",
    ),
    "approval": (
        gettext_lazy("“%(title)s”: approve the version for submission."),
        gettext_lazy("Read and respond"),
        "evaluations:project",
    ),
    "order": (
        gettext_lazy("“%(title)s”: a new author order is waiting for your answer."),
        gettext_lazy("Read and respond"),
        "evaluations:project",
    ),
    "author": (
        gettext_lazy("“%(title)s”: describe your contribution, or confirm it."),
        gettext_lazy("Review"),
        "evaluations:project",
    ),
    "review": (
        gettext_lazy("“%(title)s”: read a draft by %(due)s."),
        gettext_lazy("Read the draft"),
        "evaluations:project",
    ),
    "ending": (
        gettext_lazy("%(title)s has ended. Get your certificate and finish a few last steps."),
        gettext_lazy("Open"),
        "evaluations:ending",
    ),
    "survey": (
        gettext_lazy("%(title)s: please answer by %(due)s."),
        gettext_lazy("Answer"),
        "evaluations:survey",
    ),
    "facilitator": (
        gettext_lazy("%(title)s needs a facilitator."),
        gettext_lazy("Choose a facilitator"),
        "networks:directing_group_parts",
    ),
    "reflection": (
        gettext_lazy("%(title)s: two questions about the last session."),
        gettext_lazy("Answer"),
        "evaluations:reflection",
    ),
}


def home_tasks(member: Membership) -> HomeTasks:
    """Return what waits for *member* in groups, teams, papers and plans, and their groups. One query."""
    asked = (
        *_teams(member),
        *_pair_requests(member),
        *_papers(member),
        _surveys(member),
        _thresholds(member),
        *_without_facilitator(member),
        _told(asks_about(member), "reflection", F("pk"), F("group__name")),
        _endings(member),
    )
    rows = list(_groups(member).union(*asked, all=True))
    groups = sorted((one for one in map(_Row._make, rows) if one.kind == "group"), key=_by_title)
    others = [one for one in map(_Row._make, rows) if one.kind in WORDS]
    return HomeTasks(
        waiting=(
            *(one for row in groups for one in _waiting(row)),
            *(_home_task(row) for row in others),
            *_comments(_Row._make(row) for row in rows),
            *(_threshold(one) for one in map(_Row._make, rows) if one.kind == "threshold"),
        ),
        groups=tuple(_group(row) for row in groups),
    )


class _Row(NamedTuple):
    kind: str
    key: UUID
    title: str
    due: date | None
    open_pk: UUID | None
    open_at: datetime | None
    next_at: datetime | None
    leads: bool
    to_agree: bool


def _by_title(row: _Row) -> tuple[str, str]:
    return row.title, str(row.key)


def _groups(member: Membership) -> Any:
    """Current groups, each with its sessions: one that is over and not noted, and the next."""
    now = timezone.now()
    planned = Meeting.objects.filter(group=OuterRef("group"), state=Meeting.State.PLANNED)
    begun = planned.alias(ends_at=ends_at()).filter(ends_at__lte=now).order_by("starts_at")
    ahead = planned.filter(starts_at__gt=now).order_by("starts_at")
    to_agree = ~Q(group__charter="") & Q(agreed_at=None) | ~Q(group__authorship="") & Q(
        authorship_agreed_at=None
    )
    return _told(
        GroupMember.objects.current().filter(member=member, group__ended_on=None),
        "group",
        F("group_id"),
        F("group__name"),
        more=(
            Subquery(begun.values("pk")[:1]),
            Subquery(begun.values("starts_at")[:1]),
            Subquery(ahead.values("starts_at")[:1]),
            ExpressionWrapper(~Q(part=GroupMember.Part.MEMBER), output_field=BooleanField()),
            ExpressionWrapper(to_agree, output_field=BooleanField()),
        ),
    )


def _teams(member: Membership) -> list[Any]:
    """Teams that ask for *member*, and plans of their teams that they have not agreed to."""
    rows = TeamMember.objects.filter(member=member).exclude(
        team__enrollment__program__state=Program.State.CLOSED
    )
    unread = rows.filter(
        Q(agreed_revision=None) | Q(agreed_revision__lt=F("team__agree_from")),
        state=TeamMember.State.CONFIRMED,
        tie__state="active",
        team__revision__gt=0,
    )
    name = full_name_of("team__enrollment__member")
    return [
        _told(rows.filter(state=TeamMember.State.ASKED), "team", F("pk"), name),
        _told(unread, "plan", F("team_id"), name),
    ]


def _pair_requests(member: Membership) -> list[Any]:
    """Return the questions of directors whether *member* and someone else will be a pair."""
    rows = PairRequest.objects.waiting_for(member, today=member.institution.local_date())

    equals = rows.among_equals()
    others = rows.exclude(pk__in=equals.values("pk"))

    def asked(kind: str, those: Any, other: str) -> Any:
        return _told(those, kind, F("pk"), full_name_of(other), due=F("answer_by"))

    return [
        asked("mentor_asked", others.filter(mentor=member), "protege"),
        asked("mentee_asked", others.filter(protege=member), "mentor"),
        asked("peer_asked", equals.filter(protege=member), "mentor"),
        asked("peer_asked", equals.exclude(protege=member), "protege"),
    ]


def _waiting(row: _Row) -> Iterable[HomeTask]:
    if row.to_agree:
        yield HomeTask(
            _("%(group)s: read the group agreement and say if you agree.") % {"group": row.title},
            _("Read and agree"),
            reverse("evaluations:group", args=[row.key]),
        )
    if row.open_at is not None and row.leads:
        when = short_day(row.open_at)
        yield HomeTask(
            _("%(group)s: who attended on %(when)s?") % {"group": row.title, "when": when},
            _("Take attendance"),
            reverse("evaluations:meeting", args=[row.open_pk]),
        )


def _group(row: _Row) -> HomeTask:
    when = weekday_day_time(row.next_at)
    said = _("%(group)s: next session %(when)s") if when else _("%(group)s: no session scheduled")
    return HomeTask(
        said % {"group": row.title, "when": when},
        _("Open"),
        reverse("evaluations:group", args=[row.key]),
    )


def _papers(member: Membership) -> list[Any]:
    """Orders of authors, versions, contributions, drafts and comments that wait for *member*."""
    authors = ProjectAuthor.objects.filter(
        member=member, left_at=None, agreed_at=None, project__state=WritingProject.State.OPEN
    )
    consents = OrderConsent.objects.filter(
        author__member=member, consents=None, change__state=OrderChange.State.OPEN
    )
    approvals = FinalApproval.objects.filter(
        author__member=member, approves=None, version__closed_at=None
    )
    reviews = DraftReview.objects.waiting().filter(
        reader=member, draft__project__state=WritingProject.State.OPEN
    )
    comments = PlanComment.objects.filter(
        Q(group__ended_on=None), owner=member, written_at__gt=timezone.now() - NEWS_FOR
    ).exclude(author=member)
    draft = "draft__project"
    return [
        _told(consents, "order", F("change__project_id"), F("change__project__title")),
        _told(approvals, "approval", F("version__project_id"), F("version__project__title")),
        _told(authors, "author", F("project_id"), F("project__title")),
        _told(reviews, "review", F(f"{draft}_id"), F(f"{draft}__title"), due=F("due_on")),
        _told(comments, "comment", F("group_id"), F("group__name")),
    ]


def _surveys(member: Membership) -> Any:
    """Return what *member* is asked and has not sent."""
    waiting = Response.objects.filter(
        member=member,
        survey__counted_at=None,
        survey__closes_on__gte=member.institution.local_date(),
    ).waiting()
    name = F("survey__instrument__name")
    return _told(waiting, "survey", F("pk"), name, due=F("survey__closes_on"))


def _endings(member: Membership) -> Any:
    """Programs that have ended lately, until the person has seen to what is left."""
    since = timezone.now().date() - ENDED_FOR
    rows = Completion.objects.filter(member=member, done_at=None, closed_on__gt=since)
    return _told(rows, "ending", F("pk"), F("program_name"))


def _thresholds(member: Membership) -> Any:
    """Recent changes of how few people a figure may speak of: the faculty are told of them."""
    recent = ThresholdChange.objects.filter(
        institution=member.institution_id, changed_at__gt=timezone.now() - NEWS_FOR
    )
    return _told(recent, "threshold", F("pk"), F("value"))


def _without_facilitator(member: Membership) -> list[Any]:
    """For who runs programs: groups that no one facilitates and that do not run themselves."""
    if not member.runs_programs:
        return []
    rows = PeerGroup.objects.directed_by(member.user).of(member.institution_id)
    rows = rows.active().lacking_facilitator()
    return [_told(rows, "facilitator", F("pk"), F("name"))]


def _threshold(row: _Row) -> HomeTask:
    said = _("The minimum group size for figures has changed. It is now %(least)s people.")
    return HomeTask(
        said % {"least": row.title}, _("See what changed"), reverse("evaluations:figures")
    )


def _told(rows: Any, kind: str, key: Any, title: Any, *, due: Any = None, more: Any = ()) -> Any:
    """Rows in the shape of _Row, so that all kinds are read at once."""
    nothing = (
        Cast(Value(None), UUIDField()),
        Cast(Value(None), DateTimeField()),
        Cast(Value(None), DateTimeField()),
        Value(value=False, output_field=BooleanField()),
        Value(value=False, output_field=BooleanField()),
    )
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        key,
        Cast(title, CharField()),
        Cast(due or Value(None), DateField()),
        *(more or nothing),
    )


def _home_task(row: _Row) -> HomeTask:
    said, label, address = WORDS[row.kind]
    given = {"title": row.title, "due": short_day(row.due)}
    return HomeTask(said % given, str(label), reverse(address, args=[row.key]))


def _comments(rows: Iterable[_Row]) -> list[HomeTask]:
    counted = Counter((one.key, one.title) for one in rows if one.kind == "comment")
    return [
        HomeTask(
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
