"""A roster through the pages of a director, with the tasks that do the work."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from profiles.models import RosterImport
from profiles.roster.tasks import advance_roster_import

URL = "/dashboard/roster/"
HEAD = "external_id,email,given_name,family_name,rank\n"
GOOD = HEAD + "1,ada@x.example,Ada,Ash,full\n2,bo@x.example,Bo,Birch,assistant\n"


def upload(client, text: str | bytes, *, name: str = "roster.csv", **more: str):
    content = text.encode() if isinstance(text, str) else text
    return client.post(URL, {"file": SimpleUploadedFile(name, content), **more})


def checked(client, text: str | bytes, **more: str) -> RosterImport:
    """Upload, and let the worker check."""
    assert upload(client, text, **more).status_code == 302
    row = RosterImport.objects.first()
    advance_roster_import(str(row.pk))
    row.refresh_from_db()
    return row


def confirm(client, row: RosterImport, **posted: str) -> RosterImport:
    client.post(reverse("profiles:roster_confirm", args=[row.pk]), posted)
    advance_roster_import(str(row.pk))
    row.refresh_from_db()
    return row
