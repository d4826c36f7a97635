"""A confidential report to the ombuds, and the thread that follows it [C, P].

Texts are sealed with MultiFernet; the keys are a setting and never in the database. An anonymous
reporter is nowhere in it: they hold a code, of which a hash is kept. (Whoever can read the web
server's own records and the times of messages could lay the two beside each other: operators are
told to keep no such records of these addresses.)
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.outbox import queue_mail
from networks.domain.dates import local_date
from networks.errors import ConcernClosed, NoOmbuds, NotYours, WrongCode
from networks.models import Concern, ConcernAccess, ConcernMessage
from profiles.domain.audit import record
from profiles.domain.queries.supervision import supervisors_of
from profiles.models import Institution, Membership
from profiles.vocabulary import Office

# No letters that are mistaken for others when they are copied by hand.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 20
State = Concern.State


@dataclass(frozen=True)
class Said:
    """One message as the two sides read it."""

    from_reporter: bool
    text: str
    at: datetime
    kind: str = ""
    about: str = ""


def ombuds_for(reporter: Membership, *, about: Membership | None = None) -> list[Membership]:
    """Return the ombuds who stand outside both lines of supervision, in the roster's order.

    Nobody who is above the reporter or the person concerned, below the latter, or who is one of
    the two.
    """
    avoided = {reporter.pk} | supervisors_of(reporter)
    if about is not None:
        avoided |= {about.pk} | supervisors_of(about)
    named = (
        Membership.objects.current()
        .of(reporter.institution)
        .filter(offices__contains=[Office.OMBUDS])
        .exclude(pk__in=avoided)
        .select_related("user", "institution")
        .order_by("external_id")
    )
    return [one for one in named if about is None or about.pk not in supervisors_of(one)]


@transaction.atomic
def report_concern(
    reporter: Membership,
    *,
    kind: str,
    text: str,
    about: Membership | None = None,
    anonymous: bool = False,
) -> tuple[Concern, str]:
    """Lay a concern before an ombuds; return it and, for an anonymous one, the code (else "").

    Raises NoOmbuds where nobody outside the lines of supervision is named; nothing is kept then.
    """
    able = ombuds_for(reporter, about=about)
    if not able:
        raise NoOmbuds
    code = _new_code() if anonymous else ""
    concern: Concern = Concern.objects.create(
        institution=reporter.institution,
        reporter=None if anonymous else reporter,
        code_hash=_hash(_plain(code)) if anonymous else "",
        ombuds=able[0],
        created_on=local_date(reporter.institution),
    )
    _say(
        concern,
        from_reporter=True,
        content={"text": text, "kind": kind, "about": about.name if about else ""},
    )
    # Who reported is in the concern, where it is named, and nowhere else.
    record("concern_reported", actor=None, institution=concern.institution, subject=concern)
    _mail(concern, to=able[0], template="concern_received")
    return concern, code


def find_by_code(institution: Institution, code: str) -> Concern:
    """Return the anonymous concern that this code opens. Raises WrongCode."""
    plain = _plain(code)
    found: Concern | None = (
        Concern.objects.of(institution)
        .filter(code_hash=_hash(plain))
        .select_related("institution", "ombuds__user")
        .first()
        if len(plain) == CODE_LENGTH
        else None
    )
    if found is None:
        raise WrongCode
    return found


@transaction.atomic
def reply(
    concern: Concern, *, text: str, by: Membership | None = None, code: str = ""
) -> ConcernMessage:
    """Go on with the thread: the reporter, by name or code, or the ombuds.

    Raises NotYours, WrongCode and ConcernClosed.
    """
    held = _held(concern)
    from_reporter = _is_reporter(held, by, code)
    if not from_reporter and (by is None or by.pk != held.ombuds_id or not by.holds("ombuds")):
        raise NotYours
    if held.state == State.CLOSED:
        raise ConcernClosed
    message = _say(held, from_reporter=from_reporter, content={"text": text})
    to = held.ombuds if from_reporter else held.reporter
    if to is not None and to.is_current:
        _mail(held, to=to, template="concern_answer", key=str(message.pk))
    return message


@transaction.atomic
def set_concern_state(concern: Concern, *, state: str, by: Membership) -> Concern:
    """The ombuds says how far they are. Raises NotYours."""
    held = _held(concern)
    if by.pk != held.ombuds_id or not by.holds("ombuds"):
        raise NotYours
    if held.state != state:
        held.state = state
        held.save(update_fields=["state"])
        record("concern_state", actor=by.user, institution=held.institution, subject=held)
    return held


def read_thread(concern: Concern, *, reader: Membership | None = None) -> list[Said]:
    """Return what was said; an ombuds who reads leaves a trace that the reporter sees."""
    if reader is not None and reader.pk == concern.ombuds_id:
        ConcernAccess.objects.create(concern=concern, member=reader)
    found = []
    for message in concern.messages.order_by("at"):
        content = json.loads(_keys().decrypt(bytes(message.sealed)))
        found.append(Said(message.from_reporter, at=message.at, **content))
    return found


def rotate_keys() -> int:
    """Seal every message anew with the first of the keys; how many. Raises InvalidToken."""
    keys, count = _keys(), 0
    for message in ConcernMessage.objects.iterator(chunk_size=200):
        message.sealed = keys.rotate(bytes(message.sealed))
        message.save(update_fields=["sealed"])
        count += 1
    return count


def _say(concern: Concern, *, from_reporter: bool, content: dict[str, str]) -> ConcernMessage:
    sealed = _keys().encrypt(json.dumps(content).encode())
    message: ConcernMessage = ConcernMessage.objects.create(
        concern=concern, from_reporter=from_reporter, sealed=sealed
    )
    return message


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CONCERN_KEYS])


def _new_code() -> str:
    """In groups of five, as people copy it; hyphens and spaces make no difference later."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, CODE_LENGTH, 5))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def _hash(code: str) -> str:
    """A code has 98 bits of chance, so a plain hash cannot be searched through."""
    return hashlib.sha256(f"concern:{code}".encode()).hexdigest()


def _is_reporter(concern: Concern, by: Membership | None, code: str) -> bool:
    if concern.is_anonymous:
        return bool(code) and secrets.compare_digest(_hash(_plain(code)), concern.code_hash)
    return by is not None and by.pk == concern.reporter_id


def _held(concern: Concern) -> Concern:
    held: Concern = (
        Concern.objects.select_for_update(of=("self",))
        .select_related("institution", "ombuds__user", "reporter__user")
        .get(pk=concern.pk)
    )
    return held


def _mail(concern: Concern, *, to: Membership, template: str, key: str = "") -> None:
    """Say that there is something to read, and nothing of what it is."""
    subjects = {
        "concern_received": _("Something confidential waits for you"),
        "concern_answer": _("There is an answer for you"),
    }
    queue_mail(
        key=f"{template}-{concern.pk}-{key}",
        to=to.user.email,
        subject=subjects[template],
        template=template,
        context={
            "institution": concern.institution,
            "name": to.given_name,
            "link": settings.SITE_URL + reverse("networks:concern", args=[concern.pk]),
        },
        institution=concern.institution,
        confidential=True,
    )
