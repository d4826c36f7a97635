"""No app names an address or a template of an app that stands on it, in Python or in templates.

Import-linter holds this for imports. What an app above adds to a page goes through a slot: see
`mentornet/pages/slots.py`.
"""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

BASE: Path = settings.BASE_DIR
APPS = ("profiles", "networks", "matching", "evaluations")
"""From the lowest to the highest."""
URL_TAG = re.compile(r"""{%-?\s*url\s+["']([\w-]+):""")
TEMPLATE_NAME = re.compile(
    r"""["']((?:profiles|networks|matching|evaluations)/[\w/.-]+\.(?:html|txt))["']"""
)
URL_NAME = re.compile(r"^([a-z_]+):[a-z_]+$")
# The frame of every page: it leads to all apps, and is part of the wiring.
FRAME = {
    "templates/base.html",
    "templates/components/account_tabs.html",
    "templates/components/brand.html",
    "templates/components/footer.html",
    "templates/components/language_switch.html",
    "templates/components/mainnav.html",
    "templates/components/search_box.html",
    "templates/components/topbar.html",
}


def above(app: str) -> frozenset[str]:
    """The apps that stand on *app*; all of them for what every app stands on."""
    return frozenset(APPS if app == "mentornet" else APPS[APPS.index(app) + 1 :])


def url_names() -> frozenset[str]:
    """Every name of an address, with its app."""
    return frozenset(
        f"{resolver.app_name}:{name}"
        for resolver in get_resolver().url_patterns
        if isinstance(resolver, URLResolver)
        for name in resolver.reverse_dict
        if isinstance(name, str)
    )


def named_in_python(text: str) -> set[str]:
    """The names of addresses and templates that stand as strings in Python."""
    known = url_names()
    strings = {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {one for one in strings if one in known or TEMPLATE_NAME.fullmatch(f'"{one}"')}


def named_in_template(text: str) -> set[str]:
    """The apps' addresses, as `app:`, and the templates that a template names."""
    return {f"{app}:" for app in URL_TAG.findall(text)} | set(TEMPLATE_NAME.findall(text))


def upward(names: set[str], app: str) -> list[str]:
    """Those of *names* that belong to an app above *app*."""
    return sorted(one for one in names if re.split("[:/]", one)[0] in above(app))


def python_of(app: str) -> list[Path]:
    return [file for file in sorted((BASE / app).rglob("*.py")) if "migrations" not in file.parts]


def templates_of(app: str) -> list[Path]:
    folders = [BASE / "templates" / app, BASE / "templates" / "mail" / app]
    return sorted(file for folder in folders for file in folder.rglob("*.*"))


@pytest.mark.parametrize("app", APPS[:-1])
def test_python_names_nothing_of_an_app_above(app):
    found = {
        str(file.relative_to(BASE)): upward(named_in_python(file.read_text(encoding="utf-8")), app)
        for file in python_of(app)
    }
    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize("app", APPS[:-1])
def test_templates_name_nothing_of_an_app_above(app):
    found = {
        str(file.relative_to(BASE)): upward(
            named_in_template(file.read_text(encoding="utf-8")), app
        )
        for file in templates_of(app)
    }
    assert {file: names for file, names in found.items() if names} == {}


def test_components_belong_to_no_app():
    files = [*(BASE / "templates").glob("*.html"), *(BASE / "templates/components").rglob("*.html")]
    found = {
        str(file.relative_to(BASE)): upward(
            named_in_template(file.read_text(encoding="utf-8")), "mentornet"
        )
        for file in files
    }
    assert {file: names for file, names in found.items() if names and file not in FRAME} == {}


def test_an_arrow_upward_would_be_found():
    python = (
        'redirect("evaluations:group", pk=1)\nrender(request, "evaluations/surveys/new.html")\n'
    )
    assert upward(named_in_python(python), "networks") == [
        "evaluations/surveys/new.html",
        "evaluations:group",
    ]
    template = (
        """{% include "networks/map/_map.html" %}<a href="{% url 'matching:program' pk %}">"""
    )
    assert upward(named_in_template(template), "networks") == ["matching:"]
    assert upward(named_in_template(template), "matching") == []
