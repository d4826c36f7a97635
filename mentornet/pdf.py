"""A page as a PDF file, by WeasyPrint, where the machine has the libraries that it draws with."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from PIL import ImageFile

from mentornet.languages import plain


class PdfUnavailable(Exception):
    """The libraries that set the type (Pango) are not installed on this machine."""


def can_make_pdf() -> bool:
    """Return whether this machine can: the demonstration runs without."""
    return _library() is not None


def pdf_of(
    template: str,
    context: dict[str, Any],
    *,
    paper: str = "Letter",
    charts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return *template*, laid out by static/css/pdf.css, as a tagged PDF file on *paper*, in the language in force.

    *paper* is a size as CSS names it. *charts* are SVG images by the address under which the page shows them, as
    `chart:name`. Nothing is fetched: the page holds all else that it shows. Raise PdfUnavailable.
    """
    library = _library()
    if library is None:
        raise PdfUnavailable
    sheet = finders.find("css/pdf.css")
    reading = {"LANGUAGE_CODE": plain(get_language()), "bidi": get_language_bidi()}
    html = render_to_string(template, {**reading, **context})
    page = library.HTML(string=html, url_fetcher=_fetcher(charts or {}))
    size = library.CSS(string=f"@page {{ size: {paper} }}")
    written: bytes = page.write_pdf(
        stylesheets=[library.CSS(filename=sheet), size], pdf_variant="pdf/ua-1"
    )
    return written


def _library() -> Any:
    try:
        library = import_module("weasyprint")
    except OSError:
        # It looks for its shared libraries when it is imported.
        return None
    # It lets all of the process take pictures that were cut off, those that people upload included.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library


def _fetcher(charts: Mapping[str, bytes]) -> Any:
    """Return what WeasyPrint asks for images: it knows *charts*, and refuses every other address."""
    urls = import_module("weasyprint.urls")

    class Charts(urls.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in charts:
                raise ValueError(f"A PDF fetches nothing: {url}")
            kind = {"Content-Type": "image/svg+xml"}
            return urls.URLFetcherResponse(url, body=charts[url], headers=kind)

    return Charts()
