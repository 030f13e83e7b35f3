"""What axe, a ruler and a scale find: accessible, nothing sideways, small, nothing foreign."""

from typing import Literal
from urllib.parse import urlencode

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import ask, first_of, held_back, stop_clock

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1)]

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "welcome": "/",
    "passages": "/?q=What+is+baclofen+used+for%3F",
    "conversation": "/?q=Which+trials+are+recruiting%3F&q=only+phase+2&q=warfarin+dose&q=overdose+of+baclofen",
    "places": "/?q=trials+in+Lyon",
    "comparison": "/?q=compare+baclofen+and+tizanidine",
    "partly": "/?q=compare+baclofen+and+warfarin",
    "fact": "/?q=Who+sponsors+NCT90000001%3F",
    "which": "/?q=what+is+the+dose%3F",
    "further": "/?q=What+is+baclofen+used+for%3F&edit=1:page%3D2",
    "document": "/documents/baclofen?passage=baclofen%23indication-1&mark=0-20#p-indication-1",
    "trial": "/documents/NCT90000004",
    "documents": "/documents",
    "drug": "/drugs/baclofen",
    "compare": "/compare?drugs=baclofen&drugs=tizanidine",
    "about": "/about",
    "missing": "/documents/nothing",
}


ALLOWED = ("aria-allowed-role", '<textarea id="q"')
"""The composer has several lines and is a combobox: HTML has no element for both; screen readers follow the role."""


@pytest.mark.parametrize("width", [1440, 375])
def test_axe_finds_nothing(browser: Browser, site: str, width: int) -> None:
    """Zero violations on every page in both themes, and no sideways scroll."""
    context = browser.new_context(viewport={"width": width, "height": 812}, reduced_motion="reduce")
    page, axe = context.new_page(), Axe()
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[name, "width"] = [("sideways scroll", "")]
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            told = axe.run(page, options={"resultTypes": ["violations"]})["violations"]
            nodes = [(each["id"], node["html"][:120]) for each in told for node in each["nodes"]]
            if wrong := [each for each in nodes if each[0] != ALLOWED[0] or not each[1].startswith(ALLOWED[1])]:
                found[name, theme] = wrong
    context.close()
    assert found == {}


def test_four_hundred_percent_zoom_scrolls_one_way(browser: Browser, site: str) -> None:
    """1280 pixels at 400 % are 320: WCAG 2.2, 1.4.10."""
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    too_wide = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            too_wide[name] = width
    context.close()
    assert too_wide == {}


def test_nothing_is_hidden_by_forced_colours_or_on_paper(page: Page, site: str) -> None:
    """Marks, kinds and numbers keep an edge or a line; paper has the addresses and no controls."""
    page.goto(site + PAGES["passages"])
    page.emulate_media(forced_colors="active")
    assert page.locator(".badge").first.evaluate("(each) => getComputedStyle(each).borderStyle") != "none"
    assert page.locator("mark").first.evaluate("(each) => getComputedStyle(each).textDecorationLine") == "underline"
    page.emulate_media(forced_colors="none", media="print")
    for gone in (".dock", ".rail", ".turn__foot", ".masthead nav"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".more .passage").last.is_visible()
    assert site in page.locator(".print-only").inner_text()
    broken = "(each) => getComputedStyle(each).breakInside"
    assert page.locator(".passage").first.evaluate(broken) == "auto"  # a long one goes on overleaf: no blank before it
    assert page.locator(".passage__title").first.evaluate(broken) == "avoid"
    shown = page.locator("a[data-open]").first.evaluate("(each) => getComputedStyle(each, '::after').content")
    assert "attr(href)" in shown or "/documents/" in shown


LONG = {"unbroken": "x" * 400, "of words": "What is baclofen used for " * 12, "of emoji": "x" + "😀" * 200}


@pytest.mark.parametrize("asked", LONG.values(), ids=LONG)
@pytest.mark.parametrize("width", [1440, 375])
def test_a_long_question_fits(page: Page, site: str, asked: str, width: int) -> None:
    """The rail keeps to its width, and its entry is as short when the answer is streamed as when it is loaded."""
    page.set_viewport_size({"width": width, "height": 812})
    page.goto(site + PAGES["passages"])
    ask(page, asked)
    page.locator("#q2").wait_for()
    entry = page.locator("[data-rail] a").last
    streamed = entry.text_content()
    page.reload()
    assert entry.text_content() == streamed
    assert len(streamed or "") <= 90
    wide = "(each) => each.scrollWidth > each.clientWidth"
    assert not page.locator(".rail").evaluate(wide)
    assert not page.locator("html").evaluate(wide)


def test_a_long_question_is_as_small_while_it_is_searched_for(page: Page, site: str) -> None:
    """Its heading does not shrink when the answer comes, and Stop is nearer."""
    held = held_back(page, "**/chat/stream**")
    page.goto(site + PAGES["passages"])
    ask(page, LONG["of words"])
    size = "(each) => getComputedStyle(each).fontSize"
    waiting = page.locator(".turn", has_text="Searching").get_by_role("heading").evaluate(size)
    first_of(held, page).continue_()
    assert page.locator("#q2 > h2").evaluate(size) == waiting


def test_a_finding_keeps_its_distance(page: Page, site: str) -> None:
    """From the question above it, with or without what was understood between them, and from the quotes below."""
    apart = "(each) => each.getBoundingClientRect().top - each.previousElementSibling.getBoundingClientRect().bottom"
    for asked, below in (("hello", None), ("baclofen", ".quotes")):
        page.goto(f"{site}/?{urlencode({'q': asked})}")
        assert page.locator(".turn > .finding").evaluate(apart) >= 24
        assert below is None or page.locator(f".turn > {below}").evaluate(apart) >= 16


