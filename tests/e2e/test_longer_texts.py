"""Pages in a language that is 40 % longer than English: nothing is cut off, covered or pushed aside."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page

from profiles.models import User
from tests.e2e.conftest import OpenAs
from tests.e2e.test_accessible import WIDE, most_used
from tests.e2e.test_pages import furnished
from tests.support.pseudo import CLOSE, CODE, speaking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# Text whose box hides what does not fit. What is for the ear only is cut off on purpose.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(one =>
    one.checkVisibility() && !one.closest(".visually-hidden, svg, select, textarea, input")
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && getComputedStyle(one).overflowX !== "visible"
    && getComputedStyle(one).overflowX !== "auto" && getComputedStyle(one).overflowX !== "scroll"
    && one.scrollWidth > one.clientWidth + 1
).map(one => `cut off: ${one.outerHTML.slice(0, 120)}`)"""
# Two controls of which neither holds the other, on the same spot. Bars that stay may lie over a page.
COVERED = """() => {
    const fixed = one => {
        for (; one; one = one.parentElement) {
            if (["fixed", "sticky", "absolute"].includes(getComputedStyle(one).position)) return true;
        }
        return false;
    };
    const all = [...document.querySelectorAll("a, button, select, input:not([type=hidden]), textarea, summary")]
        .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest("svg, .visually-hidden")
            && !fixed(one))
        .map(one => ({one, box: one.getBoundingClientRect()})).filter(({box}) => box.width > 2 && box.height > 2);
    const found = [];
    all.forEach((a, at) => all.slice(at + 1).forEach(b => {
        if (a.one.contains(b.one) || b.one.contains(a.one)) return;
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (wide > 2 && high > 4 && a.one.getClientRects().length === 1 && b.one.getClientRects().length === 1) {
            found.push(`${a.one.outerHTML.slice(0, 80)} meets ${b.one.outerHTML.slice(0, 80)}`);
        }
    }));
    return found;
}"""

# The last of those that reach farthest to the side: what pushes the page.
WIDEST = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && !one.closest("svg")
        && !(p => { for (; p; p = p.parentElement) {
            if (["auto", "scroll", "hidden"].includes(getComputedStyle(p).overflowX) && p !== document.body
                && p !== document.documentElement) return true; } return false; })(one.parentElement))
    .map(one => [one.getBoundingClientRect().right, one.outerHTML.slice(0, 160)])
    .reduce((a, b) => b[0] >= a[0] ? b : a)[1]"""


def faults_of_layout(page: Page) -> list[str]:
    wide = page.evaluate(WIDE)
    return [
        *([f"{wide} px too wide: {page.evaluate(WIDEST)}"] if wide > 0 else []),
        *page.evaluate(CUT_OFF),
        *page.evaluate(COVERED),
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_longer_texts_fit(open_as: OpenAs, width: int) -> None:
    world = furnished()
    User.objects.update(language=CODE)
    found, marked = {}, 0
    with speaking(*settings.LANGUAGES):
        pages = {
            role: open_as(world.members[role].user, width=width) for role in ("protege", "director")
        }
        for role, path in most_used(world):
            pages[role].goto(path)
            marked += pages[role].content().count(CLOSE)
            if wrong := faults_of_layout(pages[role]):
                found[path] = wrong

    assert found == {}, "\n".join(f"{path} {wrong}" for path, wrong in found.items())
    assert marked > 1_000


def test_a_text_that_does_not_fit_is_found(open_as: OpenAs) -> None:
    page = open_as(None)
    page.set_content(
        '<p style="width: 4em; overflow: hidden; white-space: nowrap">Much more than four letters</p>'
        '<div style="display: grid"><button style="grid-area: 1 / 1">One</button>'
        '<button style="grid-area: 1 / 1">Two</button></div>'
        '<p style="width: 3000px">Wide</p>'
    )

    said = faults_of_layout(page)

    assert [one.split(":")[0].split(" ")[-1] for one in said if "cut off" in one] == ["off"]
    assert sum("meets" in one for one in said) == 1
    assert sum("px too wide" in one for one in said) == 1
