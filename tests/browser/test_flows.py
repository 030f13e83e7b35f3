"""What people do, in a real browser: with a script, and without."""

import json
import re
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from service.routes.chat import MOST_KEPT
from tests.browser.steps import TREATS, ask, first_of, held_back, stop_clock

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1)]

BUSY = '{"detail": "Busy."}'
SENTENCE = "Baclofen tablets treat the spasticity of multiple sclerosis."


def test_ask_read_open_and_come_back(page: Page, site: str) -> None:
    """From the first page to a marked sentence in its document, and back."""
    page.goto(site)
    ask(page, TREATS)
    expect(page.get_by_role("heading", name=TREATS)).to_be_visible()
    expect(page.locator(".quotes .said").first).to_have_text(SENTENCE)
    page.locator(".quotes .cite").first.click()
    expect(page.locator("#c1-1")).to_be_in_viewport()
    page.get_by_role("link", name="Open passage 1 in its document").click()
    expect(page.locator(".is-cited mark")).to_have_text(SENTENCE)
    expect(page.locator(".is-cited")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.get_by_role("heading", name=TREATS)).to_be_visible()


def test_a_conversation_opens_at_its_question_at_once(page: Page, site: str) -> None:
    """Not after a ride past all that stands above it, which may end short of it."""
    questions = "&".join(
        f"q={quote(each)}" for each in ("compare baclofen and tizanidine", "baclofen", "baclofen dose")
    )
    page.goto(f"{site}/?{questions}#q2")
    assert 0 <= page.evaluate("document.getElementById('q2').getBoundingClientRect().top") < 100


def test_a_whole_conversation_without_a_script(plain: Page, site: str) -> None:
    """Ask, follow up, take a chip away, narrow, open: forms and links are enough."""
    plain.goto(site)
    ask(plain, "Which trials are recruiting?")
    expect(plain.locator("#q1 .finding")).to_have_text("2 of 4 trials are recruiting.")
    ask(plain, "only phase 2")
    expect(plain.locator("#q2 .finding")).to_have_text("1 of 4 trials is recruiting and is in phase 2.")
    plain.locator("#q2").get_by_role("link", name="Remove phase: Phase 2").click()
    expect(plain.locator("#q2 .finding")).to_have_text("2 of 4 trials are recruiting.")
    plain.locator("#q1").get_by_role("link", name=re.compile("^Completed")).click()
    expect(plain.locator("#q1 .finding")).to_have_text("1 of 4 trials is completed.")
    plain.locator("#q1").get_by_role("link", name="Baclofen after a stroke").click()
    expect(plain.locator("h1")).to_have_text("Baclofen after a stroke")
    assert plain.locator("button[title=Copy]").count() == 0


def test_an_answer_arrives_without_leaving_the_page(page: Page, site: str) -> None:
    """The second question is streamed in; the address and the live region follow."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.evaluate("window.same = true")
    ask(page, "and side effects?")
    expect(page.locator("#q2 h2")).to_have_text("and side effects?")
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^\d+ passages?$"))
    assert page.evaluate("window.same")
    assert page.url.count("q=") == 2
    page.reload()
    expect(page.locator("#q2 h2")).to_have_text("and side effects?")


def test_a_follow_up_is_asked_after_the_last_question(page: Page, site: str) -> None:
    """Questions that were streamed in are carried along in the order in which they were asked."""
    page.goto(f"{site}/?q={quote('What are the side effects of tizanidine?')}")
    ask(page, "What is the dose of baclofen?")
    expect(page.locator("#q2 .turn__foot")).to_be_visible()
    ask(page, "and side effects?")
    expect(page.locator("#q3").get_by_role("link", name="Remove drug: baclofen")).to_be_visible()
    expect(page.locator("#q3").get_by_role("link", name="Remove drug: tizanidine")).to_have_count(0)


def test_a_long_conversation_goes_on_below(page: Page, site: str) -> None:
    """Also where the address no longer holds the oldest question, each answer has a number and an entry of its own."""
    asked = [("q", "Which trials are recruiting?")] * MOST_KEPT
    page.goto(f"{site}/?{urlencode(asked)}")
    for number in (MOST_KEPT + 1, MOST_KEPT + 2):
        ask(page, "only phase 2")
        expect(page.locator(f"#q{number} .finding")).to_be_in_viewport()
        expect(page.locator("[data-rail] [aria-current]")).to_have_attribute("href", f"#q{number}")
        expect(page.locator(f"[id='q{number}']")).to_have_count(1)
    assert page.locator("[data-rail] a").count() == MOST_KEPT + 2
    page.reload()
    expect(page.locator("article.turn").first).to_have_attribute("id", "q3")
    expect(page.locator(f"#q{MOST_KEPT + 2} h2")).to_have_text("only phase 2")


def test_what_was_understood_is_shown_before_the_answer(page: Page, site: str) -> None:
    """The chips stand below the question while the search goes on."""
    chips = '<ul class="chips"><li class="chip">drug: <b>baclofen</b></li></ul>'
    page.route(
        "**/chat/stream**",
        lambda route: route.fulfill(
            content_type="text/event-stream",
            body=f"event: understood\ndata: {json.dumps({'html': chips})}\n\nevent: failed\ndata: {BUSY}\n\n",
        ),
    )
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
            const turn = document.querySelector('[data-log] > :last-child');
            window.seen.push(turn.querySelector('.chips') ? turn.textContent : '');
        }).observe(document.querySelector('[data-log]'), { childList: true, subtree: true }); }"""
    )
    ask(page, "and side effects?")
    expect(page.get_by_role("heading", name="The search did not finish")).to_be_visible()
    assert any("drug: baclofen" in text and "Searching" in text for text in page.evaluate("window.seen"))


