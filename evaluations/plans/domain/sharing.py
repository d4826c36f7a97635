"""Who reads a development plan and says something to it: a group, while its owner shares it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import NothingSaid
from evaluations.plans.errors import NothingSubmitted, PlanNotShared
from evaluations.plans.models import PlanComment, PlanShare, PlanVersion
from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import current_people
from networks.peer_groups.errors import NotInGroup
from networks.peer_groups.models.group import opened_to
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.supervision import led_by
from profiles.people.staff_roles.domain.program_staff import outside_program_staff

SAME_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class SharedPlan:
    """A plan as a group reads it: its last dated version, and what was said of it there."""

    share: PlanShare
    version: PlanVersion
    comments: tuple[PlanComment, ...]


@transaction.atomic
def share_plan(member: Membership, group: PeerGroup) -> PlanShare:
    """Let the people of *group* read *member*'s dated versions, from now on. Idempotent.

    Raise NotInGroup, for a group that is over too, and NothingSubmitted before the first version.
    """
    if not group.is_active or member not in current_people(group):
        raise NotInGroup
    if not PlanVersion.objects.filter(member=member).exists():
        raise NothingSubmitted
    share, made = PlanShare.objects.get_or_create(
        member=member, group=group, defaults={"institution": member.institution}
    )
    if made:
        record(Verb.PLAN_SHARED, actor=member.user, institution=member.institution, subject=share)
    return share


@transaction.atomic
def stop_sharing_plan(member: Membership, group: PeerGroup) -> None:
    """From now on no one in *group* reads the plan; what they said of it stays with its owner."""
    for share in PlanShare.objects.filter(member=member, group=group):
        record(Verb.PLAN_UNSHARED, actor=member.user, institution=member.institution, subject=share)
        share.delete()


def open_shared_plan(group: PeerGroup, *, owner: UUID, reader: Membership) -> SharedPlan | None:
    """Return the plan of *owner* as *reader* may see it in *group* now; None where they may not.

    Not for someone who stands above the owner meanwhile, or runs programs, though they are in the group.
    """
    share = (
        PlanShare.objects.open()
        .filter(_shown_to(reader), member=owner, group=group)
        .select_related("member__user", "member__institution", "institution")
        .first()
    )
    if share is None or not GroupMember.objects.current().filter(group=group, member=reader):
        return None
    if led_by(reader, [share.member_id]):
        return None
    version = PlanVersion.objects.filter(member=owner).first()
    if version is None:
        return None
    seen = opened_to(reader.user, written="written_at") | Q(author=reader) | Q(owner=reader)
    said = PlanComment.objects.filter(seen, owner=owner, group=group).select_related("author")
    return SharedPlan(share, version, tuple(said))


def plans_in(group: PeerGroup, *, reader: Membership) -> list[PlanShare]:
    """Return the plans that *reader* may open in *group*, their own included. Two queries."""
    shown = PlanShare.objects.open().filter(_shown_to(reader), group=group)
    shares = list(shown.select_related("member__unit"))
    hidden = led_by(reader, [share.member_id for share in shares])
    return [share for share in shares if share.member_id not in hidden]


def _shown_to(reader: Membership) -> Q:
    """One's own, and what was shared with the group since *reader* is in it, if they run no programs."""
    opened = opened_to(reader.user, written="shared_at")
    return Q(member=reader) | opened & outside_program_staff(reader.user)


@transaction.atomic
def comment_on_plan(
    group: PeerGroup, *, owner: UUID, by: Membership, text: str, part: str = ""
) -> PlanComment:
    """Say something to a plan; its owner may answer. The same again within minutes is once.

    The owner gets a mail that says who wrote, not what. Raise PlanNotShared, NothingSaid.
    """
    # Held, so that the same sent twice at once is seen by the second.
    PlanShare.objects.select_for_update().filter(member=owner, group=group).first()
    shared = open_shared_plan(group, owner=owner, reader=by)
    if shared is None:
        raise PlanNotShared
    if not text.strip():
        raise NothingSaid
    said = {"owner_id": owner, "group": group, "author": by, "part": part, "text": text}
    since = timezone.now() - SAME_WITHIN
    twin = PlanComment.objects.filter(written_at__gte=since, **said).first()
    if twin is not None:
        return twin
    row: PlanComment = PlanComment.objects.create(
        institution=group.institution, version=shared.version.number, **said
    )
    record(Verb.PLAN_COMMENT_ADDED, actor=by.user, institution=group.institution, subject=row)
    to = shared.share.member
    if to.pk != by.pk:
        with reading(to):
            queue_message(
                key=f"plan-comment-{row.pk}",
                to=to.user.email,
                subject=_("%(name)s commented on your development plan") % {"name": by.name},
                template="plan_comment",
                context={
                    "institution": group.institution,
                    "name": to.short_name,
                    "by": by,
                    "group": group,
                    "link": settings.SITE_URL
                    + reverse("evaluations:group_plan", args=[group.pk, owner]),
                },
                institution=group.institution,
                confidential=True,
            )
    return row


@transaction.atomic
def delete_comment(comment: PlanComment, *, by: Membership) -> None:
    """Delete one's own comment; someone else's stays. Idempotent."""
    for row in PlanComment.objects.select_for_update().filter(pk=comment.pk, author=by):
        record(Verb.PLAN_COMMENT_DELETED, actor=by.user, institution=row.institution, subject=row)
        row.delete()
