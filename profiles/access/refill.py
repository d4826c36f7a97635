"""Putting what someone had typed back into the form on its page, in the HTML that a view rendered.

Works for every form and without scripts: after a sign-in, and where a page answered with an error.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

TYPED = frozenset(
    {"text", "search", "email", "url", "tel", "number", "date", "time", "datetime-local"}
)
READ = frozenset({"opened", "revision", "seen"})
"""Hidden fields that say what the person had read when they typed: who wrote meanwhile is not overwritten."""
Fields = list[tuple[str, str]]


def refill(html: str, *, page: str, action: str, fields: Fields, said: str) -> str | None:
    """Return *html* with *fields* in the form that is sent to *action*; None where it has none.

    *page* is the address of the html, against which a form's own action is read; *said* is HTML that
    the form begins with then.
    """
    reader = _Reader(html, page=page, action=action, fields=fields, said=said)
    reader.feed(html)
    if not reader.filled:
        return None
    for start, end, text in sorted(reader.changes, reverse=True):
        html = html[:start] + text + html[end:]
    return html


class _Reader(HTMLParser):
    """Finds what to change, from the first form that has any of the fields to be typed in."""

    def __init__(self, html: str, *, page: str, action: str, fields: Fields, said: str) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.action, self.said = page, action, said
        self.lines = [0]
        for line in html.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.html = html
        self.values: dict[str, list[str]] = defaultdict(list)
        for name, value in fields:
            self.values[name].append(value)
        self.names = set(self.values)
        self.changes: list[tuple[int, int, str]] = []
        self.filled = False
        self.inside = False
        self.ids: set[str] = set()
        self.select = ""
        self.text: tuple[int, str] | None = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        end = self._here() + len(self.get_starttag_text() or "")
        if tag == "form":
            where = urljoin(self.page, said.get("action") or self.page)
            self.inside = (said.get("method") or "").lower() == "post" and where == self.action
            if self.inside:
                if own := said.get("id"):
                    self.ids.add(own)
                self.changes.append((end, end, self.said))
        if not (self.inside or said.get("form") in self.ids) or "disabled" in said:
            return
        name = said.get("name") or ""
        if tag == "textarea" and name in self.names and self.values[name]:
            self.text = (end, self.values[name].pop(0))
        elif tag == "input" and name in self.names:
            self._input(said, name, end)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select in self.names:
            wanted = (said.get("value") or "") in self.values[self.select]
            self._flag("selected", said, end, wanted=wanted)

    def _input(self, said: dict[str, str | None], name: str, end: int) -> None:
        kind = (said.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            wanted = (said.get("value") or "on") in self.values[name]
            self._flag("checked", said, end, wanted=wanted)
            self.filled = self.filled or wanted
        elif self.values[name] and (kind in TYPED or (kind == "hidden" and name in READ)):
            start = self._here()
            own = "".join(
                f' {key}="{escape(value)}"' if value is not None else f" {key}"
                for key, value in said.items()
                if key != "value"
            )
            typed = self.values[name].pop(0)
            self.changes.append((start, end, f'<input{own} value="{escape(typed)}">'))
            self.filled = self.filled or kind in TYPED

    def _flag(self, flag: str, said: dict[str, str | None], end: int, *, wanted: bool) -> None:
        start = self._here()
        tag = self.html[start:end]
        if wanted and flag not in said:
            close = -2 if tag.endswith("/>") else -1
            self.changes.append((start, end, f"{tag[:close]} {flag}{tag[close:]}"))
        elif not wanted and flag in said:
            head = tag.replace(f' {flag}=""', "").replace(f" {flag}", "")
            self.changes.append((start, end, head))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.text is not None:
            start, typed = self.text
            self.changes.append((start, self._here(), "\n" + escape(typed)))
            self.text, self.filled = None, True
