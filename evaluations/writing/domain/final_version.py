"""Which version is up for approval, and who has not approved it yet."""

from __future__ import annotations

from django.utils import timezone

from evaluations.writing.models import FinalApproval, FinalVersion, ProjectAuthor, WritingProject
from mentornet.mail import links
from mentornet.mail.purposes import Purpose


def open_final(project: WritingProject) -> FinalVersion | None:
    """Return the version that the authors are asked to approve, or None."""
    found: FinalVersion | None = FinalVersion.objects.filter(
        project=project, closed_at=None
    ).first()
    return found


def close_final(project: WritingProject) -> None:
    """Close the open version with the links to it: another one, or another order, takes its place."""
    version = open_final(project)
    if version is None:
        return
    version.closed_at = timezone.now()
    version.save(update_fields=["closed_at"])
    links.revoke(purposes=[Purpose.AUTHOR], subjects=list(version.approvals.all()))


def lacking_approval(project: WritingProject) -> list[ProjectAuthor]:
    """Return the authors who have not approved the open version; all of them where there is none."""
    approved = FinalApproval.objects.filter(
        version__project=project, version__closed_at=None, approves=True
    )
    rows = ProjectAuthor.objects.filter(project=project, left_at=None)
    return list(rows.exclude(pk__in=approved.values("author")).select_related("member__user"))
