"""The dashboard's navigation, and the way to it, in templates: `{% load dashboard %}`."""

from __future__ import annotations

from typing import Any

from django import template

from mentornet.pages import dashboard
from mentornet.pages.slots import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def dashboard_navigation(context: template.Context) -> str:
    """Return the navigation for the reader of this page; nothing for one who may open no page of it."""
    request = context.get("request")
    return dashboard.navigation(request) if request is not None else ""


@register.simple_tag(takes_context=True)
def dashboard_url(context: template.Context) -> str:
    """Return where the dashboard begins for those who work there, and nothing for all others."""
    request: Any = context.get("request")
    if request and dashboard.may_use(request):
        return Page.declared["dashboard"].url()
    reads = request and dashboard.reads_figures(request)
    return Page.declared["dashboard.figures"].url() if reads else ""