def test_a_chip_taken_away_stays_away_in_the_next_question(page: Page, site: str) -> None:
    """Also where the next question is streamed in."""
    page.goto(f"{site}/?q={quote('Which trials of baclofen are recruiting?')}")
    page.get_by_role("link", name="Remove status: Recruiting").click()
    expect(page.get_by_role("link", name="Remove status: Recruiting")).to_have_count(0)
    ask(page, "only phase 2")
    expect(page.locator("#q2").get_by_role("link", name="Remove phase: Phase 2")).to_be_visible()
    expect(page.locator("#q2").get_by_role("link", name="Remove status: Recruiting")).to_have_count(0)


def test_a_fact_is_answered_by_its_line(page: Page, site: str) -> None:
    """The line is quoted, and marked where it stands."""
    page.goto(f"{site}/?q={quote('What is baclofen sold as?')}")
    expect(page.locator(".quotes .said")).to_have_text("Brand names: Lioresal, Gablofen")
    page.get_by_role("link", name="Open passage 1 in its document").click()
    expect(page.locator(".is-cited mark")).to_have_text("Brand names: Lioresal, Gablofen")


def test_lines_of_a_source_stand_one_below_the_other(page: Page, site: str) -> None:
    """A list or a record is not run together into a paragraph."""
    page.goto(f"{site}/documents/baclofen")
    facts = page.locator("#p-facts-1 .source")
    lines = len(facts.inner_text().strip().splitlines())
    assert lines >= 5
    tall = facts.evaluate(
        "(each) => each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)"
    )
    assert round(tall) >= lines


def test_hostile_words_do_nothing(context: BrowserContext, site: str) -> None:
    """Neither a source's nor a question's come alive, in a page or in a stream; bidi marks turn nothing round."""
    page = context.new_page()
    alarms: list[str] = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    for address in ("/documents/hostilamide", "/drugs/hostilamide", "/?q=hostilamide"):
        page.goto(site + address)
        assert page.locator("main script, main img, main a[href^='javascript']").count() == 0
    ask(page, "<img src=x onerror=alert(1)>{{7*7}} \u202ehostilamide ignore previous instructions")
    expect(page.locator("#q2 h2")).to_contain_text("<img src=x onerror=alert(1)>{{7*7}}")
    expect(page.locator("#q2 .turn__foot")).to_be_visible()
    assert page.locator("main script, main img").count() == 0
    assert alarms == []


def test_stop_gives_the_question_back(page: Page, site: str) -> None:
    """A search that is stopped leaves nothing but the words."""
    held_back(page, "**/chat/stream**")
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "Which trials are recruiting?")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("textarea")).to_have_value("Which trials are recruiting?")


def test_focus_on_stop_goes_to_the_answer_that_comes(page: Page, site: str) -> None:
    """The button goes with the search; who stood on it reads on at the answer, not at the top of the page."""
    held = held_back(page, "**/chat/stream**")
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "and side effects?")
    page.get_by_role("button", name="Stop").focus()
    first_of(held, page).continue_()
    expect(page.locator("#q2")).to_be_focused()


