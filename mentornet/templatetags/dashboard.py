"""The dashboard's navigation, and the way to it, in templates: `{% load dashboard %}`."""

from __future__ import annotations

from typing import Any

from django import template

from mentornet.pages import dashboard
from mentornet.pages.slots import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def dashboard_sections(context: template.Context) -> list[dashboard.NavSection]:
    """Return the sections of the navigation for the reader of this page."""
    request = context.get("request")
    return dashboard.navigation(request) if request is not None else []


@register.simple_tag(takes_context=True)
def dashboard_url(context: template.Context) -> str:
    """Return the address of the dashboard for those who work there, and nothing for all others."""
    request: Any = context.get("request")
    return Page.declared["dashboard"].url() if request and dashboard.may_use(request) else ""
