"""What the district's staff does all day: an idea from the inbox to its answer, and one that came on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page

from tests.files.samples import a_photo
from tests.journeys import ways
from tests.journeys.conftest import PHONE, Enter, Look, Site, assert_made_well
from tests.journeys.ideas import Author, Moderator
from tests.journeys.keyboard import press_on, tab_to, type_into
from tests.journeys.looking import is_too_wide, layout_faults

TITLE = "Eine Ampel vor der Turnhalle"
ROADS, HEALTH = "strassenbau@kreis-muster.example", "gesundheit@kreis-muster.example"
QUESTION = "Lässt sich vor der Turnhalle eine Ampel für Fußgänger aufstellen, und was kostet sie?"
SAID = "Eine Ampel ist möglich und kostet etwa 30.000 Euro."
ANSWER = "Wir melden die Ampel für den nächsten Haushalt an."
ASKED_BACK, REPLIED = "Wann wird über den Haushalt entschieden?", "Der Kreistag entscheidet im Dezember."
PICTURE = FilePayload(name="Straße.jpg", mimeType="image/jpeg", buffer=a_photo(size=(640, 480)))
ADDRESS = "Erna Exempel\nMusterweg 2\n00000 Musterstadt"


@pytest.fixture
def look_narrow(axe: Look) -> Look:
    """Asserts of a page on a phone that it is made well as it stands."""

    def assert_made_well_here(page: Page) -> None:
        axe(page)
        assert layout_faults(page) == []
        assert not is_too_wide(page), page.url

    return assert_made_well_here


def test_idea_is_answered_from_two_statements(
    page: Page, visitor: Callable[..., Page], enter: Enter, site: Site, look: Look, look_narrow: Look
) -> None:
    mails = site.data / "mail"
    author = visitor(viewport=PHONE)
    number = write_idea(author, mails)
    bernd = enter("bernd.muster")
    publish_from_inbox(bernd, number)
    ask_two_offices(bernd, number)

    answer_by_link_and_keyboard(visitor(viewport=PHONE), mails, number, look_narrow)
    report_nothing_without_script(visitor(javascript=False), mails, number, look)

    draft_and_hand_in(bernd, number)
    release(enter("gerda.gegenleserin"), number)
    page.goto(f"/ideen/{number}")
    for words in (ANSWER, SAID, "Straßenbauamt", "Gesundheitsamt"):
        assert words in str(page.text_content("main"))
    assert_made_well(page)

    ask_back(author, number, look_narrow)
    reply(bernd, number)
    author.goto(f"/konto/ideen/{number}")
    assert REPLIED in author.inner_text("#rueckfrage")
    look_narrow(author)


def write_idea(page: Page, mails: Path) -> int:
    author = Author(page, mails, "rita.rueckfrage@example.org")
    author.begin("Vor der Turnhalle kommt man nachmittags nicht über die Straße.")
    author.fill("[name=title]", TITLE)
    author.choose_place("ort:14729160")
    author.choose_goal("tz-zugang")
    author.go_on()
    return author.submit(author.ask_for_code())


def publish_from_inbox(bernd: Page, number: int) -> None:
    """Taken on in the inbox, looked at by the checklist, published."""
    row = bernd.locator(".inbox-list li", has_text=f"Nr. {number}")
    bernd.goto("/verwaltung/eingang?art=idea_new")
    row.locator("button[formaction$='/uebernehmen']").click()
    assert "bei Ihnen" in row.inner_text()
    row.locator("a.inbox-row__title").click()
    items = bernd.locator("#pruefliste fieldset")
    for place in range(items.count()):
        items.nth(place).locator("[value=yes]").check()
    bernd.locator("#pruefliste fieldset.checkrow--done").nth(items.count() - 1).wait_for()
    bernd.reload()
    assert not bernd.locator("[name=despite]").count(), "nothing is open any more"
    Moderator(bernd).decide("veroeffentlichen")
    assert_made_well(bernd)


def ask_two_offices(bernd: Page, number: int) -> None:
    """The mail is looked at before anybody is asked."""
    bernd.click("main a[href$='/stellungnahmen']")
    for box in bernd.locator("[name=offices]:checked").all():
        box.uncheck()
    for office in ("Straßenbauamt", "Gesundheitsamt"):
        bernd.locator(".check", has_text=office).locator("[name=offices]").check()
    bernd.fill("[name=question]", QUESTION)
    bernd.click("button.btn[value=vorschau]")
    assert QUESTION in bernd.inner_text("#vorschau")
    assert_made_well(bernd)
    bernd.click("main form .btn--go")
    assert bernd.url.endswith(f"/verwaltung/ideen/{number}#stellungnahmen")
    bernd.locator("#stellungnahmen article").nth(1).wait_for()


def link_in_mail(mails: Path, office: str, number: int) -> str:
    mail = ways.mail_to(mails, office, says=f"Nr. {number}")
    found = re.search(r"/stellungnahme/[\w-]+", mail.text)
    assert found, mail.text
    return found.group()


def answer_by_link_and_keyboard(phone: Page, mails: Path, number: int, look: Look) -> None:
    """Without an account, on a phone, with nothing but the keyboard: text, attachment, consent, code."""
    phone.goto(link_in_mail(mails, ROADS, number))
    press_on(phone, "a[href$='/antworten']", "Enter")
    choose(phone, "[name=verdict]", "remarks")
    type_into(phone, "[name=text]", SAID)
    press_on(phone, "button[name=files]", "Enter")
    tab_to(phone, "[type=file]")
    phone.set_input_files("[type=file]", PICTURE)
    type_into(phone, "[name=alt]", "Die Straße vor der Turnhalle")
    press_on(phone, "form:has([type=file]) .go button", "Enter")
    look(phone)
    press_on(phone, "main a[href$='/antworten']", "Enter")
    assert phone.input_value("[name=text]") == SAID
    type_into(phone, "[name=speaker_name]", "Vera Vorlage")
    choose(phone, "[name=consent]", "yes")
    press_on(phone, "form.coupon .go button", "Enter")
    assert phone.url.endswith("/bestaetigen"), phone.inner_text("main")
    look(phone)
    type_into(phone, "[name=code]", "12")
    press_on(phone, "form.coupon button", "Enter")
    phone.wait_for_selector("#fehler")
    look(phone)
    tab_to(phone, "[name=code]")
    phone.keyboard.press("Control+A")
    phone.keyboard.type(ways.code_sent_to(mails, ROADS))
    press_on(phone, "form.coupon button", "Enter")
    assert phone.url.endswith("/quittung"), phone.inner_text("main")
    assert SAID in phone.inner_text("main")
    look(phone)


def choose(page: Page, group: str, value: str) -> None:
    """Among radio buttons, by the keys that choose."""
    tab_to(page, group)
    page.keyboard.press("Space")
    for _ in range(page.locator(group).count()):
        if page.is_checked(f"{group}[value={value}]"):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not reached in {group}")


def report_nothing_without_script(plain: Page, mails: Path, number: int, look: Look) -> None:
    link = link_in_mail(mails, HEALTH, number)
    plain.goto(link)
    plain.click("a[href$='/fehlanzeige']")
    plain.fill("[name=speaker_name]", "Gesine Gesund")
    plain.check("[name=consent]")
    plain.click("form.coupon .go button")
    look(plain)
    plain.fill("[name=code]", ways.code_sent_to(mails, HEALTH))
    plain.click("form.coupon .go button")
    assert "Nicht berührt" in plain.inner_text("main")
    look(plain)


def draft_and_hand_in(bernd: Page, number: int) -> None:
    """From what came back, read in the inbox, to an answer that quotes it and waits for its release."""
    bernd.goto("/verwaltung/eingang?art=statement")
    bernd.locator(".inbox-list li", has_text=f"Nr. {number}").first.locator("a.inbox-row__title").click()
    bernd.click("#stellungnahmen form[action$='/gesehen'] button >> nth=0")
    bernd.click(f"main a[href='/verwaltung/ideen/{number}/antwort'] >> nth=0")
    bernd.check("[name=outcome][value=pooled]")
    bernd.locator("li.box", has_text=SAID).locator("button[name=quote]").click()
    assert SAID in bernd.input_value("[name=text]")
    for box in bernd.locator("[name=cited]").all():
        box.check()
    bernd.fill("[name=text]", f"{bernd.input_value('[name=text]')}\n\n{ANSWER}")
    assert_made_well(bernd)
    bernd.click("button[name=preview]")
    assert bernd.url.endswith("/vorschau")
    assert ANSWER in bernd.inner_text("main")
    assert_made_well(bernd)
    bernd.click(f"main a[href='/verwaltung/ideen/{number}/antwort'] >> nth=0")
    bernd.click("button[formaction$='/abgeben']")
    bernd.wait_for_load_state()
    assert not bernd.is_visible("#antwort"), bernd.inner_text("main")
    assert_made_well(bernd)


def release(gerda: Page, number: int) -> None:
    gerda.goto("/verwaltung/freigaben")
    gerda.click(f"main table a:has-text('Nr. {number}')")
    assert ANSWER in gerda.inner_text("main")
    gerda.click("form[action$='/freigeben'] button")
    assert gerda.url.endswith("/verwaltung/freigaben"), gerda.inner_text("main")


def ask_back(author: Page, number: int, look: Look) -> None:
    author.goto(f"/konto/ideen/{number}")
    author.click("#rueckfrage a[href$='/rueckfrage']")
    author.click("main form button")
    author.wait_for_selector("#fehler")
    look(author)
    author.fill("[name=text]", ASKED_BACK)
    author.click("main form button")
    assert ASKED_BACK in author.inner_text("#rueckfrage")


def reply(bernd: Page, number: int) -> None:
    bernd.goto("/verwaltung/eingang?art=follow_up")
    bernd.locator(".inbox-list li", has_text=f"Nr. {number}").locator("a.inbox-row__title").click()
    assert ASKED_BACK in bernd.inner_text("main")
    bernd.fill("[name=text]", REPLIED)
    bernd.click("form[action$='/rueckfrage'] button")
    assert f"/verwaltung/ideen/{number}" in bernd.url


def test_idea_on_paper_comes_into_the_account_of_its_author(
    enter: Enter, visitor: Callable[..., Page], site: Site
) -> None:
    ruth, bernd, erna = enter("ruth.annahme"), enter("bernd.muster"), visitor(viewport=PHONE, javascript=False)
    number = type_in(ruth)
    Moderator(bernd).find(number)
    Moderator(bernd).decide("nachfragen", "An welcher Stelle des Weges?")
    type_in_the_answer(ruth, number)

    bernd.goto("/verwaltung/briefe")
    bernd.locator("main tr", has_text=f"{number},").first.locator("th a").click()
    assert "Musterweg 2" in bernd.inner_text("main")
    assert_made_well(bernd)
    letter = bernd.url
    with bernd.expect_response("**/drucken") as printed:
        bernd.click("form[action$='/drucken'] button")
    assert printed.value.headers["content-type"] == "application/pdf"
    bernd.goto(letter)
    bernd.click("form[action$='/abgeschickt'] button")
    bernd.goto("/verwaltung/briefe?ansicht=erledigt")
    assert str(number) in bernd.inner_text("main table")
    assert_made_well(bernd)

    ruth.goto(f"/verwaltung/annahme/{number}")
    ruth.click("form[action$='/code'] button")
    claim(erna, site.data / "mail", number, ruth.inner_text(".claimcode"))


def type_in(ruth: Page) -> int:
    """From the sheet to the receipt."""
    ruth.goto("/verwaltung/annahme")
    ruth.check("[name=origin][value=paper]")
    ruth.select_option("[name=place]", "ort:14729160")
    ruth.fill("[name=title]", "Ein Handlauf am Mühlberg")
    ruth.fill("[name=text]", "Der Weg am Mühlberg ist steil. Ein Handlauf würde vielen helfen.")
    ruth.check("[name=name_choice][value=name]")
    ruth.fill("[name=author_name]", "Erna Exempel")
    ruth.check("[name=reach][value=post]")
    ruth.fill("[name=post]", ADDRESS)
    ruth.check("[name=consent]")
    ruth.click("main form .go button")
    ruth.wait_for_selector(".claimcode")
    assert_made_well(ruth)
    number = int(ruth.url.rpartition("/")[2])
    assert str(number) in ways.title_of_paper(ruth, "main a[href$='/quittung.pdf']")
    return number


def type_in_the_answer(ruth: Page, number: int) -> None:
    ruth.goto(f"/verwaltung/annahme/{number}")
    ruth.click("main a[href$='/antwort']")
    ruth.fill("[name=text]", "")
    ruth.click("main form .go button")
    ruth.wait_for_selector("#fehler")
    assert_made_well(ruth)
    ruth.fill("[name=text]", "Der Weg am Mühlberg ist hinter der Brücke steil. Ein Handlauf würde vielen helfen.")
    ruth.click("main form .go button")
    assert ruth.url.endswith(f"/verwaltung/annahme/{number}"), ruth.inner_text("main")


def claim(erna: Page, mails: Path, number: int, code: str) -> None:
    """She signs in with a code from her mail, and takes over her idea with the one of the office."""
    erna.goto(f"/ideen/uebernehmen?nummer={number}")
    erna.click("main a[href^='/konto/anmelden']")
    erna.fill("[name=email]", "erna.exempel@example.org")
    erna.click("form.coupon button >> nth=0")
    erna.fill("[name=code]", ways.code_sent_to(mails, "erna.exempel@example.org"))
    erna.click("form.coupon button")
    for typed in ("AAAA-AAAA", code):
        erna.fill("[name=code]", typed)
        erna.click("form.coupon .go button")
    assert erna.url.endswith(f"/konto/ideen/{number}"), erna.inner_text("main")
    assert "Ein Handlauf am Mühlberg" in erna.inner_text("h1")
