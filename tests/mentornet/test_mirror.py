"""Tests stand where their code stands: `<path>/domain/x.py` has `tests/<path>/domain/test_x.py`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = ("mentornet", "profiles", "networks", "matching", "evaluations")
# Domain modules without a test of their own so far, a path a line. The list may only become shorter.
UNTESTED = Path(__file__).with_name("mirror_exceptions.txt")
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
    expected = {Path(line) for line in UNTESTED.read_text(encoding="utf-8").split()}
    untested = {module for module in domain_modules() if not (ROOT / mirrored(module)).exists()}

    missing = [f"{mirrored(one)} for {one}" for one in sorted(untested - expected)]
    done = [f"{one}" for one in sorted(expected - untested)]
    assert missing == [], "write these"
    assert done == [], f"take these out of {UNTESTED.name}"


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
