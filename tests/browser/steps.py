"""What a person does on a page, again and again."""

from playwright.sync_api import Page

TREATS = "Does baclofen treat the spasticity of multiple sclerosis?"
"""What the monograph of the served corpus answers."""


def ask(page: Page, text: str) -> None:
    """Write a question and send it."""
    page.get_by_label("Ask about a drug or a trial").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()
