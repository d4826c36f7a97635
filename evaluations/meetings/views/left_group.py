"""What someone meets behind an address of a group that they have left."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from mentornet.moments import day
from mentornet.page_over import PageOver
from networks.models import GroupMember
from profiles.models import Membership


def no_page(member: Membership, group: UUID | None) -> Http404:
    """Return what to raise where *member* finds nothing: words for who has left *group*."""
    part = (
        GroupMember.objects.filter(group=group, member=member, left_on__isnull=False)
        .select_related("group")
        .order_by("-left_on")
        .first()
        if group
        else None
    )
    if part is None:
        return Http404()
    return PageOver(
        _(
            "You left “%(group)s” on %(day)s. What you were asked to do there went back to the "
            "people who asked. You do not need to do anything."
        )
        % {"group": part.group.name, "day": day(part.left_on)}
    )
