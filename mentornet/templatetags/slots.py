"""Slots and pages of apps above, in templates: see `mentornet.pages.slots`."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from mentornet.pages.slots import Page, Slot

register = template.Library()


@register.simple_tag(takes_context=True)
def render_slot(context: Context, name: str) -> SafeString:
    """Draw what fills the slot *name*. Raise KeyError for a slot that no app declares."""
    return Slot.declared[name].render(context)


@register.simple_tag
def page_url(name: str, *args: object) -> str:
    """Return the path of the page *name*. Raise KeyError for a page that no app declares."""
    return Page.declared[name].url(*args)
