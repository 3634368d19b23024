"""Waiting until the next page is read to its end: Playwright's click ends as soon as it begins to arrive."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright.sync_api import Error, Locator, Page

ACTS = ("check", "click", "press", "select_option", "uncheck")
"""What may lead to another page."""


def then_read(act: Callable[..., Any]) -> Callable[..., Any]:
    """The same, and then the page is waited for; at once where it stays, not at all where it is closed."""

    @wraps(act)
    def acted(here: Page | Locator, *args: Any, **values: Any) -> Any:
        outcome = act(here, *args, **values)
        page = here if isinstance(here, Page) else here.page
        try:
            page.wait_for_load_state("domcontentloaded")
        except Error:
            if not page.is_closed():
                raise
        return outcome

    return acted
