"""What a page leaves open for the apps above it.

An app names no template and no address of an app that stands on it. Where such an app has something to
add to a page, the page has a `Slot`; where it has a page to which to lead, there is a `Page`. Both
are declared by the app below, in its `slots.py`, and filled at start-up by the one above, in its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


@dataclass
class Slot:
    """A place on a page that apps above fill with templates; they read the page's context."""

    declared: ClassVar[dict[str, Slot]] = {}

    name: str
    _fills: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.declared[self.name] = self

    def fill(self, template: str, *, order: int = 0) -> None:
        """Show *template* here, after those of a lower *order*. Idempotent."""
        self._fills[template] = order

    @property
    def templates(self) -> list[str]:
        """The names of the templates that fill the slot, in their order."""
        return sorted(self._fills, key=lambda template: self._fills[template])

    def render(self, context: Context) -> SafeString:
        """Return what fills the slot, drawn with *context*, the page's own."""
        engine = context.template.engine  # type: ignore[union-attr]
        drawn = [engine.get_template(name).render(context) for name in self.templates]
        return mark_safe("\n".join(drawn))  # each is a rendered template


@dataclass
class Page:
    """A page that only an app above has, by the name that the app below gives it."""

    declared: ClassVar[dict[str, Page]] = {}

    name: str
    _url_name: str = ""

    def __post_init__(self) -> None:
        self.declared[self.name] = self

    def provide(self, url_name: str) -> None:
        """Let the page be the one at *url_name*. Idempotent."""
        self._url_name = url_name

    def url(self, *args: object) -> str:
        """Return the page's path. Raise NoReverseMatch where no app provides it."""
        return reverse(self._url_name, args=args)
