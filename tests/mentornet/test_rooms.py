"""What import-linter cannot say: it knows whole packages only, and Django is one."""

import ast
from collections.abc import Iterable
from pathlib import Path

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


def said_of(file: Path, names: Iterable[str]) -> list[str]:
    return [f"{file.relative_to(settings.BASE_DIR)}: {name}" for name in sorted(names)]


def test_domain_knows_no_request_and_no_template():
    assert len(DOMAIN_FILES) > 300
    found = [
        line
        for file in DOMAIN_FILES
        for line in said_of(
            file, (name for name in imports_of(file) if name.startswith(NOT_IN_THE_DOMAIN))
        )
    ]
    assert found == []


# Calculations that end in sentences: of Django they know gettext, and nothing of tables.
SPEAKING = [
    *sorted((settings.BASE_DIR / "networks" / "map" / "domain").glob("*.py")),
    *sorted((settings.BASE_DIR / "networks" / "suggestions" / "domain").glob("*.py")),
    settings.BASE_DIR / "networks" / "invitations" / "domain" / "draft.py",
    settings.BASE_DIR / "networks" / "phrases.py",
]
READING = {"reading.py", "people.py", "candidates.py", "seeker.py", "units.py"}


def test_calculations_with_sentences_know_gettext_and_no_table():
    spoken = ("django.utils.translation", "django.utils.functional")
    found = [
        line
        for file in SPEAKING
        if file.name not in READING
        for line in said_of(
            file,
            (
                name
                for name in imports_of(file)
                if (name.startswith("django.") and not name.startswith(spoken)) or ".models" in name
            ),
        )
    ]
    assert found == []
