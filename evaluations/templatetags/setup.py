"""How far the institution is set up, on pages that compose others: `{% load setup %}`."""

from __future__ import annotations

from typing import Any

from django import template

from evaluations.dashboard.setup.domain.progress import Progress, lacks_something, progress_of

register = template.Library()


@register.simple_tag(takes_context=True)
def setup_progress(context: template.Context) -> Progress | None:
    """Return how far the reader's institution is set up, while a first match lacks something.

    None afterwards, and for who does not direct all of it.
    """
    request: Any = context.get("request")
    member = getattr(request, "membership", None)
    if member is None or not request.user.has_perm("profiles.direct_institution"):
        return None
    return progress_of(member.institution) if lacks_something(member.institution) else None
