"""The link from a page to what the manual says about it: `{% load manual %}`, then `{% help_here %}`."""

from __future__ import annotations

from typing import Any

from django import template

from mentornet.help.links import help_url

register = template.Library()


@register.inclusion_tag("components/help_link.html", takes_context=True)
def help_here(context: template.Context) -> dict[str, Any]:
    """Lead to the section that explains this page; show nothing where the manual has none."""
    match = getattr(context.get("request"), "resolver_match", None)
    return {"address": help_url(match.view_name) if match else ""}
