"""The authors of a project as rows: read in order, placed, and what becomes of a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from evaluations.writing.domain.standing import Terms
from evaluations.writing.models import OrderChange, ProjectAuthor, WritingProject
from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from profiles.models import Membership

State = OrderChange.State
ASIDE = 10_000  # where places wait while they are exchanged: two authors never share one


def authors_of(project: WritingProject) -> list[ProjectAuthor]:
    """Return the authors as they stand, first author first."""
    rows = ProjectAuthor.objects.filter(project=project, left_at=None)
    return list(rows.select_related("member__user", "member__institution", "project"))


def terms_of(authors: Sequence[ProjectAuthor]) -> Terms:
    """Return how the authors, in their order, share first and last authorship, and who corresponds."""
    shares = [one.shares for one in authors]
    return Terms(
        first=shares.count(ProjectAuthor.Shares.FIRST),
        last=shares.count(ProjectAuthor.Shares.LAST),
        corresponding=tuple(str(one.pk) for one in authors if one.corresponding),
    )


def set_terms(authors: Sequence[ProjectAuthor], terms: Terms) -> None:
    """Write *terms* to the authors, given in their order."""
    for place, one in enumerate(authors, start=1):
        one.shares = ProjectAuthor.Shares.NONE
        if place <= terms.first:
            one.shares = ProjectAuthor.Shares.FIRST
        elif place > len(authors) - terms.last:
            one.shares = ProjectAuthor.Shares.LAST
        one.corresponding = str(one.pk) in terms.corresponding
    ProjectAuthor.objects.bulk_update(authors, ["shares", "corresponding"])


def open_change(project: WritingProject) -> OrderChange | None:
    """Return the proposal that waits for consent, or None."""
    change: OrderChange | None = OrderChange.objects.filter(
        project=project, state=State.OPEN
    ).first()
    return change


def place_authors(authors: Sequence[ProjectAuthor]) -> None:
    """Give *authors* the places 1, 2, …; first out of each other's way, as no two share one."""
    for start in (ASIDE, 1):
        for place, one in enumerate(authors, start=start):
            ProjectAuthor.objects.filter(pk=one.pk).update(position=place)


def note_change(
    project: WritingProject,
    kind: str,
    *,
    by: Membership | None,
    before: Sequence[ProjectAuthor],
    after: Sequence[ProjectAuthor],
) -> None:
    """Note in the history that someone joined or left; it needs no one's consent."""
    OrderChange.objects.create(
        institution=project.institution,
        project=project,
        kind=kind,
        state=State.AGREED,
        proposed_by=by,
        before=[str(one.pk) for one in before],
        after=[str(one.pk) for one in after],
        closed_at=timezone.now(),
    )


def close_proposal(change: OrderChange, state: str) -> None:
    """Close a proposal with its links; who answered what is kept only where all agreed."""
    rows = list(change.consents.all())
    if rows:
        links.revoke(purposes=[Purpose.AUTHOR], subjects=rows)
    change.state, change.closed_at = state, timezone.now()
    change.save(update_fields=["state", "closed_at"])
    if state != State.AGREED:
        change.consents.all().delete()
