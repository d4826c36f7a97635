"""What a message says: its texts, made when it is queued, and the email made of them when it is sent."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine
from django.template.loader import get_template

from mentornet.mail.models import OutboxMessage


class Templates:
    """The templates of one set of messages, each looked for once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Any, Any]] = {}

    def render(self, name: str, given: Mapping[str, Any]) -> tuple[str, str]:
        """Return the text of `mail/<name>.txt`, and the HTML of `.html` where there is one."""
        if name not in self._found:
            self._found[name] = (Engine.get_default().get_template(f"mail/{name}.txt"), _html(name))
        plain, html = self._found[name]
        context = {"site_url": settings.SITE_URL, **given}
        # A text is not HTML: an apostrophe stays one.
        text = plain.render(Context(context, autoescape=False))
        return _storable(text), _storable(html.render(context)) if html else ""


def _html(name: str) -> Any:
    try:
        return get_template(f"mail/{name}.html")
    except TemplateDoesNotExist:
        return None


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL, and one row that has it would keep all of its statement out.
    return text.replace("\x00", "")


def why_not_rendered(error: Exception) -> str:
    """Return what failed and where, without what the message says or to whom."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"Not rendered: {type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the email that is handed to the mail server."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.recipient],
        headers={**message.headers, "Message-ID": message.message_id},
    )
    if message.body_html:
        email.attach_alternative(message.body_html, "text/html")
    if message.calendar:
        # Calendars act on the method only where the type of the part names it too (RFC 6047).
        method = re.search(r"^METHOD:(\w+)", message.calendar, re.MULTILINE)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        email.attach("calendar.ics", message.calendar, kind)
    return email
