"""What axe cannot see: narrow screens and zoom, high contrast, focus under bars, targets, names, headings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.contract.world import World
from tests.e2e.conftest import OpenAs, faults_of
from tests.e2e.test_pages import furnished

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

# A page scrolls in one direction only; tables and maps may scroll by themselves.
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What has the focus is what one sees at its middle: no bar lies over it (WCAG 2.4.11).
HIDDEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getClientRects()[0];
    if (!box || !box.width || !box.height) return null;
    if (box.bottom <= 0 || box.top >= innerHeight) return `${one.outerHTML.slice(0, 160)} is off the screen`;
    let over = document.elementFromPoint(box.x + box.width / 2, Math.max(1, box.y + Math.min(box.height / 2, 20)));
    for (; over && !over.contains(one); over = over.parentElement) {
        if (["fixed", "sticky"].includes(getComputedStyle(over).position)) {
            return `${one.outerHTML.slice(0, 160)} is under ${over.outerHTML.slice(0, 80)}`;
        }
    }
    return null;
}"""
# A control that has the focus is drawn otherwise than without it.
UNMARKED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.id === "main") return null;
    const label = one.closest("label, .chip, .choice, .hour, summary, td");
    const drawn = [one, label, ...one.querySelectorAll("*")].filter(Boolean).map(part => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
            || style.boxShadow !== "none" || (part instanceof SVGElement && style.strokeWidth !== "0px");
    });
    return drawn.some(Boolean) ? null : one.outerHTML.slice(0, 160);
}"""
HEADINGS = """() => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .filter(one => one.checkVisibility()).map(one => [Number(one.tagName[1]), one.textContent.trim()]);
    const faults = levels.filter(([level]) => level === 1).length === 1 ? [] : ["not one h1"];
    levels.forEach(([level, text], at) => {
        if (!text) faults.push(`an empty h${level}`);
        if (at && level > levels[at - 1][0] + 1) faults.push(`h${level} ${text} after h${levels[at - 1][0]}`);
    });
    return faults;
}"""


def most_used(world: World) -> list[tuple[str, str]]:
    """The pages that people open most, with the role that opens each."""
    rows = world.rows
    tie, group = rows["tie"].pk, rows["group"].pk
    of_mentee = [
        "/",
        reverse("networks:network"),
        reverse("networks:people"),
        reverse("networks:person", args=[world.mentor.pk]),
        reverse("networks:gap", args=["role", "advisor"]),
        reverse("networks:invitations"),
        f"{reverse('networks:invitation_new')}?to={rows['bystander'].pk}",
        reverse("networks:invitation", args=[rows["invitation"].pk]),
        reverse("evaluations:relationship", args=[tie]),
        reverse("evaluations:plan", args=[tie]),
        reverse("evaluations:record", args=[tie]),
        reverse("evaluations:meeting", args=[rows["meeting"].pk]),
        reverse("evaluations:group", args=[group]),
        reverse("evaluations:meeting", args=[rows["session"].pk]),
        reverse("profiles:self_assessment"),
        reverse("profiles:offer"),
        reverse("profiles:settings"),
        reverse("matching:programs"),
        reverse("help"),
        reverse("help_page", args=["faculty"]),
        reverse("accessibility"),
    ]
    of_director = [reverse("matching:directing_programs"), reverse("evaluations:gaps")]
    return [
        *(("protege", path) for path in of_mentee),
        *(("director", path) for path in of_director),
    ]


def faults(
    open_as: OpenAs, *, width: int, of: Callable[[Page], list[str]], **media: str
) -> dict[str, list[str]]:
    """What *of* finds on each of the most used pages, by address."""
    world = furnished()
    pages: dict[str, Page] = {}
    found = {}
    for role, path in most_used(world):
        if role not in pages:
            pages[role] = open_as(world.members[role].user, width=width)
            pages[role].emulate_media(**media)
        pages[role].goto(path)
        if wrong := of(pages[role]):
            found[path] = wrong
    return found


@pytest.mark.parametrize("width", [320, 640], ids=["320 px", "1280 px at 200 %"])
def test_no_page_scrolls_sideways(open_as: OpenAs, width: int) -> None:
    def wide(page: Page) -> list[str]:
        over = page.evaluate(WIDE)
        return [f"{over} px too wide"] if over > 0 else []

    assert faults(open_as, width=width, of=wide) == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_targets_are_large_headings_in_order_and_controls_named(
    open_as: OpenAs, width: int
) -> None:
    rules = [
        "target-size",
        "button-name",
        "link-name",
        "label",
        "select-name",
        "summary-name",
        "svg-img-alt",
    ]

    def wrong(page: Page) -> list[str]:
        return [*faults_of(page, rules=rules), *page.evaluate(HEADINGS)]

    assert faults(open_as, width=width, of=wrong) == {}


@pytest.mark.parametrize(
    ("width", "forced"),
    [(390, "none"), (1280, "none"), (1280, "active")],
    ids=["390", "1280", "forced colors"],
)
def test_the_focus_is_seen_wherever_it_is(open_as: OpenAs, width: int, forced: str) -> None:
    def lost(page: Page) -> list[str]:
        wrong = []
        for _step in range(60):
            page.keyboard.press("Tab")
            wrong += [one for one in (page.evaluate(HIDDEN), page.evaluate(UNMARKED)) if one]
            if page.evaluate("document.activeElement === document.body"):
                break
        return wrong

    assert faults(open_as, width=width, of=lost, forced_colors=forced) == {}


def test_forced_colors_keep_marks_and_states(open_as: OpenAs) -> None:
    """Each mark of the map and each pill of a state has a line or a fill that differs from its ground."""
    world = furnished()
    page = open_as(world.protege.user)
    page.emulate_media(forced_colors="active")
    page.goto(reverse("networks:network"))
    bare = page.evaluate(
        """() => [...document.querySelectorAll(".map-tie .map-shape")].filter(one => {
            const style = getComputedStyle(one), ground = getComputedStyle(document.body).backgroundColor;
            return [style.fill, style.stroke].every(ink => ink === "none" || ink === ground);
        }).length"""
    )
    assert (page.locator(".map-tie .map-shape").count() > 0, bare) == (True, 0)
    page.goto(reverse("networks:ties"))
    assert page.locator(".pill, .status").count() > 0
    assert faults_of(page, rules=["color-contrast"]) == []


def test_nothing_moves_for_those_who_asked(open_as: OpenAs) -> None:
    def moving(page: Page) -> list[str]:
        return page.evaluate(
            """() => document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 10)
                .map(one => one.effect.target.outerHTML.slice(0, 120))"""
        )

    assert faults(open_as, width=1280, of=moving, reduced_motion="reduce") == {}
