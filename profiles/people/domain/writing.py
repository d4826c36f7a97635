"""What someone who runs something writes by hand to people of their institution."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from mentornet.languages import read_by
from mentornet.mail.outbox import Message
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to


@read_by("to")
def written_message(
    about: str,
    *,
    to: Membership,
    by: Membership,
    subject: str,
    text: str,
    template: str,
    context: Mapping[str, Any],
) -> Message:
    """Return the email with what *by* wrote to *to*; answers go to *by*.

    The same text *about* the same, which is the start of the key, is one email a person and day.
    """
    said = hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest()[:16]
    return Message(
        key=f"{about}-{to.pk}-{said}-{timezone.now():%Y%m%d}",
        to=to.user.email,
        subject=subject,
        template=template,
        context={
            "institution": by.institution,
            "name": to.short_name,
            "by": by.name,
            "text": text,
            **context,
        },
        institution_id=by.institution_id,
        headers=reply_to(by),
    )
