"""What deployments are made of: files that no test can start, held to what makes them safe."""

from __future__ import annotations

import os
import re
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.conf import settings

from mentornet.settings_checks import problems, secrets_from_files

HERE = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((HERE / "docker-compose.yml").read_text())
UNITS = sorted((HERE / "deploy" / "systemd").glob("*.service"))
MANIFESTS = [
    one
    for path in sorted((HERE / "deploy" / "kubernetes").glob("*.yaml"))
    for one in yaml.safe_load_all(path.read_text())
]
OWN_IMAGES = {"mentornet", "mentornet-pool"}


def test_every_service_is_pinned_bound_watched_and_may_do_nothing_it_need_not() -> None:
    for name, service in COMPOSE["services"].items():
        image = service["image"]
        assert image in OWN_IMAGES or re.search(r":v?\d+\.?\d*", image), name
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"] and service["cpus"], name
        assert "healthcheck" in service or name in {"prepare", "mail"}, name
        assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")


def test_secrets_stand_in_files_alone_and_the_owner_s_is_the_migration_s() -> None:
    known = set(COMPOSE["secrets"])
    for name, service in COMPOSE["services"].items():
        used = set(service.get("secrets", []))
        given = service.get("environment", {})
        assert used <= known, name
        assert not any("PASSWORD" in one and not one.endswith("_FILE") for one in given), name
        assert ("database_owner_url" in used) == (name == "prepare"), name
        files = {
            value for one, value in given.items() if one.endswith("_FILE") and "/secrets/" in value
        }
        assert {Path(one).name for one in files} <= used, name


def test_secrets_that_the_script_makes_are_taken(tmp_path: Path) -> None:
    for _twice in range(2):
        subprocess.run(["sh", "deploy/secrets.sh", str(tmp_path)], cwd=HERE, check=True)
    web = COMPOSE["services"]["web"]["environment"]
    given = {
        name: str(value).replace("/run/secrets", str(tmp_path)) for name, value in web.items()
    } | {
        "SITE_URL": "https://mentornet.example",
        "ALLOWED_HOSTS": "mentornet.example",
        "DEFAULT_FROM_EMAIL": "mentornet@mentornet.example",
    }
    secrets, wrong = secrets_from_files(given)

    assert (wrong, problems(given | secrets, {})) == ([], [])
    assert set(COMPOSE["secrets"]) - {path.name for path in tmp_path.iterdir()} == {
        "certificate",
        "certificate_key",
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_start_again_always_and_are_shut_in(path: Path) -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)

    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    service = unit["Service"]
    assert (service["Restart"], service["User"]) == ("always", "mentornet")
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize(
    "manifest", MANIFESTS, ids=lambda one: f"{one['kind']} {one['metadata']['name']}"
)
def test_manifests_are_what_kubernetes_takes_and_no_pod_is_root(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.31", strict=True)
    pod = manifest.get("spec", {}).get("template", {}).get("spec")
    if pod is None:
        return
    assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
    for container in pod["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert container["resources"]["limits"]["memory"]
        assert ":" in container["image"]
    (secrets,) = [one["secret"] for one in pod["volumes"] if "secret" in one]
    mounted = {one["key"] for one in secrets.get("items", [])}
    assert ("items" not in secrets) == (manifest["kind"] == "Job")
    assert "database_owner_url" not in mounted


def test_every_queue_has_a_worker_wherever_it_runs() -> None:
    shapes = {
        "compose": str(COMPOSE["services"]),
        "kubernetes": str(MANIFESTS),
        "units": "".join(path.read_text() for path in UNITS),
        "try": (HERE / "deploy" / "try.sh").read_text(),
    }
    for shape, text in shapes.items():
        assert all(queue in text for queue in settings.QUEUES), shape


@pytest.mark.parametrize("name", ["try.sh", "secrets.sh", "static.sh", "roles.sh"])
def test_scripts_can_be_read_and_run(name: str) -> None:
    path = HERE / "deploy" / name
    first = path.read_text().splitlines()[0]

    assert os.access(path, os.X_OK)
    assert subprocess.run([first.removeprefix("#!"), "-n", str(path)], check=False).returncode == 0
