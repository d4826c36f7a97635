"""What is to be translated: the strings of our Python modules and templates, found without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("mentornet", "profiles", "networks", "matching", "evaluations")
LEFT_OUT = ("migrations", "dev", "demo", "__pycache__")
FUNCTIONS = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
"""What each function of gettext takes, in order."""
CALL = re.compile(r"\b(?:n|p|np)?gettext(?:_lazy|_noop)?\(|(?<![\w.])_\(")
COMMENT = re.compile(r"#\s*Translators:?\s*(.+)")


@dataclass(frozen=True)
class Found:
    """One string where it stands; `plural` and `context` where it has them."""

    path: str
    line: int
    id: str
    plural: str = ""
    context: str = ""
    comment: str = ""


def strings() -> Iterator[Found]:
    """Return every string of the product, file by file."""
    for path in modules():
        yield from in_module(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    for path in templates():
        yield from in_template(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def templates() -> Iterable[Path]:
    """Return the templates of pages and messages."""
    folder = ROOT / "templates"
    return sorted(one for one in folder.rglob("*") if one.suffix in (".html", ".txt", ".svg"))


def modules() -> Iterator[Path]:
    """Return the Python files whose strings people read."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not set(path.relative_to(ROOT).parts).intersection(LEFT_OUT):
                yield path


def in_module(source: str, path: str) -> Iterator[Found]:
    """Return the strings in Python code."""
    if not CALL.search(source):
        return
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (found := _of_call(node)):
            yield Found(path, node.lineno, comment=_comment(lines, node.lineno), **found)


def in_template(source: str, path: str) -> Iterator[Found]:
    """Return the strings in a Django template: translate, blocktranslate, and `_("…")` in tags."""
    for number, line in enumerate(templatize(source, origin=path).splitlines(), start=1):
        for match in CALL.finditer(line):
            if (call := _call_at(line, match.start())) and (found := _of_call(call)):
                yield Found(path, number, **found)


def _call_at(line: str, start: int) -> ast.Call | None:
    """Return the call that begins at *start*: the shortest piece that Python can read."""
    end = line.find(")", start)
    while end >= 0:
        try:
            node = ast.parse(line[start : end + 1].strip(), mode="eval").body
        except SyntaxError:
            end = line.find(")", end + 1)
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def _of_call(node: ast.Call) -> dict[str, str] | None:
    """Return the strings of a call to gettext; None for other calls, and for what is not written out."""
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    wanted = FUNCTIONS.get(str(name))
    if wanted is None or len(node.args) < len(wanted):
        return None
    found = {}
    for key, argument in zip(wanted, node.args, strict=False):
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            return None
        found[key] = argument.value
    return found if found["id"] else None


def _comment(lines: list[str], number: int) -> str:
    match = COMMENT.search(lines[number - 2]) if number > 1 else None
    return match[1] if match else ""


def as_catalog(found: Iterable[Found]) -> Catalog:
    """Return a catalog of these strings, without translations; places by file alone."""
    catalog = Catalog(project="MentorNet", charset="utf-8")
    for one in found:
        catalog.add(
            (one.id, one.plural) if one.plural else one.id,
            context=one.context or None,
            locations=[(one.path, None)],  # type: ignore[list-item]
            auto_comments=[one.comment] if one.comment else [],
        )
    return catalog
