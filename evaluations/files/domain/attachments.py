"""Files that people upload: what is taken in, kept where nothing serves it, and thrown away."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.files.domain.file_type import TYPES, FileType, fits, type_of
from evaluations.files.errors import FileRefused
from evaluations.files.models import Attachment
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from networks.phrases import either
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership

LONGEST_NAME = 200
MOST_KEPT = 1024**3  # bytes that one person may have here
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
YOUNG = timedelta(days=1)


def check_file(upload: UploadedFile[Any]) -> FileType:
    """Return what an uploaded file is. Raise FileRefused: empty, too large, unknown, disguised."""
    size = upload.size or 0
    if not size:
        raise FileRefused(_("This file is empty. Choose another file."))
    if size > settings.LARGEST_UPLOAD:
        raise FileRefused(
            _("This file is too large and was not saved. Choose a file of up to %(most)d MB.")
            % {"most": settings.LARGEST_UPLOAD // 1024**2}
        )
    assert upload.file is not None  # noqa: S101  (only what is too large has none)
    kind = type_of(upload.file)
    upload.seek(0)
    if kind is None:
        raise FileRefused(
            _(
                "We cannot accept this file. Choose one of these types: %(kinds)s. It must have no "
                "macros and no password, and be of one type only."
            )
            % {"kinds": ", ".join(str(one.label) for one in TYPES)}
        )
    if not fits(upload.name or "", kind):
        raise FileRefused(
            _(
                "This is a %(kind)s file, so its name must end in %(suffixes)s. Rename it and try again."
            )
            % {
                "kind": kind.label,
                "suffixes": either(kind.suffixes),
            }
        )
    return kind


@transaction.atomic
def keep_file(
    upload: UploadedFile[Any],
    *,
    institution: Institution,
    by: Membership,
    group: PeerGroup | None = None,
) -> Attachment:
    """Keep an uploaded file under a random name, for *group* or for what it will be attached to.

    Whether *by* may do so is for the caller to know. Raise FileRefused.
    """
    kind = check_file(upload)
    size = upload.size or 0
    kept = Attachment.objects.filter(uploader=by).aggregate(sum=Sum("size"))["sum"] or 0
    if kept + size > MOST_KEPT:
        raise FileRefused(
            _("You have reached your limit of 1 GB of files. Delete some files you no longer need.")
        )
    row: Attachment = Attachment.objects.create(
        institution=institution,
        group=group,
        uploader=by,
        name=clean_name(upload.name or ""),
        kind=kind.key,
        size=size,
        stored=upload,
    )
    record(Verb.FILE_UPLOADED, actor=by.user, institution=institution, subject=row)
    return row


def clean_name(name: str) -> str:
    """Return the name as it came, without what could make a path or turn it around; its end is kept."""
    clean = NOT_IN_A_NAME.sub("", name).strip(" .") or "file"
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}" if dot else clean[:LONGEST_NAME]


def purge_file(attachment: Attachment) -> None:
    """Delete what is stored, once the row's end is certain."""
    name = attachment.stored.name
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def drop_stray_files(*, now: datetime | None = None) -> int:
    """Delete stored files that no row knows, a day old: left by what failed halfway. How many."""
    limit = (now or timezone.now()) - YOUNG
    dropped = 0
    for folder in _folders():
        _inner, names = default_storage.listdir(folder)
        stored = {f"{folder}/{name}" for name in names}
        known = set(Attachment.objects.filter(stored__in=stored).values_list("stored", flat=True))
        for name in stored - known:
            if default_storage.get_modified_time(name) < limit:
                default_storage.delete(name)
                dropped += 1
    return dropped


def _folders() -> list[str]:
    if not default_storage.exists("") or not os.fspath(settings.MEDIA_ROOT):
        return []
    folders, _names = default_storage.listdir("")
    return [one for one in folders if re.fullmatch(r"[0-9a-f]{2}", one)]
