"""Writing projects as their group and their authors see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from evaluations.writing.domain.project import is_still
from evaluations.writing.domain.standing import Terms, terms_from
from evaluations.writing.models import (
    DraftReview,
    FinalApproval,
    FinalVersion,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)
from evaluations.writing.models.project import WritingProjectQuerySet
from profiles.models import Membership

Step = ProjectMilestone.Step


@dataclass(frozen=True)
class ProjectLine:
    """A project in a list: who writes it, the last step that is done, days since it moved."""

    project: WritingProject
    authors: tuple[str, ...]
    step: str
    days: int
    still: bool


@dataclass(frozen=True)
class MilestoneLine:
    """One of the eight steps; `late` when its day has passed."""

    step: str
    label: str
    row: ProjectMilestone | None
    late: bool


@dataclass(frozen=True)
class OrderLine:
    """A change of the order as its history reads: names, not keys."""

    change: OrderChange
    before: tuple[str, ...]
    after: tuple[str, ...]
    consents: tuple[OrderConsent, ...]
    terms_before: Terms
    terms_after: Terms

    @property
    def changes_terms(self) -> bool:
        return self.terms_before != self.terms_after


@dataclass(frozen=True)
class FinalLine:
    """The version that its authors are asked to approve, and how far they are."""

    version: FinalVersion
    approvals: tuple[FinalApproval, ...]
    own: FinalApproval | None

    @property
    def is_approved(self) -> bool:
        return all(one.approves for one in self.approvals)

    @property
    def missing(self) -> tuple[FinalApproval, ...]:
        return tuple(one for one in self.approvals if not one.approves)


@dataclass(frozen=True)
class ProjectDesk:
    """What stands on a project's page; `proposal` is the order that waits for consent.

    `final` is the version up for approval; `earlier` says that another one was before it.
    """

    line: ProjectLine
    authors: tuple[ProjectAuthor, ...]
    me: ProjectAuthor | None
    proposal: OrderLine | None
    to_answer: bool
    history: tuple[OrderLine, ...]
    milestones: tuple[MilestoneLine, ...]
    drafts: tuple[ProjectDraft, ...]
    to_read: tuple[DraftReview, ...]
    final: FinalLine | None
    earlier: FinalVersion | None

    @property
    def terms(self) -> Terms:
        """How the authors share the first and the last place, and the names of who corresponds."""
        return Terms(
            first=sum(one.shares == ProjectAuthor.Shares.FIRST for one in self.authors),
            last=sum(one.shares == ProjectAuthor.Shares.LAST for one in self.authors),
            corresponding=tuple(one.name for one in self.authors if one.corresponding),
        )


def project_lines(projects: WritingProjectQuerySet) -> list[ProjectLine]:
    """Read *projects* for a list, those laid aside last. Three queries for any number."""
    rows = projects.select_related("institution", "group").prefetch_related(
        Prefetch(
            "projectauthors",
            ProjectAuthor.objects.filter(left_at=None).select_related("member__user"),
        ),
        Prefetch("projectmilestones", ProjectMilestone.objects.select_related("done_by")),
    )
    return sorted(
        (_line(row) for row in rows),
        key=lambda one: (one.project.state != WritingProject.State.OPEN, -one.days),
    )


def waiting_for(reader: Membership) -> set[UUID]:
    """Return the projects that wait for *reader*: a consent, an approval, a reading, their own part."""
    consents = OrderConsent.objects.filter(
        author__member=reader, consents=None, change__state=OrderChange.State.OPEN
    )
    readings = DraftReview.objects.waiting().filter(reader=reader)
    parts = ProjectAuthor.objects.filter(member=reader, left_at=None, agreed_at=None)
    approvals = FinalApproval.objects.filter(
        author__member=reader, approves=None, version__closed_at=None
    )
    asked = (
        consents.order_by()
        .values_list("change__project")
        .union(
            readings.order_by().values_list("draft__project"),
            parts.order_by().values_list("project"),
            approvals.order_by().values_list("version__project"),
        )
    )
    return {row[0] for row in asked}


def read_project(project: WritingProject, *, reader: Membership) -> ProjectDesk:
    """Read one project with its people, steps, drafts and readers. Nine queries."""
    everybody = list(ProjectAuthor.objects.filter(project=project).select_related("member__user"))
    names = {str(one.pk): one.name for one in everybody}
    authors = tuple(one for one in everybody if one.left_at is None)
    changes = [
        _order_line(change, names)
        for change in OrderChange.objects.filter(project=project)
        .select_related("proposed_by")
        .prefetch_related(
            Prefetch("consents", OrderConsent.objects.select_related("author__member__user"))
        )
    ]
    proposal = next((one for one in changes if one.change.state == OrderChange.State.OPEN), None)
    drafts = tuple(
        ProjectDraft.objects.filter(project=project)
        .select_related("file", "added_by")
        .prefetch_related(
            Prefetch("reviews", DraftReview.objects.select_related("reader", "asked_by"))
        )
    )
    versions = list(
        FinalVersion.objects.filter(project=project)
        .select_related("asked_by")
        .prefetch_related(
            Prefetch("approvals", FinalApproval.objects.select_related("author__member__user"))
        )[:2]
    )
    line = project_lines(WritingProject.objects.filter(pk=project.pk))[0]
    return ProjectDesk(
        line=line,
        authors=authors,
        me=next((one for one in authors if one.member_id == reader.pk), None),
        proposal=proposal,
        to_answer=proposal is not None
        and any(
            one.author.member_id == reader.pk and one.consents is None for one in proposal.consents
        ),
        history=tuple(one for one in changes if one is not proposal),
        milestones=_milestones(line.project),
        drafts=drafts,
        to_read=tuple(
            review
            for draft in drafts
            for review in draft.reviews.all()
            if review.reader_id == reader.pk and review.is_waiting
        ),
        final=_final(versions, reader),
        earlier=next((one for one in versions if one.closed_at), None),
    )


def _final(versions: list[FinalVersion], reader: Membership) -> FinalLine | None:
    version = next((one for one in versions if one.closed_at is None), None)
    if version is None:
        return None
    approvals = tuple(version.approvals.all())
    own = next((one for one in approvals if one.author.member_id == reader.pk), None)
    return FinalLine(version, approvals, own)


def _line(project: WritingProject) -> ProjectLine:
    done = {row.step for row in project.projectmilestones.all() if row.done_on}
    today = project.institution.local_date()
    days = (today - project.institution.local_date(now=project.moved_at)).days
    last = next((step for step in reversed(Step.values) if step in done), "")
    return ProjectLine(
        project=project,
        authors=tuple(one.name for one in project.projectauthors.all()),
        step=str(Step(last).label) if last else "",
        days=days,
        still=is_still(days, state=project.state, accepted=Step.ACCEPTED in done),
    )


def _milestones(project: WritingProject) -> tuple[MilestoneLine, ...]:
    rows = {row.step: row for row in project.projectmilestones.all()}
    today = project.institution.local_date()
    return tuple(
        MilestoneLine(step, str(label), rows.get(step), _late(rows.get(step), today))
        for step, label in Step.choices
    )


def _late(row: ProjectMilestone | None, today: date) -> bool:
    return row is not None and row.done_on is None and row.due_on is not None and row.due_on < today


def _order_line(change: OrderChange, names: dict[str, str]) -> OrderLine:
    before, after = terms_from(change.terms_before), terms_from(change.terms_after)
    return OrderLine(
        change=change,
        before=tuple(names.get(key, "?") for key in change.before),
        after=tuple(names.get(key, "?") for key in change.after),
        consents=tuple(change.consents.all()),
        terms_before=_named(before, names),
        terms_after=_named(after, names),
    )


def _named(terms: Terms, names: dict[str, str]) -> Terms:
    return Terms(terms.first, terms.last, tuple(names.get(key, "?") for key in terms.corresponding))