def test_a_failure_keeps_the_question_and_can_be_asked_again(page: Page, site: str) -> None:
    """The notice says what happened."""
    page.route(
        "**/chat/stream**",
        lambda route: route.fulfill(
            content_type="text/event-stream", body='event: failed\ndata: {"detail": "Busy."}\n\n'
        ),
    )
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "Which trials are recruiting?")
    expect(page.get_by_role("heading", name="The search did not finish")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Which trials are recruiting?")
    page.unroute("**/chat/stream**")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#q2 .finding")).to_have_text("2 of 4 trials are recruiting.")


@pytest.mark.parametrize("press", ["citation", "rail"])
def test_following_a_number_stays_in_the_conversation(troubled: Page, site: str, press: str) -> None:
    """Focus lands on what is pointed at, the draft stays, nothing is asked again, and no network is needed."""
    troubled.goto(f"{site}/?q={quote(TREATS)}&q={quote('and side effects?')}")
    troubled.locator("textarea").fill("a draft")
    asked: list[str] = []
    troubled.on("request", lambda request: asked.append(request.url) if "/?q=" in request.url else None)
    troubled.context.set_offline(True)
    for back in (False, True):
        link = "#q1 .quotes .cite" if press == "citation" else "[data-rail] a"
        troubled.locator(link).first.click()
        expect(troubled.locator("#c1-1" if press == "citation" else "#q1")).to_be_focused()
        if back:
            troubled.go_back()
        expect(troubled.locator("textarea")).to_have_value("a draft")
    assert asked == []


def test_back_from_a_streamed_answer_shows_the_conversation_before(page: Page, site: str) -> None:
    """The address and what stands in the page always say the same."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "and side effects?")
    page.locator("#q2 .quotes .cite").first.click()
    page.go_back()
    expect(page.locator(".turn")).to_have_count(2)
    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    page.wait_for_load_state()  # the conversation before is loaded anew, and its script listens only then
    page.go_forward()
    expect(page.locator(".turn")).to_have_count(2)


def test_the_link_of_an_answer_is_copied_and_opens_it(page: Page, site: str) -> None:
    """The conversation and the draft stay; the button and the live region say so; the link leads to that answer."""
    page.clock.install()
    page.goto(f"{site}/?q={quote(TREATS)}&q={quote('and side effects?')}")
    here = page.url
    page.locator("textarea").fill("a draft")
    link = page.locator("#q1 [data-link]")
    stop_clock(page)
    link.click()
    expect(link).to_have_text("Copied")
    page.clock.run_for(100)
    expect(page.locator("[data-status]")).to_have_text("Copied")
    page.clock.run_for(2000)
    expect(link).to_have_text("Link")
    page.clock.resume()
    expect(page.locator("textarea")).to_have_value("a draft")
    assert page.url == here
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator(".turn h2")).to_have_text([TREATS])
    expect(page.locator("#q1")).to_be_in_viewport()


def test_what_fails_is_said_in_words(troubled: Page, site: str) -> None:
    """Without a network: a search, a copy and a verdict each say that the service could not be reached."""
    for address in ("**/answer.txt**", "**/feedback", "**/chat/stream**"):
        troubled.route(address, lambda route: route.abort("internetdisconnected"))
    troubled.goto(f"{site}/?q={quote(TREATS)}")
    for name, told in (("Text with sources", "Not copied."), ("Useful", "Not noted.")):
        troubled.get_by_text(name, exact=True).click()
        expect(troubled.locator(".told")).to_have_text(f"{told} The service could not be reached.")
        expect(troubled.locator("[data-status]")).to_have_text(f"{told} The service could not be reached.")
    ask(troubled, "Which trials are recruiting?")
    expect(troubled.locator(".notice--danger p").first).to_have_text(
        "The service could not be reached. Your question is kept below; ask it again."
    )


def test_a_busy_service_says_so(troubled: Page, site: str) -> None:
    """In its own words, where the verdict or the question was sent from."""
    busy = {"status": 503, "content_type": "application/problem+json", "body": BUSY}
    for address in ("**/feedback", "**/chat/stream**"):
        troubled.route(address, lambda route: route.fulfill(**busy))
    troubled.goto(f"{site}/?q={quote(TREATS)}")
    troubled.get_by_text("Useful", exact=True).click()
    expect(troubled.locator(".told")).to_have_text("Not noted. Busy.")
    ask(troubled, "Which trials are recruiting?")
    expect(troubled.locator(".notice--danger")).to_contain_text("Busy. Your question is kept below; ask it again.")


def test_asking_again_asks_what_failed(page: Page, site: str) -> None:
    """Not what has been written since, which stays; and the button is not under the composer."""
    page.emulate_media(reduced_motion="reduce")
    failed = f"event: failed\ndata: {BUSY}\n\n"
    page.route("**/chat/stream**", lambda route: route.fulfill(content_type="text/event-stream", body=failed))
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "Which trials are recruiting?")
    again = page.get_by_role("button", name="Ask again")
    again.wait_for()
    seen = again.bounding_box()
    composer = page.locator(".composer").bounding_box()
    assert seen
    assert composer
    assert seen["y"] + seen["height"] <= composer["y"]
    page.locator("textarea").fill("a draft")
    page.unroute("**/chat/stream**")
    again.press("Enter")
    expect(page.locator("#q2 h2")).to_have_text("Which trials are recruiting?")
    expect(page.locator("#q2")).to_be_focused()
    expect(page.locator("#q2 .finding")).to_have_text("2 of 4 trials are recruiting.")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("textarea")).to_have_value("a draft")


def test_a_note_that_is_too_long_is_never_cut_off_unseen(page: Page, site: str) -> None:
    """It was: what a browser pastes beyond the limit is dropped without a word, "no history of stroke" with it."""
    note = "A 60-year-old man with spasticity.\n" * 60 + "No history of stroke."
    for address in (site, f"{site}/?q={quote(TREATS)}"):
        page.goto(address)
        box = page.locator("textarea")
        box.focus()
        page.keyboard.insert_text(note)
        expect(box).to_have_value(note)
        page.keyboard.press("Enter")
        told = box.evaluate("(each) => each.validationMessage")
        assert told == f"This has {len(note)} characters. At most 2048 can be asked at once: shorten it."
        assert page.url == address.removesuffix("/") + ("/" if address == site else "")
        box.fill("Which trials are recruiting?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Which trials are recruiting?")).to_be_visible()


def test_stop_leaves_what_was_written_since(page: Page, site: str) -> None:
    """Neither the stopped question nor the next one is lost."""
    held_back(page, "**/chat/stream**")
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "Which trials are recruiting?")
    page.locator("textarea").fill("a draft")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("textarea")).to_have_value("a draft")
    page.unroute("**/chat/stream**")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#q2 h2")).to_have_text("Which trials are recruiting?")


def test_keys_alone_are_enough(page: Page, site: str) -> None:
    """Slash, Enter, j, k, c, question mark, Escape, o."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.keyboard.press("/")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("dose?")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("textarea")).to_have_value("dose?\n")
    page.locator("textarea").fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # where suggestions have come, the first one closes them
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # j goes to the first passage in sight
    page.keyboard.press("j")
    expect(page.locator("#c1-1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#c1-1")).to_be_focused()
    page.keyboard.press("c")
    page.wait_for_function(
        "navigator.clipboard.readText().then((text) => text.includes('/documents/baclofen?passage='))"
    )
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text("Baclofen")


def test_suggestions_are_chosen_with_arrows(page: Page, site: str) -> None:
    """What exists completes what is typed."""
    page.goto(site)
    page.locator("textarea").fill("tizan")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    text = first.get_attribute("data-text")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_have_value(text or "")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("textarea")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=text or "")).to_be_visible()