@pytest.mark.parametrize("asked", ["ما هي استخدامات الباكلوفين؟", "מהם השימושים של באקלופן?"])
def test_what_is_written_from_right_to_left_stands_on_the_right(page: Page, site: str, asked: str) -> None:
    """The question while it is written, while it is searched for, and above its answer; what we say stays left."""
    held_back(page, "**/chat/stream**")
    page.goto(site + PAGES["passages"])
    box = page.get_by_label("Ask about a drug or a trial")
    box.fill(asked)
    expect(box).to_have_css("direction", "rtl")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=asked)
    expect(heading).to_have_css("direction", "rtl")
    page.goto(f"{site}/?{urlencode({'q': asked})}")
    expect(heading).to_have_css("direction", "rtl")
    expect(page.locator(".turn")).to_have_css("direction", "ltr")


def test_an_answer_is_painted_though_no_script_has_come(page: Page, site: str) -> None:
    """What is read waits for nothing but the page itself and its style sheets."""
    held = held_back(page, "**/static/*.js*")
    page.goto(site + PAGES["passages"], wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    expect(page.locator(".quotes .said").first).to_be_visible()
    first_of(held, page)
    assert page.evaluate("document.readyState") != "complete"


def test_a_streamed_answer_waits_for_no_timer(page: Page, site: str) -> None:
    """It is in the page with its last byte, and not some time after it."""
    page.clock.install()
    page.goto(site + PAGES["passages"])
    stop_clock(page)
    ask(page, "and side effects?")
    expect(page.locator("#q2 .turn__foot")).to_be_visible()


CUT_OFF = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused), box = focused.getBoundingClientRect();
  const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
  for (let around = focused.parentElement; around && around !== document.body; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    const scrolls = getComputedStyle(around).overflow !== "visible";
    if (scrolls && (box.left - ring < edge.left - .5 || box.right + ring > edge.right + .5)) return focused.textContent;
  }
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["passages", "conversation", "document"])
def test_the_ring_of_what_has_focus_is_whole(page: Page, site: str, name: str, width: int) -> None:
    """What scrolls cuts off what lies outside of it."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(site + PAGES[name])
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(CUT_OFF) is None


def test_a_documents_title_is_on_the_first_screen(page: Page, site: str) -> None:
    """However many sections the document has."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/documents/baclofen")
    page.evaluate(
        "const list = document.querySelector('.rail ol');"
        "for (let i = 0; i < 30; i++) list.append(list.lastElementChild.cloneNode(true));"
    )
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    assert box["y"] < 500


def test_counts_are_a_line_each(page: Page, site: str) -> None:
    """A name and its number stand side by side on a narrow screen, too; a trial of a list takes several lines."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/?q=trials+per+status")
    name, number = (page.locator(f".counts tbody td:nth-child({column})").first.bounding_box() for column in (1, 2))
    assert name is not None
    assert number is not None
    assert name["y"] == number["y"]
    assert name["x"] + name["width"] < number["x"]


def test_targets_are_large_enough(page: Page, site: str) -> None:
    """24 pixels, links inside sentences aside: WCAG 2.2, 2.5.8."""
    page.goto(site + PAGES["conversation"])
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .chip a, .cite[href], .facet a, .button, .rail a')]
            .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([html, box]) => `${html} ${box.width}×${box.height}`)"""
    )
    assert small == []


def test_a_finger_has_forty_four_pixels(browser: Browser, site: str) -> None:
    """Where the pointer is coarse, links inside sentences and titles aside: WCAG 2.2, 2.5.5."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page, small = context.new_page(), {}
    for name, address in PAGES.items():
        page.goto(site + address)
        small[name] = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, select, textarea')]
                .filter((each) => !each.matches('.cite, .skip, dd a, .trial a, h2 > a'))
                .filter((each) => !each.matches('p:not(.pager, .pair__more, .quotes p) > a'))
                .filter((each) => !each.closest('.passage__title, .pair--head'))
                .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
                .filter(([, box]) => box.width && box.height < 44)
                .map(([html, box]) => `${html} ${box.width}×${box.height}`)"""
        )
    context.close()
    assert {name: found for name, found in small.items() if found} == {}


def test_the_composer_never_covers_focus(page: Page, site: str) -> None:
    """Tabbing through a long conversation, what has focus is seen whole."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 600})
    page.goto(site + PAGES["conversation"])
    covered = []
    for _ in range(120):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => { const at = document.activeElement, dock = document.querySelector('.dock');
                if (!at || at === document.body || dock.contains(at)) return null;
                const box = at.getBoundingClientRect();
                const top = dock.querySelector('.composer').getBoundingClientRect().top;
                const covered = box.height && box.bottom > top + 1 && box.top < innerHeight;
                return covered ? at.outerHTML.slice(0, 90) : null; }"""
        )
        if hidden:
            covered.append(hidden)
    assert covered == []


def test_the_first_page_is_small_and_asks_nobody_else(browser: Browser, site: str) -> None:
    """Under 60 KB transferred, all of it from here, and nothing moves after it is shown."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site, wait_until="networkidle")
    sizes = page.evaluate(
        """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
            .reduce((sum, each) => sum + each.transferSize, 0)"""
    )
    shift = page.evaluate(
        """() => new Promise((resolve) => { let sum = 0; new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(sum), 300); })"""
    )
    context.close()
    assert all(each.startswith(site) for each in asked)
    assert sizes < 60_000
    assert shift < 0.01
