"""Answers that a browser keeps as a file."""

from django.http import HttpResponse

PDF = "application/pdf"


def download(written: bytes | str, name: str, kind: str) -> HttpResponse:
    """Return *written*, of the content type *kind*, as a file called *name*."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written, content_type=kind, headers=headers)
