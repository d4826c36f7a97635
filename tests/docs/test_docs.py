"""The pages in `docs/` and beside it: what they link to, name and show is there and holds together."""

import ast
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import URLPattern, get_resolver
from markdown_it import MarkdownIt

from mentornet.settings_checks import SECRETS

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pages in ("*.md", "docs/**/*.md", "clients/*.md", "clients/*/*.md")
    for path in ROOT.glob(pages)
)
# A page that tells history may name what is gone.
HISTORY = "CHANGELOG.md"
# What pages call files of an installation, not of the repository.
MADE_ELSEWHERE = (".venv/", "staticfiles/", "var/", "media/", "/")
TOP_FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}


def tokens(page):
    """Return the flat list of the page's Markdown tokens, inline ones included."""
    flat = []
    for token in MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text("utf-8")):
        flat += [token, *(token.children or [])]
    return flat


def anchors(page):
    """Return the anchors that code hosts give to the page's headings."""
    found, heading = [], False
    for token in tokens(page):
        if token.type == "inline" and heading:
            text = re.sub(r"[^\w\- ]", "", "".join(t.content for t in token.children or [])).lower()
            slug = text.strip().replace(" ", "-")
            seen = sum(1 for other in found if other == slug or re.fullmatch(rf"{slug}-\d+", other))
            found.append(f"{slug}-{seen}" if seen else slug)
        heading = token.type == "heading_open"
    return set(found)


def links(page):
    return [
        str(token.attrs.get("href") or token.attrs.get("src"))
        for token in tokens(page)
        if token.type in ("link_open", "image")
    ]


def code(page):
    """Return what the page sets in code within a sentence."""
    return [token.content for token in tokens(page) if token.type == "code_inline"]


def fences(page):
    return [(token.info.strip(), token.content) for token in tokens(page) if token.type == "fence"]


@cache
def routes():
    """Return the routes of all pages and API operations, as they are written."""

    def below(resolver, start):
        for pattern in resolver.url_patterns:
            route = start + re.sub(r"^\^|\\Z$|\$$", "", str(pattern.pattern))
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from below(pattern, route)

    return tuple(below(get_resolver(), ""))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    lost = []
    for link in links(page):
        parts = urlsplit(link)
        if parts.scheme or link.startswith("//"):
            continue
        target = (ROOT / page).parent / unquote(parts.path) if parts.path else ROOT / page
        if not target.exists():
            lost.append(link)
        elif parts.fragment and target.suffix == ".md":
            name = target.resolve().relative_to(ROOT.resolve()).as_posix()
            if parts.fragment not in anchors(name):
                lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY])
def test_files_that_are_named_exist(page):
    """A name in code that begins with one of our folders is a file, a folder, or a pattern of some."""
    lost = []
    for name in code(page):
        if not re.fullmatch(r"[\w.\-/*{},]+", name) or name.startswith(MADE_ELSEWHERE):
            continue
        if name.split("/")[0] not in TOP_FOLDERS or "/" not in name:
            continue
        plain = name.split("::")[0].rstrip("/")
        choices = re.search(r"\{([^}]*)\}", plain)
        names = (
            [plain.replace(choices[0], choice.strip()) for choice in choices[1].split(",")]
            if choices
            else [plain]
        )
        lost += [one for one in names if not any(ROOT.glob(one))]
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page):
    """`make <target>` and `manage.py <command>` are there, in sentences and in examples."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    known = set(get_commands())
    texts = [*code(page), *(content for _, content in fences(page))]
    made = {name for text in texts for name in re.findall(r"(?<![\w-])make ([a-z][a-z-]*)", text)}
    managed = {name for text in texts for name in re.findall(r"manage\.py ([a-z_]+)", text)}
    assert (made - targets, managed - known) == (set(), set())


@pytest.mark.parametrize("page", PAGES)
def test_addresses_on_our_own_server_resolve(page):
    """An address in code such as `/api/docs` leads to a page or to a route of the API."""
    lost = []
    for name in code(page):
        path = re.fullmatch(r"(?:(?:GET|POST|PUT|PATCH|DELETE) )?(/[a-z][\w\-./]*)", name)
        if not path:
            continue
        # A page may name the begin of addresses; the API's pages name routes below its version.
        starts = (path[1][1:], f"api/v1{path[1]}")
        if not any(route.startswith(starts) for route in routes()):
            lost.append(name)
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_examples_parse(page):
    """JSON is JSON, Python is Python, and a shell takes what is written for one."""
    broken = []
    for language, text in fences(page):
        try:
            if language == "json":
                json.loads(text)
            elif language in ("python", "py"):
                ast.parse(text)
            elif language in ("sh", "shell", "bash"):
                subprocess.run(
                    ["bash", "-n"], input=text, text=True, check=True, capture_output=True
                )
        except (ValueError, SyntaxError, subprocess.CalledProcessError) as error:
            broken.append((text[:60], str(error)))
    assert broken == []


def test_settings_that_are_named_exist():
    """Operators read of settings that the example file explains, or that a library of ours reads."""
    example = (ROOT / ".env.example").read_text("utf-8")
    known = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.M))
    known |= {name for name in dir(settings) if name.isupper()}
    known |= {f"{name}_FILE" for name in SECRETS}
    named = {
        name.split("=")[0]
        for page in ("docs/operation.md", "docs/calendars.md", "README.md")
        for name in code(page)
        if re.fullmatch(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+(=\S*)?", name)
    }
    assert sorted(named - known) == []


def test_the_checker_sees_what_is_lost(tmp_path):
    """A page with a lost link, or two headings of one name, is read as it is shown."""
    page = tmp_path / "page.md"
    page.write_text("# Two words\n\n## Two words\n\n[lost](gone.md) ![x](a.png) `make nothing`\n")
    name = str(page)
    assert anchors(name) == {"two-words", "two-words-1"}
    assert links(name) == ["gone.md", "a.png"]
    assert code(name) == ["make nothing"]
