"""Mail about invitations: what the sender wrote for the recipient, and nothing else."""

from mentornet.outbox import queue_mail
from networks.domain.link import mail_link
from networks.domain.phrases import AREA_PHRASES, ROLE_PHRASES, joined
from networks.models import Invitation
from profiles.models import Membership

SUBJECTS = {
    "invitation_received": "{protege} asks you for mentoring",
    "invitation_reminder": "{protege} still hopes for your answer",
    "invitation_accepted": "{mentor} said yes",
    "invitation_declined": "An answer from {mentor}",
    "invitation_referred": "{mentor} names a colleague for you",
    "invitation_withdrawn": "{protege} has taken an invitation back",
    "invitation_lapsed": "Your invitation to {mentor} has lapsed",
    "invitation_closed": "An invitation has been closed",
}


def mail_invitation(template: str, invitation: Invitation, *, to: Membership) -> None:
    """Queue `templates/mail/<template>.txt` for *to*, once per invitation and occasion."""
    if not to.is_current:
        return
    names = {"protege": invitation.protege.name, "mentor": invitation.mentor.name}
    queue_mail(
        key=f"{template.replace('_', '-')}-{invitation.pk}",
        to=to.user.email,
        subject=SUBJECTS[template].format(**names),
        template=template,
        context={
            "invitation": invitation,
            "to": to,
            "other": invitation.mentor if to.pk == invitation.protege_id else invitation.protege,
            "roles": joined([ROLE_PHRASES[role] for role in invitation.roles]),
            "areas": joined([AREA_PHRASES[area] for area in invitation.areas]),
            "link": mail_link(invitation, recipient=to),
        },
        institution=invitation.institution,
    )