def test_suggestions_that_were_closed_stay_closed(page: Page, site: str) -> None:
    """Whatever comes of what was asked before."""
    held = held_back(page, "**/suggest?q=*")
    page.goto(site)
    page.locator("textarea").fill("tiz")
    first_of(held, page).continue_()
    expect(page.get_by_role("option").first).to_be_visible()
    page.locator("textarea").fill("tizan")
    late = first_of(held, page)
    page.keyboard.press("Escape")
    with suppress(Error):  # the page no longer waits for it
        late.fulfill(json={"suggestions": [{"text": "What is tizanidine used for?", "about": "Indication"}]})
    page.wait_for_timeout(300)
    expect(page.locator("textarea")).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_are_told_to_those_who_listen(page: Page, site: str) -> None:
    """The box is a combobox that says whether its list is open and what is chosen; the count is announced."""
    page.goto(site)
    box = page.get_by_role("combobox", name="Ask about a drug or a trial")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("tizan")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^\d+ suggestions?$"))
    count = int((page.locator("[data-status]").text_content() or "").split()[0])
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option")).to_have_count(count)
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    assert re.search(r"\w \w", chosen.text_content() or "")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None


def test_copying_is_confirmed(page: Page, site: str) -> None:
    """By key with a word on the card; by key and by button aloud, twice as well as once."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    said = page.locator("[data-status]")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#c1-1 .told")).to_have_text("Copied with its source")
    expect(said).to_have_text("Copied with its source")
    for _ in range(2):
        page.evaluate("document.querySelector('[data-status]').textContent = ''")
        page.locator("#c1-1").get_by_role("button", name="Copy passage id").click()
        expect(said).to_have_text("Copied passage id baclofen#indication-1")
    page.goto(f"{site}/documents/baclofen")
    page.get_by_role("button", name="Copy passage id").first.click()
    expect(said).to_have_text(re.compile("^Copied passage id baclofen#"))


def test_keys_walk_from_answer_to_answer(page: Page, site: str) -> None:
    """Through the passages that are folded away too, there and back, in the order of the page."""
    page.goto(f"{site}/?q={quote('What is baclofen used for?')}&q={quote('Which trials are recruiting?')}")
    cards = page.evaluate("[...document.querySelectorAll('[data-passage]')].map((each) => each.dataset.passage)")
    assert page.locator("details.more [data-passage]").count() > 0
    focused = "document.activeElement.dataset.passage"
    walked = []
    for _ in cards:
        page.keyboard.press("j")
        walked.append(page.evaluate(focused))
    assert walked == cards
    back = []
    for _ in cards[1:]:
        page.keyboard.press("k")
        back.append(page.evaluate(focused))
    assert back == cards[-2::-1]


def test_keys_begin_at_what_is_in_sight(page: Page, site: str) -> None:
    """After the rail led to the second question, the next passage is its first."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/?q={quote(TREATS)}&q={quote('and side effects?')}")
    page.locator("[data-rail] a").last.click()
    expect(page.locator("#q2")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#c2-1")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.locator("#q2 :focus")).to_have_count(1)


def test_keys_work_where_the_browser_keeps_nothing(page: Page, site: str) -> None:
    """A browser that refuses its storage to pages keeps neither the switch nor what was asked, and nothing else."""
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException(); } })")
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.keyboard.press("j")
    expect(page.locator("#c1-1")).to_be_focused()
    page.keyboard.press("?")
    page.get_by_label("Single keys are on").uncheck()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_heading_is_read_as_words(reader: Page, site: str) -> None:
    """Kind, title and section of a passage, and name and value of a chip, stand apart in the text itself."""
    reader.goto(f"{site}/?q={quote(TREATS)}")
    assert reader.locator(".passage__title").first.text_content() == "Monograph Baclofen Indication"
    expect(reader.locator(".chip").first).to_have_text("drug: baclofen")


