"""Default is deny: who has not the scope that a view names does not get in."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from mentornet.api.caller import Caller
from mentornet.api.problems import InsufficientScope
from mentornet.api.scopes import scope_of


class HasScope(BasePermission):
    """Let in callers with the scope of the view's `resource` for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        caller = cast("Caller | None", request.auth)
        resource = getattr(view, "resource", "")
        if caller is None or not resource:
            return False
        reading = getattr(view, "reading", "read")
        needed = scope_of(resource, request.method or "", reading=reading)
        if needed not in caller.scopes:
            raise InsufficientScope(needed)
        return True
