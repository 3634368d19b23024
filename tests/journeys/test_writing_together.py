"""What hangs on an idea and what becomes of several: photo and point, co-authors, merging, improving, handing over."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page

from tests.files.samples import a_photo
from tests.journeys import ways
from tests.journeys.conftest import Enter, Site, assert_made_well
from tests.journeys.ideas import Author

PICTURE = FilePayload(name="Bank am Wehr.jpg", mimeType="image/jpeg", buffer=a_photo(size=(640, 480)))
SEEN = "Eine leere Wiese am Fluss"


def test_photo_and_point_are_added_to_a_draft(page: Page, site: Site) -> None:
    emil = Author(page, site.data / "mail", "emil.foto@example.org")
    emil.begin("Am Wehr kann man sich nirgends setzen.")
    emil.fill("[name=title]", "Noch eine Bank am Wehr")
    emil.choose_place("ort:14729160")
    page.click("button[name=files]")
    assert_made_well(page)
    page.click("form:has([type=file]) button")
    assert page.is_visible("#fehler")
    assert_made_well(page)
    page.set_input_files("[type=file]", PICTURE)
    page.click("form:has([type=file]) button")
    assert "Noch ohne Beschreibung" in page.inner_text("main")
    assert_made_well(page)
    page.fill("ol [name=alt]", SEEN)
    page.click("form[action$='/beschreiben'] button")
    assert page.get_attribute("main ol img", "alt") == SEEN
    assert_made_well(page)

    page.click("main a[href$='/absenden']")
    page.click("main a[href$='/ort']")
    assert_made_well(page)
    page.click("input.pinmap:visible", position={"x": 200, "y": 150})
    first = marked(page)
    page.click("button[name=schritt] >> nth=0")
    assert marked(page) != first
    page.fill("[name=coordinates]", "beim Wehr")
    page.click("form:has([name=coordinates]) button")
    assert page.is_visible("#fehler")
    assert_made_well(page)
    page.fill("[name=coordinates]", "51.2345, 12.7260")
    page.click("form:has([name=coordinates]) button")
    assert marked(page) == "51.23450, 12.72600"
    assert_made_well(page)


def marked(page: Page) -> str:
    return page.inner_text("#punkt b")


def test_co_author_is_invited_by_mail_and_writes_along(enter: Enter, visitor: Callable[..., Page], site: Site) -> None:
    anna, guest = enter("anna.beispiel"), visitor()
    anna.goto("/konto/ideen")
    anna.click("main a[href$='/schreiben'] >> nth=0")
    anna.click("main a[href$='/mitschreiben']")
    anna.fill("[name=email]", "gustav.gast@example.org")
    anna.click("form.coupon button")
    assert "gustav.gast@example.org" in anna.inner_text("main")
    assert_made_well(anna)

    mail = ways.mail_to(site.data / "mail", "gustav.gast@example.org", says="/einladung/")
    link = re.search(r"/einladung/\S+", mail.text)
    assert link
    guest.goto(link.group())
    assert_made_well(guest)
    guest.click("main form button")
    guest.fill("[name=code]", ways.code_sent_to(site.data / "mail", "gustav.gast@example.org"))
    guest.click("form.coupon button")
    assert_made_well(guest)
    guest.fill("[name=name]", "Gustav G.")
    guest.click("form.coupon button")
    assert "/ideen/" in guest.url
    guest.goto("/konto/ideen")
    guest.click("main a[href$='/schreiben'] >> nth=0")
    guest.fill("[name=text]", "Offene Höfe, leise Musik, und jeder bringt einen Stuhl mit.")
    guest.click("button[name=later]")
    anna.goto("/konto/ideen")
    anna.click("main a[href$='/schreiben'] >> nth=0")
    assert "bringt einen Stuhl mit" in anna.input_value("[name=text]")
    stranger = visitor()
    stranger.goto(link.group())
    assert stranger.inner_text("h1") == "Diese Einladung wurde schon angenommen"
    assert_made_well(stranger)


def test_ideas_are_merged_and_parted_again(enter: Enter, page: Page, addresses: dict[str, str]) -> None:
    gone, stays = (addresses[f"ideas {title}"] for title in (
        "Ein großes Wandbild von Jugendlichen am Bahnhof", "Den Warteraum am Bahnhof wieder öffnen",
    ))  # fmt: skip
    number, other = (path.split("/")[2].split("-")[0] for path in (gone, stays))
    bernd = enter("bernd.muster")
    bernd.goto(f"/verwaltung/ideen/{number}")
    bernd.click("details:has(a[href$='/zusammenfuehren']) > summary")
    bernd.click("a[href$='/zusammenfuehren']")
    bernd.fill("[name=q]", other)
    bernd.press("[name=q]", "Enter")
    bernd.click(f"main a[href$='/zusammenfuehren/{other}']")
    bernd.fill("[name=reason]", "Beides gehört zum Bahnhof.")
    bernd.click("form[action*='/zusammenfuehren/']:has([name=reason]) button")
    page.goto(gone)
    assert page.locator(f"main .note a[href^='/ideen/{other}']").count() == 1
    bernd.goto(f"/verwaltung/ideen/{number}")
    assert_made_well(bernd)
    bernd.click("details:has(a[href$='/trennen']) > summary")
    bernd.click("a[href$='/trennen']")
    bernd.fill("[name=reason]", "Das Wandbild geht doch schneller.")
    bernd.click("form:has([name=reason]) button")
    page.goto(gone)
    assert not page.locator(f"main .note a[href^='/ideen/{other}']").count()
    assert_made_well(page)


def test_idea_is_divided_after_a_preview(enter: Enter, addresses: dict[str, str]) -> None:
    path = addresses["ideas Die Werkstatt der Berufsschule abends öffnen"]
    nora = enter("nora.muster")
    nora.goto(f"/verwaltung/ideen/{path.split('/')[2].split('-')[0]}/aufteilen")
    nora.fill("[name=title_2]", "Ein Kurs für die Werkstatt")
    nora.fill("[name=text_2]", "Wer die Maschinen nicht kennt, bekommt einen Abend lang eine Einführung.")
    nora.fill("[name=reason]", "Zwei Vorschläge, zwei Zuständigkeiten.")
    nora.click("button[name=preview]")
    assert nora.is_visible("#vorschau")
    assert_made_well(nora)
    nora.click("form[action$='/aufteilen'] button:not([name])")
    nora.goto("/ideen?q=Einführung")
    assert "Ein Kurs für die Werkstatt" in nora.inner_text("main")


def test_improved_text_is_released_and_an_idea_is_handed_over(enter: Enter, page: Page) -> None:
    bernd = enter("bernd.muster")
    bernd.goto("/verwaltung/verbesserungen")
    bernd.click("main a[href$='/verbesserung'] >> nth=0")
    number = bernd.url.split("/")[-2]
    bernd.click("form[action$='/freigeben'] button")
    page.goto(f"/ideen/{number}")
    assert "Anfangen könnten wir mit alten Sorten" in page.inner_text("main")
    bernd.goto(f"/verwaltung/ideen/{number}/schwaerzen")
    bernd.fill("[name=passages]", "Obstbauverein\nApfel")
    bernd.fill("[name=reason]", "Ein Name zu viel.")
    bernd.click("form:has([name=passages]) button >> nth=0")
    assert "█" in bernd.inner_text("main") or bernd.is_visible("#vorschau")
    assert_made_well(bernd)

    petra = enter("petra.muster")
    petra.goto("/verwaltung/angebote")
    petra.click("main a[href^='/verwaltung/angebote/'] >> nth=0")
    offered = petra.url.split("/")[-1]
    petra.click("form[action$='/annehmen'] button")
    petra.goto("/verwaltung/eingang")
    assert petra.locator(f"a[href='/verwaltung/ideen/{offered}']").count()
