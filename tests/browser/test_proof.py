"""What people trust an answer by, with a script and without: proof, files, permalinks, browsing, help first."""

import csv
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import TREATS, ask

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1)]


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.locator(".turn__foot").get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_new_conversation_forgets_the_old_one(reader: Page, site: str) -> None:
    """No drug is carried over."""
    reader.goto(f"{site}/?q={quote(TREATS)}")
    reader.get_by_role("link", name="New conversation").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Ask the monographs, labels and trials")
    ask(reader, "side effects?")
    expect(reader.get_by_role("heading", name="side effects?")).to_be_visible()
    expect(reader.get_by_role("link", name="Remove drug: baclofen")).to_have_count(0)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("I took too many baclofen tablets", ("call now", "poison centre")),
        ("I want to die, can I overdose on baclofen", ("talk to someone now", "emergency services", "crisis line")),
    ],
)
def test_help_comes_before_everything(reader: Page, site: str, asked: str, told: tuple[str, ...]) -> None:
    """Where an overdose or self-harm is spoken of, the words to call stand above every passage."""
    reader.goto(site)
    ask(reader, asked)
    first = reader.locator(".turn > :not(h2):not(.chips)").first
    for words in told:
        expect(first).to_contain_text(words)
    expect(first).to_be_in_viewport()


def test_help_comes_first_in_a_streamed_answer_too(page: Page, site: str) -> None:
    """The second question of a conversation is no exception."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    ask(page, "what if I took too much?")
    expect(page.locator("#q2 > :not(h2):not(.chips)").first).to_contain_text("call now")


def test_the_missing_drug_has_an_empty_column(reader: Page, site: str) -> None:
    """The covered one is quoted beside it, and both are named in the question's chips."""
    reader.goto(f"{site}/?q={quote('Compare baclofen and warfarin')}")
    expect(reader.locator(".notice").first).to_contain_text("Warfarin is not in the corpus")
    expect(reader.locator(".chip--unknown")).to_have_text("drug: warfarin, not found here")
    uses = reader.locator(".pair", has=reader.get_by_role("heading", name="Uses"))
    expect(uses.locator("> div").nth(0).locator(".source")).to_contain_text("Baclofen")
    expect(uses.locator("> div").nth(1)).to_contain_text("Not in the corpus")
    expect(reader.locator(".pair > div:nth-child(3) .cite")).to_have_count(0)


def test_passages_go_on_and_a_number_means_what_is_seen(reader: Page, site: str) -> None:
    """The second page counts on from eleven; "the 12th" is the second on it."""
    reader.goto(f"{site}/?q={quote('What is baclofen used for?')}")
    reader.get_by_role("link", name="Further passages").click()
    twelfth = reader.locator("#c1-12")
    expect(twelfth).to_be_visible()
    document = (twelfth.get_attribute("data-passage") or "").split("#")[0]
    ask(reader, "the 12th")
    expect(reader.locator("#q2 .finding")).to_have_text(f"The record of {document}.")
    expect(reader.locator("#q1 .pager")).to_contain_text("11 to 17 of 17")


def test_a_permalink_says_what_has_changed_since(reader: Page, site: str) -> None:
    """Nothing to say while nothing has; else whether only the index is new, or the words themselves."""
    reader.goto(f"{site}/?q={quote(TREATS)}")
    link = reader.locator("[data-link]").get_attribute("href") or ""
    reader.goto(site + link)
    expect(reader.locator(".notice")).to_have_count(0)
    generation, _, words = re.findall(r"at=([^&#]+)", link)[0].rpartition(".")
    reader.goto(site + link.replace(generation, "20200101T000000Z-abcdef"))
    expect(reader.get_by_text("The index was rebuilt since this link was made")).to_be_visible()
    reader.goto(site + link.replace(words, "00000000"))
    expect(reader.get_by_text("The sources have changed since this link was made")).to_be_visible()


def test_a_list_is_taken_away_as_files(reader: Page, site: str) -> None:
    """CSV and JSON hold every record of the list, RIS one entry each."""
    reader.goto(f"{site}/?q={quote('Which trials are recruiting?')}")
    rows = list(csv.DictReader(downloaded(reader, "CSV").splitlines()))
    told = json.loads(downloaded(reader, "JSON"))
    assert [row["status"] for row in rows] == ["RECRUITING", "RECRUITING"]
    assert {row["nct_id"] for row in rows} == {each["document_id"] for each in told["trials"]}
    entries = re.findall(r"^AN  - (\S+)", downloaded(reader, "RIS"), re.MULTILINE)
    assert set(entries) == {row["nct_id"] for row in rows}


