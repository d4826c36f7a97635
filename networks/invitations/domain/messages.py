"""Messages about invitations: they hold what the sender wrote for the recipient only."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from mentornet.languages import read_by
from mentornet.mail import links
from mentornet.mail.links import Wanted
from mentornet.mail.outbox import Message, queue_message, queue_messages
from mentornet.mail.purposes import Purpose
from networks.invitations.domain.expiry import day_off_passed
from networks.invitations.models import Invitation
from networks.phrases import AREA_PHRASES, ROLE_PHRASES, joined
from networks.relationships.domain.links import mail_link
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to

SUBJECTS = {
    "invitation_received": gettext_lazy("%(protege)s asks you to be a mentor"),
    "invitation_accepted": gettext_lazy("%(mentor)s said yes"),
    "invitation_declined": gettext_lazy("An answer from %(mentor)s"),
    "invitation_referred": gettext_lazy("%(mentor)s suggested a colleague for you"),
    "invitation_withdrawn": gettext_lazy("%(protege)s withdrew a request"),
    "invitation_lapsed": gettext_lazy("Your request to %(mentor)s has expired"),
    "invitation_closed": gettext_lazy("A request was closed"),
}

# Who declines, withdraws or does not answer is left alone with it.
ANSWERED = frozenset({"invitation_received", "invitation_accepted", "invitation_referred"})


@read_by("to")
def mail_invitation(template: str, invitation: Invitation, *, to: Membership) -> None:
    """Queue `templates/mail/<template>.txt` for *to*, once per invitation and occasion."""
    if not to.is_current:
        return
    other = invitation.mentor if to.pk == invitation.protege_id else invitation.protege
    names = {"protege": invitation.protege.name, "mentor": invitation.mentor.name}
    queue_message(
        key=f"{template.replace('_', '-')}-{invitation.pk}",
        to=to.user.email,
        subject=SUBJECTS[template] % names,
        template=template,
        context={
            "invitation": invitation,
            "day_off": day_off_passed(invitation),
            "to": to,
            "other": other,
            "roles": joined(ROLE_PHRASES[role] for role in invitation.roles),
            "areas": joined(AREA_PHRASES[area] for area in invitation.areas),
            "link": mail_link(invitation, recipient=to),
            "answer_link": answer_links([invitation])[0]
            if template == "invitation_received"
            else "",
        },
        institution=invitation.institution,
        headers=reply_to(other) if template in ANSWERED else {},
    )


def answer_links(invitations: Sequence[Invitation]) -> list[str]:
    """Return the full addresses, for an email to their mentor, at which these invitations are answered."""
    wanted = [Wanted(one.mentor, subject=one, expires_at=one.lapses_at) for one in invitations]
    tokens = links.issue_many(Purpose.REQUEST_ANSWER, wanted)
    paths = [reverse("networks:invitation_by_link", args=[token]) for token in tokens]
    return [settings.SITE_URL + path for path in paths]


@read_by("invitations.0.mentor")
def remind_mentor(invitations: Sequence[Invitation]) -> None:
    """Queue one reminder of all these invitations to their mentor."""
    first = invitations[0]
    to = first.mentor
    if not to.is_current:
        return
    subject = ngettext(
        "%(name)s is waiting for your answer",
        "%(count)d people are waiting for your answer",
        len(invitations),
    ) % {"name": first.protege.name, "count": len(invitations)}
    message = Message(
        key=f"invitation-reminder-{first.pk}",
        to=to.user.email,
        subject=subject,
        template="invitation_reminder",
        context={
            "to": to,
            "asked": [
                (one, answer, mail_link(one, recipient=to))
                for one, answer in zip(invitations, answer_links(invitations), strict=True)
            ],
        },
        institution_id=first.institution_id,
        zone=to.user.zone_at(first.institution),
    )
    queue_messages([message])
