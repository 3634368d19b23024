"""Two concepts are connected: proposed at one desk, accepted at the other, shown at both goals."""

from playwright.sync_api import Page

from tests.journeys.conftest import Enter, assert_made_well

OURS = "/konzepte/leitbild-partheland/ziele/ziel-digitale-vernetzung"
THEIRS = "/konzepte/kek-landkreis-leipzig/ziele/tz-zugang"
WHY = "Wer überall im Partheland ins Netz kommt, kommt auch an Angebote im Landkreis."


def test_goals_of_two_concepts_are_connected(enter: Enter, page: Page) -> None:
    petra, bernd = enter("petra.muster"), enter("bernd.muster")
    before = ideas_in_list(page, "")
    petra.goto(OURS)
    petra.click("main a[href*='/verwaltung/entsprechungen/neu/']")
    petra.click("nav.tabs a:has-text('Landkreis Leipzig')")
    goal = petra.locator(".connect-choice li", has=petra.locator("[lang=de]:has-text('Zugang')")).last
    goal.locator("a").click()
    petra.check("[name=kind][value=mutual]")
    petra.fill("[name=reason]", WHY)
    petra.click("main form button")
    assert petra.is_visible("#beenden")
    assert_made_well(petra)

    page.goto(OURS)
    assert WHY not in page.inner_text("main")
    bernd.goto("/verwaltung/entsprechungen")
    bernd.locator("article.connect-row", has_text=WHY).locator("h3 a").click()
    bernd.click("form[action$='/annehmen'] button")
    assert bernd.is_visible(".flash, [role=status]")

    for own, other in ((OURS, THEIRS), (THEIRS, OURS)):
        page.goto(own)
        assert WHY in page.inner_text("#entspricht")
        assert page.is_visible(f"#entspricht a[href='{other}']")
    assert_made_well(page)
    assert ideas_in_list(page, "&auch=entsprechende") > before
    assert_made_well(page)


def ideas_in_list(page: Page, also: str) -> int:
    page.goto(f"/ideen?ziel=leitbild-partheland:{OURS.rpartition('/')[2]}{also}")
    return page.locator("main a[href^='/ideen/']:not([href^='/ideen/neu'])").count()