def test_an_answer_is_taken_away_as_markdown(page: Page, plain: Page, site: str) -> None:
    """Copied with a script, downloaded without: the quote, its number, its whole address."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.get_by_role("link", name="Markdown").click()
    expect(page.locator("[data-status]")).to_have_text("Copied")
    plain.goto(f"{site}/?q={quote(TREATS)}")
    for text in (page.evaluate("navigator.clipboard.readText()"), downloaded(plain, "Markdown")):
        assert text.startswith(f"# {TREATS}")
        assert "> “Baclofen tablets treat the spasticity of multiple sclerosis.” [1]" in text
        assert f"]({site}/documents/baclofen?passage=baclofen%23indication-1" in text


def test_every_part_of_a_document_is_there(reader: Page, site: str) -> None:
    """Contents, facts, all sections, the cited span marked and in sight, where it is from, and what is like it."""
    reader.emulate_media(reduced_motion="reduce")  # a scroll that is still going on swallows the next one
    reader.goto(f"{site}/?q={quote(TREATS)}")
    reader.get_by_role("link", name="Open passage 1 in its document").click()
    expect(reader.locator(".is-cited mark")).to_be_in_viewport()
    contents = reader.get_by_role("navigation", name="In this monograph")
    sections = ["Record", "Facts", "Background", "Indication", "Side effects", "Overdose"]
    assert contents.get_by_role("link").all_inner_texts() == sections
    contents.get_by_role("link", name="Side effects").click()
    expect(reader.get_by_role("heading", name="Side effects")).to_be_in_viewport()
    expect(reader.locator("#record .facts")).to_contain_text("1134-47-0")
    expect(reader.locator(".provenance")).to_contain_text("Read into generation")
    expect(reader.get_by_role("link", name="Text as read")).to_have_attribute("href", re.compile(r"\.txt$"))
    reader.goto(f"{site}/documents/NCT90000001?passage=NCT90000001%23summary-1#p-summary-1")
    reader.get_by_role("link", name="Passages like the cited one").click()
    expect(reader.locator("#alike .passage").first).to_be_in_viewport()


def test_a_facet_counts_what_its_list_holds(reader: Page, site: str) -> None:
    """Each status beside the list says how many there are; choosing it lists as many."""
    reader.goto(f"{site}/?q={quote('Which trials are there?')}")
    told = [text.split() for text in reader.locator(".facet", has_text="Status").get_by_role("link").all_inner_texts()]
    assert sum(int(words[-1]) for words in told) == 4
    for *label, count in told:
        reader.goto(f"{site}/?q={quote('Which trials are there?')}")
        reader.locator(".facet").get_by_role("link", name=re.compile(f"^{' '.join(label)} ")).click()
        expect(reader.locator("tbody tr")).to_have_count(int(count))


def test_everything_can_be_reached_without_asking(reader: Page, site: str) -> None:
    """Documents, narrowed; a drug with all that is about it; a comparison by form; what is covered."""
    reader.goto(site)
    reader.get_by_role("link", name="Documents", exact=True).click()
    reader.locator(".facet").get_by_role("link", name=re.compile("^Recruiting")).click()
    expect(reader.get_by_role("heading", name="2 trials")).to_be_visible()
    reader.get_by_role("link", name="Remove status: Recruiting").click()
    reader.get_by_role("link", name="Baclofen", exact=True).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Baclofen")
    expect(reader.locator("tbody tr")).to_have_count(4)
    reader.get_by_role("link", name="Compare", exact=True).click()
    reader.get_by_role("combobox", name="Drug", exact=True).select_option("baclofen")
    reader.get_by_label("With").select_option("tizanidine")
    reader.get_by_role("button", name="Compare").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Baclofen and Tizanidine")
    reader.get_by_role("link", name="About", exact=True).click()
    expect(reader.locator(".facts")).to_contain_text("4 trials")


def test_arrows_walk_and_remember(page: Page, site: str) -> None:
    """Down and up go through the passages; up in an empty box brings the last question back."""
    page.goto(f"{site}/?q={quote(TREATS)}")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#c1-2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#c1-1")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("ArrowUp")
    expect(page.locator("textarea")).to_have_value(TREATS)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
