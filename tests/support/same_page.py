"""Compare two folders of rendered pages, but for white space that makes no difference on screen.

    python -m tests.support.same_page BEFORE AFTER

White space counts where a browser shows it: between words, and beside elements that stand in a line of
text. It does not count beside blocks, inside flex and grid boxes, or next to other white space. In
elements that keep it (`pre`, `textarea`, and classes with `white-space: pre…`) every character counts.
What the boxes are is read from static/css.
"""

# ruff: noqa: SIM905  (lists of elements read better as words)

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent.parent / "static" / "css"
INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark meter output progress q s samp small "
    "span strong sub sup time u var button input select textarea img svg picture video audio canvas "
    "text tspan".split()
)
# Their own content begins and ends like that of a block.
BOXES = frozenset("button select svg".split())
UNSEEN = frozenset("script style template".split())
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
KEEPING = frozenset("pre textarea script style".split())
ONE_WORD_ATTRIBUTES = frozenset(
    "class content style aria-label aria-describedby aria-labelledby title".split()
)

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
ONE_CLASS = re.compile(r"\.([\w-]+)$")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def classes(declaration: str) -> frozenset[str]:
    """Return the classes whose rule in static/css has a declaration that matches the pattern."""
    found = set()
    for path in CSS.rglob("*.css"):
        if path.name in ("print.css", "pdf.css"):
            continue
        for selectors, body in RULE.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))):
            if re.search(declaration, body):
                ends = (ONE_CLASS.search(one.strip()) for one in selectors.split(","))
                found |= {one[1] for one in ends if one}
    return frozenset(found)


@dataclass
class Element:
    """An open element: how its inside and its outside treat white space."""

    name: str
    flows: bool
    """Whether it stands in a line of text."""
    box: bool
    """Whether white space at the edges of its content is dropped."""
    spreads: bool
    """Whether its children are laid out by flex or grid: no white space between them is shown."""
    keeps: bool
    """Whether every character of it shows."""
    keeps_lines: bool
    """Whether its line breaks show, and other white space does not."""
    seen: bool


class Page(HTMLParser):
    """Read HTML as a list of tokens in which only white space that shows is left."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self._open: list[Element] = []
        self._edge = True
        """Whether white space here is dropped: a block's edge, or white space, comes before."""
        self._pending: int | None = None
        """Where the last white space stands, as long as nothing that shows has followed."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        element = _element(tag, attrs, parent)
        if element.seen and not element.flows:
            self._at_edge()
        self.tokens.append(_written(tag, attrs))
        if not element.seen:
            pass
        elif element.box:
            self._at_edge()
        elif tag in VOID:
            self._shown() if element.flows else self._at_edge()
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            element = self._open.pop()
            if element.name == tag:
                break
        else:
            return
        if element.box and element.seen:
            self._at_edge()
        self.tokens.append(f"</{tag}>")
        if element.seen and not element.flows:
            self._at_edge()
        elif element.seen and element.box:
            self._shown()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else None
        if inside and (inside.keeps or inside.keeps_lines):
            self._kept(data, inside)
            return
        words = data.split()
        if data[:1].isspace():
            self._space()
        if words:
            self.tokens.append(" ".join(words))
            self._shown()
            if data[-1].isspace():
                self._space()

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(f"<!{decl.lower()}>")

    def _kept(self, data: str, inside: Element) -> None:
        if inside.name == "style":
            data = " ".join(data.split())
        elif not inside.keeps:
            data = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", data))
        self.tokens.append(data)
        if inside.seen:
            self._shown()

    def _space(self) -> None:
        if not self._edge:
            self._edge, self._pending = True, len(self.tokens)
            self.tokens.append(" ")

    def _shown(self) -> None:
        self._edge, self._pending = False, None

    def _at_edge(self) -> None:
        if self._pending is not None:
            self.tokens[self._pending] = ""
        self._edge, self._pending = True, None


def _element(tag: str, attrs: list[tuple[str, str | None]], parent: Element | None) -> Element:
    own = set((dict(attrs).get("class") or "").split())
    flows = tag in INLINE and not (parent and parent.spreads) and not own & classes(BLOCK)
    return Element(
        name=tag,
        flows=flows,
        box=tag not in VOID and (not flows or tag in BOXES or bool(own & classes(INLINE_BOX))),
        spreads=bool(own & classes(SPREADING)),
        keeps=tag in KEEPING
        or bool(own & classes(r"white-space: *(pre(-wrap)?;|break)"))
        or bool(parent and parent.keeps),
        keeps_lines=bool(own & classes(r"white-space: *pre-line"))
        or bool(parent and parent.keeps_lines),
        seen=tag not in UNSEEN
        and ("hidden", None) not in attrs
        and not (tag == "input" and ("type", "hidden") in attrs)
        and (parent is None or parent.seen),
    )


SPREADING = r"display: *(inline-)?(flex|grid)"
INLINE_BOX = r"display: *inline-(flex|grid|block)"
BLOCK = r"display: *(block|flex|grid)"


def _written(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    parts = [tag]
    for name, value in attrs:
        if value is not None and (name in ONE_WORD_ATTRIBUTES or name.startswith("d")):
            value = " ".join(value.split())
        parts.append(name if value is None else f'{name}="{value}"')
    return f"<{' '.join(parts)}>"


def canonical(html: str) -> list[str]:
    """Return the page's tokens; two pages with equal tokens look alike."""
    page = Page()
    page.feed(html)
    page.close()
    return "\n".join(page.tokens).replace("\n \n", "\n␣\n").split("\n")


@dataclass
class Result:
    """Names of files, by what came of comparing them."""

    same: list[str] = field(default_factory=list)
    spaced: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)


def compare(before: Path, after: Path, *, said: set[str]) -> Result:
    """Compare the files of two folders; print each difference that is not yet in *said*."""
    old, new = ({one.name for one in folder.iterdir()} for folder in (before, after))
    result = Result(only_before=sorted(old - new), only_after=sorted(new - old))
    for name in sorted(old & new):
        texts = [(folder / name).read_text(encoding="utf-8") for folder in (before, after)]
        if texts[0] == texts[1]:
            result.same.append(name)
            continue
        lines = [canonical(one) if name.endswith("html") else one.split("\n") for one in texts]
        lines = [[one for one in each if one] for each in lines]
        if lines[0] == lines[1]:
            result.same.append(name)
            continue
        bare = [[one for one in each if one != "␣"] for each in lines]
        (result.spaced if bare[0] == bare[1] else result.different).append(name)
        _show(name, *lines, said=said)
    return result


def _show(name: str, old: list[str], new: list[str], *, said: set[str]) -> None:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(2):
        before, after = old[group[0][1] : group[-1][2]], new[group[0][3] : group[-1][4]]
        lines = list(difflib.unified_diff(before, after, lineterm="", n=2))[3:]
        changed = "\n".join(one for one in lines if one[0] != " ")
        if changed not in said:
            said.add(changed)
            print(f"== {name}", *lines, "", sep="\n")


def main() -> int:
    """Print the differences and the counts; the exit code says whether there was a difference."""
    before, after = map(Path, sys.argv[1:3])
    result = compare(before, after, said=set())
    for name in result.only_before:
        print(f"only before: {name}")
    for name in result.only_after:
        print(f"only after: {name}")
    print(
        f"{len(result.same)} the same, {len(result.spaced)} with other white space, "
        f"{len(result.different)} different, {len(result.only_before)} only before, "
        f"{len(result.only_after)} only after"
    )
    return int(len(result.same) < len({one.name for one in before.iterdir()}))


if __name__ == "__main__":
    sys.exit(main())
