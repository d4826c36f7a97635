"""What every page must hold to for the content security policy, and that every page parses."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
# Mail is read in mail programs, which know no policy and load no sheet of ours.
PAGES = [name for name in TEMPLATES if not name.startswith("mail/")]
REFUSED = re.compile(
    r"\sstyle=|<style|\son[a-z]+=|\shx-on|javascript:"
    r"|<script(?![^>]*(\ssrc=|type=\"application/json\"))",
    re.IGNORECASE,
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_templates_parse() -> None:
    assert len(TEMPLATES) > 400
    for name in TEMPLATES:
        get_template(name)


def test_no_page_has_an_inline_style_or_script() -> None:
    # A parameter of an include, such as `one=…`, is no attribute of an element.
    tag = re.compile(r"{%.*?%}", re.DOTALL)

    found = [
        f"{name}: {match.group(0)}"
        for name in PAGES
        for match in REFUSED.finditer(tag.sub("", text_of(name)))
    ]
    assert found == []


def test_pages_use_the_one_header_and_the_one_table() -> None:
    """Both are components with a body: `{% page_header %}` and `{% table %}` of `blocks`."""
    pages = [name for name in PAGES if not name.startswith(("components/", "allauth/"))]

    found = [
        f"{name}: {part}"
        for name in pages
        for part in ("page-header__text", "table-scroll")
        if part in text_of(name)
    ]
    assert found == []
