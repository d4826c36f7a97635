"""Who learns that someone has a role now, or has it no more."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from profiles.models import Membership, StaffRole
from profiles.people.staff_roles.domain.scopes import scope_words
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


def opened_by(staff_role: StaffRole) -> str:
    """Return in a sentence what the role opens, as the email says it."""
    whole = staff_role.scope_kind == StaffRole.Scope.INSTITUTION
    if staff_role.role == StaffRoleKind.DIRECTOR:
        return _("This opens all programs and people, the roster, settings, and staff roles.")
    if staff_role.role == StaffRoleKind.COORDINATOR and whole:
        return _("This opens all programs and people. It does not open settings or staff roles.")
    if staff_role.role == StaffRoleKind.COORDINATOR and staff_role.scope_kind == "unit":
        return _(
            "This opens the programs and people of this unit and all units in it, and everyone who "
            "enrolls in these programs."
        )
    if staff_role.role == StaffRoleKind.COORDINATOR:
        return _("This opens this program and everyone who enrolls in it.")
    if staff_role.role == StaffRoleKind.ANALYST:
        return _("This opens published figures. It opens no names.")
    if staff_role.role == StaffRoleKind.OMBUDS:
        return _("This opens the concerns that people report.")
    return _("This lets someone lead the sessions of groups.")


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
            "name": to.short_name,
            "who": member.name,
            "own": own,
            "granted": granted,
            "role": staff_role.get_role_display(),
            "scope": scope_words(member.institution, [staff_role])[staff_role.pk],
            "opens": opened_by(staff_role) if granted else "",
            "day": staff_role.starts_on,
            "last_day": staff_role.ends_on,
            "stands_for": staff_role.deputy_for.membership.name if staff_role.deputy_for else "",
            "link": "" if own else settings.SITE_URL + reverse("profiles:staff_roles"),
        },
        institution_id=member.institution_id,
    )
