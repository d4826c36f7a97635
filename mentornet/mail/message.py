"""An outbox row as the mail that leaves: text, HTML where there is some, and a calendar object.

A calendar object stands there twice (RFC 6047, 2.4): as the last alternative, with its method in the
type, which mail programs show as an invitation; and as a file, for those that show only files. The
file is no `text/calendar`, or some would take it for a second invitation.
"""

from __future__ import annotations

import re
from email import charset
from email.header import Header
from email.message import Message

from django.core.mail import EmailMultiAlternatives

from mentornet.mail.models import OutboxMessage

METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)
FILE = "invite.ics"

# Lines of text cross every mail server as they are; calendars are not for guessing.
QUOTED = charset.Charset("utf-8")
QUOTED.body_encoding = charset.QP


class Mail(EmailMultiAlternatives):
    """A mail whose long subject begins on the line of its name.

    Django folds each header as if it had no name, so that a subject in other letters than English
    ones begins with an empty line, which some mail programs show as a subject that is empty.
    """

    def message(self) -> Message:  # type: ignore[override]
        mail = super().message()
        subject = str(self.subject)
        if not subject.isascii():
            mail.replace_header("Subject", Header(subject, "utf-8", header_name="Subject"))
        return mail


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail of one row, without a connection."""
    email = Mail(
        subject=message.subject,
        body=message.body_text,
        to=[message.recipient],
        headers={**message.headers, "Message-ID": message.message_id},
    )
    if message.body_html:
        email.attach_alternative(message.body_html, "text/html")
    if message.calendar:
        email.encoding = QUOTED
        method = METHOD.search(message.calendar)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        email.attach_alternative(message.calendar, kind)
        email.attach(FILE, message.calendar.encode(), "application/ics")
    return email
