"""What can be done to many people of a list at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentornet.lists.acts import Act, Done, Preview
from mentornet.moments import number
from profiles.models import Membership, Preferences
from profiles.people.domain.activation import send_activation_mails_to, who_gets_activation_mail


class SendActivation(Act):
    """Mail a link to activate the account to those who have not; no one gets two on one day."""

    key = "activation"
    label = gettext_lazy("Send activation emails")

    def preview(self, rows: Any, *, by: Membership) -> Preview:
        """Return who gets an email, whose emails bounce, and who gets none."""
        getting = who_gets_activation_mail(rows)
        bounced = Preferences.objects.filter(
            member__in=[one.pk for one in getting], trouble=Preferences.Trouble.BOUNCED
        ).count()
        left_out = rows.order_by().count() - len(getting)
        sentences = [
            ngettext(
                "%(count)s person will get an email with a link to activate their account.",
                "%(count)s people will get an email with a link to activate their account.",
                len(getting),
            )
            % {"count": number(len(getting))}
        ]
        if bounced:
            sentences.append(
                ngettext(
                    "Emails to %(count)s of them bounce. Check the address first.",
                    "Emails to %(count)s of them bounce. Check the addresses first.",
                    bounced,
                )
                % {"count": number(bounced)}
            )
        if left_out:
            sentences.append(
                ngettext(
                    "%(count)s person gets none: their account is active, they left, or they got one today.",
                    "%(count)s people get none: their accounts are active, they left, or they got one today.",
                    left_out,
                )
                % {"count": number(left_out)}
            )
        button = _("Send emails") if getting else ""
        return Preview(_("Send activation emails?"), sentences, button)

    def do(self, rows: Any, *, by: Membership, given: dict[str, Any]) -> Done:
        """Send them."""
        count = send_activation_mails_to(rows, institution=by.institution, actor=by.user)
        said = ngettext(
            "Activation email sent to %(count)s person.",
            "Activation emails sent to %(count)s people.",
            count,
        )
        return Done(said % {"count": number(count)})
