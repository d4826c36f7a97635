"""Answers to an invitation as the calendars of Outlook, Google and Apple write them.

Their form follows RFC 5546 and 6047 and what the vendors' pages in docs/calendars.md say; every name and
address in them is made up.
"""

from __future__ import annotations

import base64
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

OUTLOOK = """BEGIN:VCALENDAR
METHOD:{method}
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Eastern Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={partstat};CN="{name}":mailto:{email}
COMMENT;LANGUAGE=en-US:\\n
UID:{uid}
{recurrence}SUMMARY;LANGUAGE=en-US:{partstat}: Mentoring
DTSTART;TZID=Eastern Standard Time:{start}
DTEND;TZID=Eastern Standard Time:{end}
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=en-US:Room 4
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:FALSE
{original}END:VEVENT
END:VCALENDAR
"""
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:{method}
BEGIN:VEVENT
DTSTART:{utc_start}
DTEND:{utc_end}
DTSTAMP:{stamp}
ORGANIZER;CN=MentorNet:mailto:{organizer}
UID:{uid}
{recurrence}ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={email}
 ;X-NUM-GUESTS=0:mailto:{email}
X-MICROSOFT-CDO-OWNERAPPTID:1442323
CREATED:20261101T120000Z
DESCRIPTION:Agenda and notes
LAST-MODIFIED:{stamp}
LOCATION:Room 4
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Mentoring
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
X-WR-CALNAME:Home
METHOD:{method}
PRODID:-//Apple Inc.//macOS 15.1//EN
BEGIN:VEVENT
UID:{uid}
{recurrence}DTSTART;TZID=America/New_York:{start}
DTEND;TZID=America/New_York:{end}
SUMMARY:Mentoring
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
ATTENDEE;CN="{name}";CUTYPE=INDIVIDUAL;EMAIL="{email}";PARTSTAT={partstat}:
 mailto:{email}
ORGANIZER;CN="MentorNet":mailto:{organizer}
DTSTAMP:{stamp}
SEQUENCE:{sequence}
END:VEVENT
END:VCALENDAR
"""
MAKERS = {"Outlook": OUTLOOK, "Google": GOOGLE, "Apple": APPLE}


def reply_text(maker: str, **facts: object) -> str:
    """The calendar object that *maker* sends; its lines end as the RFC has it."""
    usual = {"recurrence": "", "original": "", "method": "REPLY"}
    return MAKERS[maker].format(**(usual | facts)).replace("\n", "\r\n")


def reply_mail(
    maker: str,
    text: str,
    *,
    sender: str,
    to: str,
    message_id: str = "<1@example.org>",
    method: str = "REPLY",
    said_by: str = "both",
) -> Message:
    """The mail around it, as each wraps it. *said_by* is where the METHOD stands: part, object, both."""
    if said_by == "part":
        text = text.replace(f"METHOD:{method}\r\n", "")
    kind = {} if said_by == "object" else {"method": method}
    mail: Message
    if maker == "Outlook":
        # Exchange sends alternatives, the calendar as base64 and in one piece.
        mail = MIMEMultipart("alternative")
        mail.attach(MIMEText("", "plain", "utf-8"))
        part = MIMEBase("text", "calendar", charset="utf-8", **kind)
        part.set_payload(base64.encodebytes(text.encode()).decode())
        part["Content-Transfer-Encoding"] = "base64"
        mail.attach(part)
    elif maker == "Google":
        mail = MIMEMultipart("mixed")
        inner = MIMEMultipart("alternative")
        inner.attach(MIMEText("Ana has accepted this invitation.", "plain", "utf-8"))
        calendar = MIMEText(text.replace("\r\n", "\n"), "calendar", "utf-8")
        for name, value in kind.items():
            calendar.set_param(name, value)
        inner.attach(calendar)
        mail.attach(inner)
        file = MIMEApplication(text.encode(), "ics")
        file.add_header("Content-Disposition", "attachment", filename="invite.ics")
        mail.attach(file)
    else:
        mail = MIMEMultipart("mixed")
        mail.attach(MIMEText("", "plain", "us-ascii"))
        calendar = MIMEText(text.replace("\r\n", "\n"), "calendar", "utf-8")
        for name, value in kind.items():
            calendar.set_param(name, value)
        calendar.add_header(
            "Content-Disposition", "attachment", filename="iCal-20261201-100000.ics"
        )
        mail.attach(calendar)
    mail["From"] = f"Ana Ruiz <{sender}>"
    mail["To"] = f"MentorNet <{to}>"
    mail["Subject"] = "Accepted: Mentoring"
    mail["Message-ID"] = message_id
    return mail


def outlook_alone(*, sender: str, to: str) -> Message:
    """What an old Outlook sends: its own format, which nobody else reads."""
    mail = MIMEMultipart("mixed")
    mail.attach(MIMEText("I am coming.", "plain"))
    part = MIMEApplication(b"\x78\x9f\x3e\x22" + bytes(200), "ms-tnef")
    part.add_header("Content-Disposition", "attachment", filename="winmail.dat")
    mail.attach(part)
    mail["From"], mail["To"], mail["Message-ID"] = sender, to, "<winmail@example.org>"
    return mail
