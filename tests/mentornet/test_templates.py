"""What every page must hold to for the content security policy, and that every page parses."""

import re
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_parses(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_inline_style_or_script(name: str) -> None:
    # A parameter of an include, such as `one=…`, is no attribute of an element.
    text = re.sub(r"{%.*?%}", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [match.group(0) for match in REFUSED.finditer(text)] == []


@pytest.mark.parametrize(
    "name", [name for name in PAGES if not name.startswith(("components/", "allauth/"))]
)
def test_page_uses_the_one_header_and_the_one_table(name: str) -> None:
    """Both are components with a body: `{% page_header %}` and `{% table %}` of `blocks`."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert [part for part in ("page-header__text", "table-scroll") if part in text] == []
