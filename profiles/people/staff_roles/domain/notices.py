"""Who learns that someone has a role now, or has it no more."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from profiles.models import Membership, StaffRole
from profiles.vocabulary import StaffRoleKind


def notify_role(staff_role: StaffRole, member: Membership, *, granted: bool) -> None:
    """Tell the person, and every director of the institution, of a role granted or revoked."""
    directing = (
        Membership.objects.current()
        .of(member.institution)
        .filter(offices__contains=[StaffRoleKind.DIRECTOR])
        .exclude(pk=member.pk)
        .select_related("user", "institution")
    )
    recipients = [member, *directing] if member.is_current else list(directing)
    queue_messages([_message(staff_role, member, to=one, granted=granted) for one in recipients])


@read_by("to")
def _message(
    staff_role: StaffRole, member: Membership, *, to: Membership, granted: bool
) -> Message:
    what = "granted" if granted else "ended"
    own = to.pk == member.pk
    return Message(
        key=f"staff-role-{what}:{staff_role.pk}:{to.pk}",
        to=to.user.email,
        subject=_("Your staff role has changed") if own else _("A staff role has changed"),
        template="staff_role_changed",
        context={
            "institution": member.institution,
            "name": to.given_name,
            "who": member.name,
            "own": own,
            "granted": granted,
            "role": staff_role.get_role_display(),
            "day": staff_role.starts_on,
            "link": "" if own else settings.SITE_URL + reverse("profiles:staff_roles"),
        },
        institution_id=member.institution_id,
    )
