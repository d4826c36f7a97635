"""Days, times and numbers in templates, in the reader's format: `{% load moments %}`, then `{{ value|day }}`.

Like Django's `date` filter they show nothing for None and for a variable that is missing.
"""

from __future__ import annotations

from django import template

from mentornet import moments

register = template.Library()

for _function in (
    moments.day,
    moments.weekday_day,
    moments.short_day,
    moments.weekday_short_day,
    moments.weekday,
    moments.month,
    moments.clock,
    moments.day_time,
    moments.weekday_day_time,
):
    register.filter(_function.__name__, _function, expects_localtime=True)
register.filter("number", moments.number)
