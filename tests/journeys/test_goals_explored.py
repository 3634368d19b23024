"""From the picture of a concept down to a goal that stands in two places, back to where one came from; and the gaps."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.journeys.conftest import assert_made_well
from tests.journeys.ways import title_of_paper

CONCEPT = "/konzepte/kek-landkreis-leipzig"


def test_way_to_a_shared_goal_stays_visible(phone: Page) -> None:
    phone.goto(CONCEPT)
    phone.click(f"#liste h3 a[href='{CONCEPT}/ziele/hf3']")
    phone.click(f"section[aria-labelledby=darunter] ol a[href='{CONCEPT}/ziele/lz3.3'] >> nth=0")
    phone.click(f"section[aria-labelledby=darunter] ol a[href^='{CONCEPT}/ziele/tz-radverkehr'] >> nth=0")
    assert parse_qs(urlsplit(phone.url).query) == {"unter": ["lz3.3"]}
    crumbs = phone.eval_on_selector_all("nav.crumbs a, .crumbs a", "links => links.map(link => link.pathname)")
    assert crumbs[-2:] == [f"{CONCEPT}/ziele/hf3", f"{CONCEPT}/ziele/lz3.3"]
    assert phone.locator(".also a").count() >= 1
    assert_made_well(phone)
    phone.set_viewport_size({"width": 360, "height": 740})
    assert "Radverkehr" in title_of_paper(phone, "main a[href$='.pdf']")

    phone.click("nav.concept-turn a:has-text('Zurück zur Übersicht')")
    place = urlsplit(phone.url).fragment
    assert "lz3.3" in place
    assert phone.evaluate(
        "id => { const box = document.getElementById(id).getBoundingClientRect();"
        " return box.height > 0 && box.top >= 0 && box.top < innerHeight }", place,
    )  # fmt: skip


def test_gap_in_the_coverage_leads_to_writing_for_it(page: Page) -> None:
    page.goto(CONCEPT)
    page.click(f"main a[href='{CONCEPT}/abdeckung'] >> nth=0")
    for choice in ("zaehlt=projekte", "orte=regionen"):
        page.click(f"#karte ~ .filters a[href*='{choice}'], .filters a[href*='{choice}'] >> nth=0")
        assert choice in page.url
    assert page.locator(".cov-table tbody tr").count() > 1
    assert_made_well(page)
    table = page.request.get(str(page.get_attribute("a[href*='abdeckung.csv']", "href")))
    assert table.headers["content-type"].startswith("text/csv")
    assert "projekte" in table.headers["content-disposition"]
    gap = page.locator(".cov-gaps li").first
    goal = str(gap.locator("a >> nth=0").get_attribute("href")).rpartition("/")[2]
    gap.locator("a.btn").click()
    assert page.locator("[name=goals]:checked").get_attribute("value") == f"kek-landkreis-leipzig:{goal}"
