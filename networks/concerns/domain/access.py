"""Who may act as the author of a concern: by name, or by the code of an anonymous one."""

from __future__ import annotations

import secrets

from networks.concerns.domain.encryption import code_hash
from networks.concerns.models import Concern
from profiles.models import Membership


def is_author(concern: Concern, *, by: Membership | None, code: str) -> bool:
    if concern.is_anonymous:
        return bool(code) and secrets.compare_digest(code_hash(code), concern.code_hash)
    return by is not None and by.pk == concern.reporter_id


def lock_for_update(concern: Concern) -> Concern:
    row: Concern = (
        Concern.objects.select_for_update(of=("self",))
        .select_related("institution", "reporter__user", "reporter__institution")
        .get(pk=concern.pk)
    )
    return row
