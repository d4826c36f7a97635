"""What someone who leaves a group was asked to read goes back to who asked."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.writing.models import DraftReview, WritingProject
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from networks.models import PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership


@transaction.atomic
def hand_back_reviews(member: Membership, group: PeerGroup) -> int:
    """Take from *member* the drafts of *group* that they have not read yet; return how many.

    Who asked gets one email a project, however many drafts it were. What *member* has said of
    others stays. Idempotent.
    """
    rows = list(
        DraftReview.objects.waiting()
        .filter(reader=member, draft__project__group=group)
        .select_for_update(of=("self",))
        .select_related("draft__project__institution", "asked_by__user")
        .order_by("created_at", "pk")
    )
    now = timezone.now()
    asked: dict[tuple[UUID, UUID], list[DraftReview]] = defaultdict(list)
    for row in rows:
        row.handed_back_at = now
        row.save(update_fields=["handed_back_at"])
        record(Verb.REVIEW_HANDED_BACK, actor=None, institution=row.institution, subject=row)
        asker = row.asked_by
        if asker is not None and asker.is_current and asker.pk != member.pk:
            asked[row.draft.project_id, asker.pk].append(row)
    for own in asked.values():
        _notify(own, member)
    return len(rows)


@read_by("rows.0.asked_by")
def _notify(rows: list[DraftReview], member: Membership) -> None:
    """Tell who asked for *rows*, all of one project, that they were handed back."""
    first = rows[0]
    project: WritingProject = first.draft.project
    assert first.asked_by is not None  # noqa: S101  (chosen by the caller)
    queue_message(
        key=f"review-back-{first.pk}",
        to=first.asked_by.user.email,
        subject=_("%(name)s will not read your draft") % {"name": member.name},
        template="review_handed_back",
        context={
            "institution": project.institution,
            "name": first.asked_by.short_name,
            "project": project,
            "who": member.name,
            "drafts": [one.draft.label for one in rows],
            "link": settings.SITE_URL + reverse("evaluations:project", args=[project.pk]),
        },
        institution=project.institution,
    )