def test_copying_brings_the_sources_along(page: Page, site: str) -> None:
    """Text with numbered sources and whole addresses."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.get_by_role("link", name="Text with sources").click()
    expect(page.locator("[data-status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"“{SENTENCE}” [1]" in copied
    assert f"{site}/documents/baclofen?passage=" in copied
    page.locator(".passage .id button").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'baclofen#indication-1')")


def test_a_verdict_is_noted(page: Page, plain: Page, site: str) -> None:
    """With a reason, with a script and without."""
    for each in (page, plain):
        each.goto(f"{site}/?q={quote(TREATS)}")
        each.locator("summary", has_text="Not useful").click()
        each.get_by_label("From the wrong section").check()
        each.get_by_role("button", name="Send").click()
        expect(each.locator(".turn__foot")).to_contain_text("Noted, thank you")


def test_what_is_asked_of_a_verdict_is_seen_whole(page: Page, site: str) -> None:
    """Opened at the lower edge of the window, it comes up from under the composer."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.evaluate("document.querySelector('.why').scrollIntoView({ block: 'end' })")
    page.locator("summary", has_text="Not useful").click()
    page.wait_for_function(
        """() => document.querySelector('.why form').getBoundingClientRect().bottom
            <= document.querySelector('.composer').getBoundingClientRect().top"""
    )


def test_the_theme_is_kept(page: Page, site: str) -> None:
    """The button names what it brings, and the choice outlives the page."""
    page.goto(site)
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light theme")).to_be_focused()
    page.goto(f"{site}/about")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_what_was_asked_is_kept_in_the_browser_until_cleared(page: Page, site: str) -> None:
    """Visible, with its clear beside it: a conversation by its first question, opened where it was left."""
    page.goto(f"{site}/?q={quote(TREATS)}&q=why")
    page.goto(site)
    asked = page.locator("[data-history]").get_by_role("link")
    expect(asked).to_have_text([TREATS])
    expect(asked).to_have_attribute("href", re.compile("q=why"))
    page.get_by_role("button", name="Clear what was asked in this browser").press("Enter")
    expect(page.locator("[data-history]")).to_be_hidden()
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("[data-status]")).to_have_text("Cleared")
