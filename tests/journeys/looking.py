"""The instruments that look at a page as it stands: axe, and a ruler for what fits a phone and a finger."""

import json
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAYOUT_FAULTS = """() => {
  const shown = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.vh') && !one.ownerSVGElement)
    .map(one => ({one, box: one.getBoundingClientRect()}))
    .filter(({box}) => box.width > 1 && box.height > 1 && box.bottom > 0);
  const isSmall = ({box}) => box.width < 24 || box.height < 24;
  const isInText = ({one}) => getComputedStyle(one).display === 'inline'
    && one.parentElement.innerText.trim().length > one.innerText.trim().length;
  const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
  const distance = ([x, y], box) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const isScrolledAway = ({one, box}) => {
    for (let around = one.parentElement; around !== document.body; around = around.parentElement) {
      const frame = around.getBoundingClientRect();
      const isOutside = box.top > frame.bottom || box.bottom < frame.top
        || box.left > frame.right || box.right < frame.left;
      if (isOutside && getComputedStyle(around).overflow !== 'visible') return true;
    }
    return false;
  };
  const isTooNear = (small, other) => {
    if (small.one === other.one || small.one.contains(other.one) || other.one.contains(small.one)) return false;
    const [x, y] = middle(small.box), [u, v] = middle(other.box);
    const isNear = distance([x, y], other.box) < 12 || (isSmall(other) && Math.hypot(x - u, y - v) < 24);
    return isNear && !isScrolledAway(small) && !isScrolledAway(other);
  };
  const small = shown.filter(one => isSmall(one) && !isInText(one) && shown.some(other => isTooNear(one, other)));
  const focusable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const stuck = [...document.querySelectorAll('body *')].filter(one =>
    (one.scrollWidth > one.clientWidth + 14 || one.scrollHeight > one.clientHeight + 14)
    && /auto|scroll/.test(getComputedStyle(one).overflow) && !one.matches(focusable) && !one.querySelector(focusable));
  return [...small.map(({one}) => ['too small', one]), ...stuck.map(one => ['no key scrolls it', one])]
    .map(([what, one]) => `${what}: ${one.outerHTML.slice(0, 160)}`);
}"""


def axe_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, place and reason, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    options = json.dumps({"runOnly": {"type": "tag", "values": AXE_RULES}, "resultTypes": ["violations"]})
    result = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def layout_faults(page: Page) -> list[str]:
    """What a finger misses, smaller than 24 pixels and too near to something else (WCAG 2.2, 2.5.8), and what scrolls
    but not by keyboard: a small part of axe in a hundredth of its time, for widths at which nothing else differs."""
    found: list[str] = page.evaluate(LAYOUT_FAULTS)
    return found


def is_too_wide(page: Page) -> bool:
    """Whether the page must be pushed sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
