"""A page as one line, so that a test can name an element and the text in it together."""

import re

import lxml.html


def on_one_line(html: str) -> str:
    """Return *html* with runs of white space as one space, and none at the edges of tags."""
    text = " ".join(html.split())
    return re.sub(r" ?(</?[^<>]*>) ?", r"\1", text)


def field(html: str, name: str) -> str:
    """Return the value of the first hidden field *name*."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', html)
    assert found is not None
    return found[1]


def table_rows(html: bytes) -> list[list[str]]:
    """Return what the cells of the page's table say, row by row, without its headings."""
    found = lxml.html.fromstring(html).xpath("//table/tbody/tr")
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td[not(input)]")]
        for row in found
    ]
