"""Tests stand where their code stands: `<path>/domain/x.py` has `tests/<path>/domain/test_x.py`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = ("mentornet", "profiles", "networks", "matching", "evaluations")
# Whole-system tests and what tests stand on.
WITHOUT_CODE = {"bench", "contract", "e2e", "factories", "js", "support"}


def domain_modules() -> set[Path]:
    return {
        module.relative_to(ROOT)
        for app in APPS
        for module in (ROOT / app).rglob("*.py")
        if module.name == "domain.py" or ("domain" in module.parent.parts and module.stem[0] != "_")
    }


def mirrored(module: Path) -> Path:
    return Path("tests") / module.parent / f"test_{module.name}"


def test_every_domain_module_has_its_test():
    missing = [
        f"{mirrored(module)} for {module}"
        for module in sorted(domain_modules())
        if not (ROOT / mirrored(module)).exists()
    ]
    assert missing == [], "write these"


def test_every_test_folder_is_that_of_some_code():
    folders = {
        file.parent.relative_to(ROOT / "tests") for file in (ROOT / "tests").rglob("test_*.py")
    }

    strange = [
        str(folder)
        for folder in sorted(folders)
        if folder.parts and folder.parts[0] not in WITHOUT_CODE and not (ROOT / folder).is_dir()
    ]
    assert strange == []
