"""Going through a page with nothing but the keyboard; whoever tabs sees where the focus is."""

from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 150
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const shows = element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const box = here.getBoundingClientRect();
  const before = window.lastStop;
  window.lastStop = here;
  return {
    what: here.outerHTML.slice(0, 160),
    isMarked: shows(here),
    isInSight: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    isAfterLast: !before || !before.isConnected || before === here
      || Boolean(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
    order: here.tabIndex,
  };
}"""


def stop(page: Page) -> dict[str, Any] | None:
    """Where the focus is; whoever looks from the keyboard must see it, and nothing may jump the queue."""
    found: dict[str, Any] | None = page.evaluate(STOP)
    if found is not None:
        assert found["isMarked"], f"focus does not show: {found['what']}"
        assert found["isInSight"], f"focus is out of sight: {found['what']}"
        assert found["order"] == 0, f"a tabindex of its own: {found['what']}"
    return found


def tab_to(page: Page, where: str) -> None:
    """Tab forwards until the focus is there."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = stop(page)
        if found is not None:
            assert found["isAfterLast"], f"goes backwards: {found['what']}"
        if page.evaluate("where => document.activeElement.matches(where)", where):
            return
    raise AssertionError(f"{where} is not reached within {MOST_STOPS} stops of {page.url}")


def press_on(page: Page, where: str, key: str) -> None:
    tab_to(page, where)
    with page.expect_navigation():
        page.keyboard.press(key)


def type_into(page: Page, where: str, text: str) -> None:
    tab_to(page, where)
    page.keyboard.type(text)
