"""What the pages of connectors name is there: fields of our screens, columns, attributes, claims, scopes, messages.

A table's heading says what its code is: `SCIM attribute`, `roster column`, `table column`, `claim`, `message`,
`field here`. What stands in the vendors' products we can't hold.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from scim2_models import Mutability

from evaluations.gaps.tables_api import COUNTS, COVERAGE, GAPS
from mentornet.api.scopes import SCOPES
from mentornet.pages.dashboard import SECTIONS, _pages
from profiles.provisioning.domain.scim_models import (
    ENTERPRISE,
    FACULTY,
    EnterpriseUser,
    Faculty,
    User,
)
from profiles.roster.domain.columns import BY_NAME
from tests.docs.test_docs import code, routes, tokens

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/connectors/*.md"))
SOURCES = ("profiles", "mentornet", "evaluations")
# Claims of their tables that a director names, in whichever way the provider calls them.
CHOSEN = {"employeeid", "employeeNumber"}


def cells(page: str, heading: str) -> Iterator[Any]:
    """Yield the tokens of each cell below *heading*, of all tables of the page."""
    titles: list[str] = []
    column, where = 0, ""
    for token in tokens(page):
        if token.type in ("thead_open", "tr_open"):
            column = 0
            titles = [] if token.type == "thead_open" else titles
        elif token.type in ("th_open", "td_open"):
            where = token.type
        elif token.type in ("th_close", "td_close"):
            column, where = column + 1, ""
        elif token.type == "inline" and where == "th_open":
            titles.append(token.content)
        elif token.type == "inline" and where == "td_open" and titles[column] == heading:
            yield token


def named(page: str, heading: str) -> list[str]:
    """Return what is set in code below *heading*."""
    return [
        part.content
        for cell in cells(page, heading)
        for part in cell.children or []
        if part.type == "code_inline"
    ]


def everywhere(heading: str) -> set[str]:
    found = {name for page in PAGES for name in named(page, heading)}
    assert found, f"No page has a table with the heading {heading}."
    return found


@cache
def words_of_ours() -> tuple[str, ...]:
    """Return every text of the product: strings of the code, and templates as they are."""
    found: list[str] = []
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            found += [
                one.value
                for one in ast.walk(tree)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
    for path in (ROOT / "templates").rglob("*.html"):
        found.append(" ".join(path.read_text("utf-8").split()))
    return tuple(found)


def is_said(text: str) -> bool:
    return any(text in one for one in words_of_ours())


@cache
def mutability() -> dict[str, Mutability]:
    """Return each attribute of a user in the schema that we publish, by its path."""
    found: dict[str, Mutability] = {}
    for start, model in (("", User), (f"{ENTERPRISE}:", EnterpriseUser), (f"{FACULTY}:", Faculty)):
        for attribute in model.to_schema().attributes:
            found[f"{start}{attribute.name}"] = attribute.mutability
            for part in attribute.sub_attributes or []:
                found[f"{start}{attribute.name}.{part.name}"] = part.mutability
    return found


def attribute(path: str) -> Mutability | None:
    return mutability().get(re.sub(r"\[[^]]*\]", "", path))


def test_there_is_a_page_for_each_product() -> None:
    names = {Path(page).stem for page in PAGES}

    assert names == {
        "README", "entra-id", "okta", "shibboleth-adfs", "hr-exports", "redcap", "power-bi-tableau",
    }  # fmt: skip


def test_attributes_to_map_are_kept() -> None:
    lost = {
        name
        for name in everywhere("SCIM attribute")
        if attribute(name) not in (Mutability.read_write,) and name != "externalId"
    }

    assert lost == set()


def test_attributes_to_delete_are_those_that_a_change_is_refused_for() -> None:
    wrong = {
        name
        for name in everywhere("SCIM attribute to delete")
        if attribute(name) != Mutability.read_only
    }

    assert wrong == set()


def test_columns_of_the_roster_exist() -> None:
    assert everywhere("roster column") - set(BY_NAME) == set()
    assert set(named("docs/connectors/hr-exports.md", "roster column")) >= {
        name for name, column in BY_NAME.items() if column.required
    }


def test_columns_of_the_tables_exist() -> None:
    assert everywhere("table column") - {*GAPS, *COVERAGE, *COUNTS} == set()


def test_columns_in_the_page_of_the_api_are_those_of_the_tables() -> None:
    rows = [
        tuple(part.content for part in cell.children or [] if part.type == "code_inline")
        for cell in cells("docs/api.md", "columns")
    ]

    assert rows == [GAPS, COVERAGE, COUNTS]


def test_claims_are_read_by_the_code() -> None:
    lost = {name for name in everywhere("claim") - CHOSEN if not _is_constant(name)}

    assert lost == set()


def _is_constant(name: str) -> bool:
    folder = ROOT / "profiles" / "sign_on"
    return any(
        isinstance(one, ast.Constant) and one.value == name
        for path in folder.rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_messages_are_said_by_the_product() -> None:
    parts = {
        part.strip()
        for message in everywhere("message")
        for part in message.split("…")
        if part.strip()
    }
    # This one is the library's: what it says is tested with a request.
    parts.remove("is read-only")

    assert {part for part in parts if not is_said(part)} == set()


def test_fields_of_our_screens_have_these_names() -> None:
    labels = {cell.content.strip() for page in PAGES for cell in cells(page, "field here")}

    assert {"Issuer", "Redirect URI", "SCIM address (tenant URL)"} <= labels
    assert {
        label for label in labels if label not in words_of_ours() and not is_said(label)
    } == set()


def test_pages_that_are_named_are_in_the_navigation() -> None:
    ways = {f"{SECTIONS[one.section].label} → {one.label}" for one in _pages.values()}
    sections = {str(one.label) for one in SECTIONS.values()}
    said = {
        text
        for page in (*PAGES, "docs/api.md", "docs/institutions.md")
        for text in re.findall(r"\*([^*\n]+ → [^*\n]+)\*", (ROOT / page).read_text("utf-8"))
        if text.split(" → ")[0] in sections
    }

    assert "Settings → Single sign-on" in said
    ours = {one for one in said if one not in ways}
    assert ours <= THEIRS


# Ways in others' products that begin with a word of ours.
THEIRS = {"Settings → Scope", "Settings → Data source credentials → Basic"}


@pytest.mark.parametrize("page", PAGES)
def test_scopes_and_addresses_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    scopes = set(re.findall(r"`([a-z-]+:(?:read|write|content))`", text))
    addresses = {
        one.lstrip("/") for one in re.findall(r"(?:\$MENTORNET_URL|example\.org)(/[\w/.\-]+)", text)
    } | {one.lstrip("/") for one in code(page) if re.fullmatch(r"/(api|scim)/[\w/.\-]+", one)}

    assert scopes - set(SCOPES) == set()
    assert {one for one in addresses if not any(_meets(route, one) for route in routes())} == set()


def _meets(route: str, address: str) -> bool:
    # Routes that take in whatever is left say nothing of what is there.
    if "(?P" in route or "<path:" in route:
        return False
    return re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", route.replace(".", r"\.")), address) is not None
