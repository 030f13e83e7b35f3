"""What a person does on a page, again and again."""

from datetime import datetime

from playwright.sync_api import Page, Route

TREATS = "Does baclofen treat the spasticity of multiple sclerosis?"
"""What the monograph of the served corpus answers."""


def held_back(page: Page, address: str) -> list[Route]:
    """What the page asks for at an address from now on, and gets no reply to.

    To be said before the page is opened, as any `page.route`: the next request of an open page may pass it by.
    """
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))
    return held


def first_of(held: list[Route], page: Page) -> Route:
    """Wait until something is asked for, however long that takes, and take it out of what is held back."""
    while not held:
        page.wait_for_timeout(20)
    return held.pop(0)


def stop_clock(page: Page) -> None:
    """From here on no timer of the page runs, unless `page.clock` is told to go on."""
    page.clock.pause_at(datetime(2100, 1, 1))


def ask(page: Page, text: str) -> None:
    """Write a question and send it."""
    page.get_by_label("Ask about a drug or a trial").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()
