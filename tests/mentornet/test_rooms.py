"""What import-linter cannot say: it knows whole packages only, and Django is one."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

NOT_IN_THE_DOMAIN = ("django.http", "django.shortcuts", "django.template", "django.views")
APPS = ("profiles", "networks", "matching", "evaluations")
DOMAIN_FILES = sorted(
    file
    for app in APPS
    for file in (settings.BASE_DIR / app).rglob("*.py")
    if file.name == "domain.py" or "domain" in file.parent.parts
)


def imports_of(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize(
    "file", DOMAIN_FILES, ids=lambda file: str(file.relative_to(settings.BASE_DIR))
)
def test_domain_knows_no_request_and_no_template(file):
    assert [name for name in imports_of(file) if name.startswith(NOT_IN_THE_DOMAIN)] == []


# Where a page of a lower app still names one of a higher app. The list may only become shorter.
LOOKING_UP = {
    "networks/peer_groups/views/parts.py": {"evaluations:directing_group", "evaluations:groups"},
    "profiles/people/views/settings.py": {"networks:home"},
    "templates/matching/groups/forming/_making_groups.html": {"evaluations:directing_groups"},
    "templates/matching/groups/forming/_runs.html": {"evaluations:directing_group"},
    "templates/matching/programs/application/answers.html": {"evaluations:question_counts"},
    "templates/matching/programs/directing/_ending.html": {
        "evaluations:alumni",
        "evaluations:cohort",
        "evaluations:plan_ending",
    },
    "templates/matching/programs/directing/_reflections.html": {"evaluations:program_reflections"},
    "templates/matching/programs/directing/_sessions.html": {"evaluations:program_sessions"},
    "templates/matching/programs/directing/_watch.html": {"evaluations:program_coverage"},
    "templates/matching/programs/directing/close.html": {"evaluations:plan_ending"},
    "templates/matching/programs/directing/program.html": {
        "evaluations:program_pairs",
        "evaluations:survey_new",
    },
    "templates/matching/programs/directing/programs.html": {
        "evaluations:directing_groups",
        "evaluations:directing_surveys",
        "evaluations:gaps",
    },
    "templates/matching/programs/list.html": {"evaluations:groups", "evaluations:surveys"},
    "templates/matching/programs/program.html": {"evaluations:group"},
    "templates/networks/home/home.html": {
        "evaluations:directing_groups",
        "evaluations:gaps",
        "matching:directing_programs",
    },
    "templates/networks/relationships/agreements/agreement.html": {"evaluations:feedback"},
    "templates/profiles/assessment/overview.html": {
        "evaluations:development_plan",
        "networks:network",
    },
    "templates/profiles/assessment/version.html": {"networks:network"},
    "templates/profiles/offer/offer.html": {"networks:person"},
    "templates/profiles/people/settings.html": {"evaluations:delivery", "evaluations:my_data"},
}


def names_of_higher_apps(app: str, file: Path) -> set[str]:
    """Return the URL names and templates of apps above *app* that *file* names."""
    higher = "|".join(APPS[APPS.index(app) + 1 :])
    name = rf"""["']((?:{higher})(?::[a-z_]+|/[\w/]+\.(?:html|txt)))["']"""
    return set(re.findall(name, file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("app", APPS[:-1])
def test_no_app_names_pages_and_templates_of_a_higher_one(app):
    files = [
        *(settings.BASE_DIR / app).rglob("*.py"),
        *(settings.BASE_DIR / "templates" / app).rglob("*.html"),
    ]

    found = {
        str(file.relative_to(settings.BASE_DIR)): names
        for file in files
        if (names := names_of_higher_apps(app, file))
    }

    own = (f"{app}/", f"templates/{app}/")
    assert found == {path: names for path, names in LOOKING_UP.items() if path.startswith(own)}
