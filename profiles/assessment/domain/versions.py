"""Dated versions of what somebody writes: the self-assessment, the development plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from profiles.institution.domain.audit import record
from profiles.models import Membership


def keep_version(
    model: type[Model], member: Membership, *, content: Mapping[str, Any], verb: str
) -> Any:
    """Freeze *content* as *member*'s next version, recorded as *verb*.

    Unchanged since the last version (a double submit): that one is returned. *model* is a table
    of versions; the working copy is held by the caller, so that numbers do not collide.
    """
    own = model._default_manager.filter(member=member)
    last: Any = own.order_by("-number").first()
    if last is not None and last.content == content:
        return last
    version = model._default_manager.create(
        member=member,
        institution=member.institution,
        number=last.number + 1 if last else 1,
        submitted_at=timezone.now(),
        content=content,
    )
    record(verb, actor=member.user, institution=member.institution, subject=version)
    return version
