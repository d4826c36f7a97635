"""Which times are on a holiday or day off of the reader's institution: `{% load days_off %}`."""

from __future__ import annotations

from datetime import datetime

from django import template

from evaluations.meetings.views.days_off import day_off_at

register = template.Library()


@register.simple_tag(takes_context=True)
def day_off(context: template.Context, moment: datetime) -> str:
    """Return the name of the holiday at *moment*, on the reader's day; "" on other days."""
    return day_off_at(context["request"], moment)
