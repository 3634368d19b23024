"""What is shown while an idea is being written: goals that fit, with a script and without."""

from playwright.sync_api import Page, Route

from tests.journeys.conftest import Look, Site, assert_made_well
from tests.journeys.ideas import Author, closed_branch_above

TITLE = "Ein Radweg zur Schule"
TEXT = "Die Kinder fahren mit dem Rad auf der Landstraße, dort ist es gefährlich."
SUGGESTED = "[name=suggested]"


def values(page: Page, where: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(where, "boxes => boxes.map(box => box.value)")
    return found


def open_sheet(page: Page) -> None:
    page.goto("/ideen/neu")
    page.select_option("[name=place]", "ort:14729300")


def test_goals_are_suggested_while_one_types_and_what_is_ticked_stays(page: Page, site: Site) -> None:
    open_sheet(page)
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", TITLE)
    page.locator("[name=text]").press_sequentially(TEXT)
    before = page.locator("#fund").bounding_box()
    page.wait_for_selector(SUGGESTED, state="attached")
    assert page.evaluate("document.activeElement.name") == "text"
    assert page.text_content("#gefunden") == page.text_content("#fundzeile")
    assert page.locator("#fund").bounding_box() == before, "what comes by itself moves nothing"
    assert not page.is_visible(SUGGESTED)
    page.click("#fund > summary")
    assert values(page, f"{SUGGESTED}:checked") == []
    assert_made_well(page)

    wanted = values(page, SUGGESTED)[0]
    in_tree = f"#ziele [value='{wanted}']:checked"
    page.click(".suggested summary >> nth=0")
    assert page.is_visible(".suggested .serif-p >> nth=0")
    page.click(f"{SUGGESTED} >> nth=0")
    page.wait_for_selector(in_tree)
    assert page.evaluate("document.activeElement.value") == wanted
    assert_made_well(page)

    with page.expect_response("**/ideen/neu/hinweise"):
        page.locator("[name=text]").press_sequentially(" Am Abend fährt auch kein Bus zum Arzt.")
    page.wait_for_load_state("networkidle")
    assert values(page, f"{SUGGESTED}:checked") == [wanted]
    assert page.input_value("[name=text]").endswith("zum Arzt.")
    assert page.is_visible(f"{SUGGESTED}:checked"), "what was opened stays open"
    box = page.locator(f"#ziele [value='{wanted}']").first
    while not box.is_visible():
        closed_branch_above(box).locator("> summary").click()
    box.uncheck()
    page.wait_for_selector(f"{SUGGESTED}:checked", state="detached")
    page.click(f"{SUGGESTED}[value='{wanted}']")
    page.wait_for_selector(in_tree, state="attached")
    page.click(f"{SUGGESTED}:checked")
    page.wait_for_selector(in_tree, state="detached")
    with page.expect_response("**/ideen/neu/hinweise"):
        page.click(f"{SUGGESTED}[value='{wanted}']")

    emil = Author(page, site.data / "mail", "emil.ziel@example.org")
    emil.go_on()
    page.click("main a[href$='/schreiben'] >> nth=0")
    assert values(page, "#ziele :checked") == [wanted]
    page.wait_for_selector(SUGGESTED, state="attached")
    assert values(page, f"{SUGGESTED}:checked") == [wanted], "the sheet asks anew as it opens; what was ticked stays"


def test_goals_that_come_late_take_nothing_away(page: Page) -> None:
    held: list[Route] = []
    page.goto("/ideen/neu")
    page.route("**/ideen/neu?*", lambda route: held.append(route))
    with page.expect_request("**/ideen/neu?*"):
        page.select_option("[name=place]", "ort:14729300")
    top = page.locator("#ziele details").first
    top.locator("> summary").click()
    inner = top.locator("details").first
    box = inner.locator("[name=goals]").first
    inner.locator("> summary").click()
    while not box.is_visible():
        closed_branch_above(box).locator("> summary").click()
    box.check()
    value = box.input_value()
    inner.locator("> summary").focus()
    words = inner.locator("> summary").inner_text()
    with page.expect_response("**/ideen/neu?*"):
        for route in held:
            route.continue_()
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling", state="detached")
    assert box.is_visible()
    assert values(page, "#ziele :checked") == [value]
    assert page.evaluate("document.activeElement.innerText") == words


def test_on_a_phone_nothing_moves_when_they_come(phone: Page) -> None:
    open_sheet(phone)
    phone.wait_for_load_state("networkidle")
    parts = ("#place", "#ziele", "button[name=files]")
    phone.fill("[name=title]", TITLE)
    phone.fill("[name=text]", TEXT)
    before = [phone.locator(part).bounding_box() for part in parts]
    phone.wait_for_selector(SUGGESTED, state="attached")
    assert [phone.locator(part).bounding_box() for part in parts] == before


def test_without_a_script_the_button_shows_them_and_what_is_ticked_stays(no_js: Page, site: Site, look: Look) -> None:
    open_sheet(no_js)
    no_js.fill("[name=title]", TITLE)
    no_js.fill("[name=text]", TEXT)
    no_js.click("[name=hints]")
    assert no_js.url.endswith("/schreiben?hinweise=1#fund")
    no_js.goto("/ideen")
    no_js.go_back()
    assert no_js.input_value("[name=title]") == TITLE
    assert values(no_js, f"{SUGGESTED}:checked") == []
    look(no_js)
    wanted = values(no_js, SUGGESTED)[0]
    no_js.click(f"{SUGGESTED} >> nth=0")
    no_js.click("[name=hints]")
    assert values(no_js, f"{SUGGESTED}:checked") == values(no_js, "#ziele :checked") == [wanted]
    look(no_js)
    emil = Author(no_js, site.data / "mail", "emil.ohne@example.org", look)
    emil.go_on()
    no_js.click("main a[href$='/schreiben'] >> nth=0")
    assert values(no_js, "#ziele :checked") == [wanted]
