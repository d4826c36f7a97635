"""A roster through the pages of a director, with the tasks that do the work."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from profiles.models import RosterImport
from profiles.roster.answers_form import AnswersForm
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


def answers(row: RosterImport, said: dict[str, str]) -> dict[str, str]:
    """Return the form of the preview as it is sent, with what was *said* by the labels of its fields."""
    form = AnswersForm(RosterImport.objects.get(pk=row.pk))
    labels = {str(field.label): name for name, field in form.fields.items()}
    sent = {name: str(form[name].value() or "") for name in form.fields}
    return sent | {labels[label]: value for label, value in said.items()}


def answered(client, row: RosterImport, said: dict[str, str]) -> RosterImport:
    """Answer questions of the preview, and let the worker read the file again."""
    posted = answers(row, said)
    answer = client.post(reverse("profiles:roster_answers", args=[row.pk]), posted)
    assert answer.status_code == 302, answer.content
    advance_roster_import(str(row.pk))
    row.refresh_from_db()
    return row
