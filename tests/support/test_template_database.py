"""When the migrated database is made again, and when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.template_database import template_sources

MIGRATION = "profiles/migrations/0001_first.py"
FILES = {
    "uv.lock": "django 5.2",
    MIGRATION: "from profiles import sql\nimport profiles.models.people\n",
    "profiles/sql.py": "SEARCH = 'SELECT 1'",
    "profiles/models/people.py": "class Person: ...",
    "profiles/views.py": "def page(): ...",
    "mentornet/tenancy/policies.py": "OWN = 'true'",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_sources_are_migrations_their_imports_tenancy_and_packages(checkout):
    assert list(template_sources(checkout)) == [
        "mentornet/tenancy/policies.py",
        MIGRATION,
        "profiles/sql.py",
        "uv.lock",
    ]


@pytest.mark.parametrize("name", [MIGRATION, "profiles/sql.py", "uv.lock"])
def test_digest_changes_with_a_source(checkout, name):
    before = template_sources(checkout)
    (checkout / name).write_text(f"{FILES[name]}\n# changed")

    after = template_sources(checkout)

    assert [one for one in before if before[one] != after[one]] == [name]


def test_new_migration_only_adds_a_source(checkout):
    before = template_sources(checkout)
    (checkout / "profiles/migrations/0002_second.py").write_text("")

    after = template_sources(checkout)

    assert before.items() < after.items()
    assert after.keys() - before.keys() == {"profiles/migrations/0002_second.py"}
