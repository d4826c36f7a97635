"""Mail in the demonstration: it goes nowhere but to a folder, which /demo/outbox/ shows."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from email.header import decode_header, make_header
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend


@dataclass(frozen=True)
class DemoFile:
    """What hangs on a message: a calendar object, that is, or the file of one."""

    name: str
    kind: str
    text: str

    @property
    def is_alternative(self) -> bool:
        """Return whether mail programs show it as the message itself, such as an invitation."""
        return self.kind.startswith("text/calendar")


@dataclass(frozen=True)
class DemoMessage:
    """One message as its reader would get it. `name` sorts by time of sending."""

    name: str
    sent_at: float
    recipients: list[str]
    subject: str
    text: str
    html: str
    reply_to: str = ""
    files: list[DemoFile] = field(default_factory=list)


class DemoMailBackend(BaseEmailBackend):
    """Writes each message to a file of its own, so that any process may send and read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            _write(email)
        return len(email_messages)


def messages(*, recipient: str = "") -> list[DemoMessage]:
    """The messages so far, newest first, to the addresses that contain `recipient`."""
    files = sorted(_folder().glob("*.json"), reverse=True)
    wanted = recipient.strip().lower()
    return [
        message
        for message in map(_read, files)
        if any(wanted in address.lower() for address in message.recipients)
    ]


def message(name: str) -> DemoMessage | None:
    """The message of this name, if there is one."""
    return next((_read(file) for file in _folder().glob("*.json") if file.stem == name), None)


def _folder() -> Path:
    return settings.VAR_DIR / "mail"


def _write(email: EmailMessage) -> None:
    # The form is checked as a mail server would: bad headers and addresses raise here too.
    email.message()
    now = time.time()
    alternatives = email.alternatives if isinstance(email, EmailMultiAlternatives) else []
    html = next((part[0] for part in alternatives if part[1] == "text/html"), "")
    stored = DemoMessage(
        name=f"{int(now * 1000):013d}-{uuid.uuid4().hex[:8]}",
        sent_at=now,
        recipients=list(email.recipients()),
        subject=str(email.subject),
        text=str(email.body),
        html=str(html),
        reply_to=_plain(email.extra_headers.get("Reply-To", "")),
        files=_files(email),
    )
    _folder().mkdir(parents=True, exist_ok=True)
    file = _folder() / f"{stored.name}.json"
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(stored)), encoding="utf-8")
    unfinished.rename(file)


def _read(file: Path) -> DemoMessage:
    facts = json.loads(file.read_text(encoding="utf-8"))
    files = [DemoFile(**one) for one in facts.pop("files", [])]
    return DemoMessage(**facts, files=files)


def _files(email: EmailMessage) -> list[DemoFile]:
    """The parts beside text and HTML, as mail programs offer them."""
    found = []
    for part in email.message().walk():
        kind = part.get_content_type()
        if part.is_multipart() or kind in ("text/plain", "text/html"):
            continue
        method = part.get_param("method")
        raw = part.get_payload(decode=True)
        found.append(
            DemoFile(
                name=part.get_filename() or "calendar.ics",
                kind=f"{kind}; method={method}" if method else kind,
                text=raw.decode(errors="replace") if isinstance(raw, bytes) else "",
            )
        )
    return found


def _plain(header: str) -> str:
    return str(make_header(decode_header(header)))
