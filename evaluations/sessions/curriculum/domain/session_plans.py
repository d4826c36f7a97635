"""What one session is about: written from a curriculum, changed by those who lead it."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.models import Meeting
from evaluations.sessions.curriculum.domain.curricula import TEXTS, Drawn, copy_materials
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.errors import SessionEditedMeanwhile
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from networks.peer_groups.domain.group import reads_guide
from profiles.institution.domain.audit import record
from profiles.models import Membership


def write_plan(meeting: Meeting, session: Drawn) -> SessionPlan:
    """Give a session its own copy of what it is about."""
    plan: SessionPlan = SessionPlan.objects.create(
        institution=meeting.institution,
        meeting=meeting,
        **{name: getattr(session, name) for name in TEXTS},
    )
    copy_materials(session.materials, plan=plan)
    return plan


@transaction.atomic
def change_plan(
    meeting: Meeting, *, by: Membership, seen: str | None = None, **texts: Any
) -> SessionPlan:
    """Write what one session is about; its curriculum and other groups are not touched.

    *seen* are the marks of the texts that *by* began from (None: whatever stands there). Where two
    changed different fields, both changes are kept. A text that is not given stays as it is. The
    clock stops where its segment is gone.
    Raise NotYourTie, NotLeading, TieOver, and SessionEditedMeanwhile where both changed one field.
    """
    assert meeting.group is not None  # noqa: S101  (only groups have such plans)
    lock_group_for_update(meeting.group, by, leading=True)
    plan = SessionPlan.objects.select_for_update().filter(meeting=meeting).first()
    plan = plan or SessionPlan(institution=meeting.institution, meeting=meeting)
    for name, text in _merged(plan, seen, texts).items():
        setattr(plan, name, text)
    if plan.segment is not None and plan.segment >= len(plan.segments):
        plan.segment, plan.segment_since, plan.segment_spent = None, None, 0
    plan.save()
    record(Verb.SESSION_CHANGED, actor=by.user, institution=meeting.institution, subject=meeting)
    return plan


def marks_of(plan: SessionPlan | None) -> str:
    """A mark for each text of a session, in the order of TEXTS, to see later which has changed."""
    return " ".join(_mark(getattr(plan or SessionPlan(), name)) for name in TEXTS)


def _mark(text: Any) -> str:
    return sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:16]


def _merged(plan: SessionPlan, seen: str | None, texts: dict[str, Any]) -> dict[str, Any]:
    """Return what each field is to say. Raise SessionEditedMeanwhile where two wrote in one field."""
    if seen is None:
        return texts
    # Marks that cannot be read fit nothing: then every field that differs is asked about.
    began = dict(zip(TEXTS, seen.split(), strict=False))
    theirs = {}
    for name in texts:
        current = getattr(plan, name)
        if _mark(texts[name]) == began.get(name):
            texts[name] = current
        elif texts[name] != current and _mark(current) != began.get(name):
            theirs[name] = current
    if theirs:
        raise SessionEditedMeanwhile(theirs, marks_of(plan))
    return texts


def guided_at(meeting: Meeting, group: PeerGroup, reader: Membership) -> bool:
    """Return whether *reader* reads the notes for facilitating of this session. One query."""
    over = meeting.starts_at and meeting.starts_at + timedelta(minutes=meeting.minutes)
    return reads_guide(group, reader, until=over)
